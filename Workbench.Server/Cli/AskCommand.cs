using System.CommandLine;
using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Server.Cli;

/// <summary><c>ask "…"</c>: one question, its answer on stdout.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var question = new Argument<string>("question") { Description = "In plain words." };
        var conversation = new Option<Guid?>("--conversation") { Description = "Goes on with this conversation.", HelpName = "ID" };
        var agent = new Option<string?>("--agent") { Description = "Who answers. Default: d0.", HelpName = "NAME" };
        var model = new Option<string?>("--model") { Description = "auto, a tier or a model. Default: the agent's.", HelpName = "NAME" };
        var account = new Option<string?>("--account") { Description = "The warehouse account.", HelpName = "NAME" };
        var level = new Option<string?>("--level") { Description = "The access level to ask with, not above your own.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Prints the whole answer as one JSON document." };
        var command = new Command("ask", "Asks a question and prints the answer.") { question, conversation, agent, model, account, level, json };
        command.SetAction(
            (parsed, cancellationToken) =>
                AskAsync(
                    new AskRequest(
                        parsed.GetRequiredValue(question),
                        parsed.GetValue(conversation),
                        parsed.GetValue(agent),
                        parsed.GetValue(model),
                        parsed.GetValue(account),
                        parsed.GetValue(level)
                    ),
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> AskAsync(AskRequest request, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        var chat = host.Services.GetRequiredService<IChat>();
        switch (await chat.AskAsync(request, cancellationToken))
        {
            case Asked asked:
                return await FollowAsync(chat, asked.Run, json, cancellationToken);
            case AskRejected rejected:
                await Console.Error.WriteLineAsync(rejected.Message);
                return ExitCode.WrongUsage;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public static async Task<int> FollowAsync(IChat chat, Guid run, bool json, CancellationToken cancellationToken)
    {
        var told = new StepsTold();
        RunProgress? last = null;
        try
        {
            await foreach (var progress in chat.FollowAsync(run, cancellationToken))
            {
                last = progress;
                foreach (var step in told.TakeNew(progress))
                    await Console.Error.WriteLineAsync($"· {step.Title}");

                if (progress.IsEnded || progress.Status == RunStatus.Waiting)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            await chat.StopAsync(run, CancellationToken.None);
            await Console.Error.WriteLineAsync($"Stopped. The trace: ./workbench runs show {run}");
            return ExitCode.Failed;
        }

        if (last is null || RunAnswers.Of(last) is not { } answer)
        {
            await Console.Error.WriteLineAsync($"The run {run} was lost sight of. Its trace: ./workbench runs show {run}");
            return ExitCode.Failed;
        }

        await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(answer, WireJson.Indented) : AnswerText.Print(answer));
        return answer.Status == AnswerStatus.Failed ? ExitCode.Failed : ExitCode.Done;
    }
}
