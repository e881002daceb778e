using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Shared;
using Workbench.Shared.Chat;
using Workbench.Shared.Forks;
using Workbench.Shared.Traces;

namespace Workbench.Server.Cli;

/// <summary><c>runs fork ID --step N</c>: a new run with the finished steps of another, its answer on stdout.</summary>
internal static class RunsForkCommand
{
    private static readonly JsonSerializerOptions Options = new(WireJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The run's id, or the beginning of it." };
        var step = new Option<int>("--step")
        {
            Description = "The first step that is done anew: a model or a tool call.",
            Required = true,
            HelpName = "N",
        };
        var model = new Option<string?>("--model") { Description = "Another model or tier.", HelpName = "NAME" };
        var agent = new Option<string?>("--agent-version") { Description = "Another version of its agent.", HelpName = "VERSION" };
        var layer = new Option<string?>("--layer") { Description = "Another revision of the semantic layer.", HelpName = "REVISION" };
        var set = new Option<FileInfo?>("--set")
        {
            Description = """Other texts: {"messages": {"2": "…"}} of the prompt, by place from 1, or {"result": "…"} of the tool call.""",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Prints the whole answer as one JSON document." };
        var command = new Command("fork", "Goes on from a step of a run with something changed; what was finished before it is not paid again.")
        {
            id,
            step,
            model,
            agent,
            layer,
            set,
            json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                ForkAsync(
                    parsed.GetRequiredValue(id),
                    new ForkRequest(Guid.Empty, parsed.GetValue(step))
                    {
                        Model = parsed.GetValue(model),
                        AgentVersion = parsed.GetValue(agent),
                        LayerRevision = parsed.GetValue(layer),
                    },
                    parsed.GetValue(set),
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> ForkAsync(string id, ForkRequest request, FileInfo? set, bool json, CancellationToken cancellationToken)
    {
        if (set is not null)
        {
            try
            {
                var texts = JsonSerializer.Deserialize<ForkFile>(await File.ReadAllTextAsync(set.FullName, cancellationToken), Options) ?? new ForkFile();
                request = request with { Messages = texts.Messages, Result = texts.Result };
            }
            catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"{set.Name} cannot be read: {e.Message}");
                return ExitCode.WrongUsage;
            }
        }
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        if (await host.Services.GetRequiredService<ITraces>().FindAsync(id, cancellationToken) is not { Line.Run: var run })
        {
            await Console.Error.WriteLineAsync($"There is no run {id}. `./workbench runs list` shows the last ones.");
            return ExitCode.Failed;
        }
        switch (await host.Services.GetRequiredService<IRunForks>().ForkAsync(request with { Run = run }, cancellationToken))
        {
            case Forked forked:
                await Console.Error.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"Run {forked.Run}: {forked.Copied} steps of {run}, then anew.")
                );
                return await AskCommand.FollowAsync(host.Services.GetRequiredService<IChat>(), forked.Run, json, cancellationToken);
            case ForkRefused refused:
                await Console.Error.WriteLineAsync(refused.Reason);
                return ExitCode.WrongUsage;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private sealed record ForkFile
    {
        public Dictionary<int, string> Messages { get; init; } = [];
        public string? Result { get; init; }
    }
}
