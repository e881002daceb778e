using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Client.Traces;
using Workbench.Shared;
using Workbench.Shared.NumberChanges;

namespace Workbench.Server.Cli;

/// <summary><c>runs why ID [OTHER]</c>: what moved an answer's numbers.</summary>
internal static class RunsWhyCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The run's id, or the beginning of it." };
        var other = new Argument<string?>("other")
        {
            Description = "A later answer; without it: as it would be answered now.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Prints the whole explanation as one JSON document." };
        var command = new Command(
            "why",
            "Computes an answer again and says what moved its numbers: data, program, layer, calendar, filter or reading; ends with 1 when they moved."
        )
        {
            id,
            other,
            json,
        };
        command.SetAction(
            (parsed, cancellationToken) => ExplainAsync(parsed.GetRequiredValue(id), parsed.GetValue(other), parsed.GetValue(json), cancellationToken)
        );
        return command;
    }

    private static async Task<int> ExplainAsync(string id, string? other, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        switch (await host.Services.GetRequiredService<INumberChanges>().ExplainAsync(id, other, cancellationToken))
        {
            case NotExplained none:
                await Console.Error.WriteLineAsync(none.Reason);
                return ExitCode.WrongUsage;
            case NumberChange change:
                await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(change, WireJson.Indented) : Print(WhyView.Create(change)));
                return change.Different == 0 ? ExitCode.Done : ExitCode.Failed;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string Print(WhyView view)
    {
        var text = new StringBuilder(view.Verdict).AppendLine();
        foreach (var part in view.Parts)
            text.Append(CultureInfo.InvariantCulture, $"{part.Cause, -9} {part.Part, -16} {part.After, 14}  {part.What}\n");
        return text.ToString().TrimEnd();
    }
}
