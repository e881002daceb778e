using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Replays;
using Workbench.Shared.SecondOpinions;
using Workbench.Shared.Traces;

namespace Workbench.Server.Cli;

/// <summary><c>runs list</c>, <c>show</c>, <c>check</c> and <c>replay</c>; the others have files of their own.</summary>
internal static class RunsCommands
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var count = new Option<int>("--count") { Description = "How many, newest first.", DefaultValueFactory = _ => 20 };
        var list = new Command("list", "Lists runs, newest first.") { count, json };
        list.SetAction((parsed, cancellationToken) => ListAsync(parsed.GetValue(count), parsed.GetValue(json), cancellationToken));

        var id = new Argument<string>("id") { Description = "The run's id, or the beginning of it." };
        var show = new Command("show", "Shows a run with its steps.") { id, json };
        show.SetAction((parsed, cancellationToken) => ShowAsync(parsed.GetRequiredValue(id), parsed.GetValue(json), cancellationToken));
        var checkedRun = new Argument<Guid>("id") { Description = "The run's id." };
        var check = new Command("check", "Computes the numbers of a run's answer another way; ends with 1 when they differ.") { checkedRun, json };
        check.SetAction((parsed, cancellationToken) => CheckAsync(parsed.GetRequiredValue(checkedRun), parsed.GetValue(json), cancellationToken));
        var replayed = new Argument<string>("id") { Description = "The run's id, or the beginning of it." };
        var replay = new Command("replay", "Goes through a run again from its journal, without a call; ends with 1 when a request is another one now.")
        {
            replayed,
            json,
        };
        replay.SetAction((parsed, cancellationToken) => ReplayAsync(parsed.GetRequiredValue(replayed), parsed.GetValue(json), cancellationToken));
        return new Command("runs", "What was asked, and how it was answered.")
        {
            list,
            show,
            check,
            replay,
            RunsForkCommand.Create(),
            RunsWhyCommand.Create(),
            RunsExportCommand.Create(),
        };
    }

    private static async Task<int> ListAsync(int count, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var page = await host.Services.GetRequiredService<ITraces>().ListAsync(new TraceFilter(), after: null, count, cancellationToken);
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(page, WireJson.Indented));
            return ExitCode.Done;
        }

        foreach (var run in page.Runs)
        {
            var status = run.Answer?.ToString() ?? run.Status.ToString();
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Run.ToString()[..8]}  {run.AskedAt.ToLocalTime():yyyy-MM-dd HH:mm}  {status.ToLowerInvariant(), -10} {run.DurationMs, 8:0} ms  {run.Steps, 3} steps  {run.Question.ReplaceLineEndings(" ")}"
                )
            );
        }

        return ExitCode.Done;
    }

    private static async Task<int> CheckAsync(Guid run, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        if (await host.Services.GetRequiredService<ISecondOpinions>().AskAsync(run, cancellationToken) is not { } opinion)
        {
            await Console.Error.WriteLineAsync($"There is no run {run} with an answer.");
            return ExitCode.WrongUsage;
        }
        await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(opinion, WireJson.Indented) : opinion.Words);
        foreach (var difference in json ? [] : opinion.Differences)
            await Console.Out.WriteLineAsync($"  {difference.Column} {difference.Row}: {difference.First} answered, {difference.Second} the other way");
        return opinion.Outcome is OpinionOutcome.Differs or OpinionOutcome.Failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<int> ReplayAsync(string id, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        if (
            await host.Services.GetRequiredService<ITraces>().FindAsync(id, cancellationToken) is not { Line.Run: var run }
            || await host.Services.GetRequiredService<IReplays>().ReplayAsync(run, cancellationToken) is not { } outcome
        )
        {
            await Console.Error.WriteLineAsync($"There is no run {id}. `./workbench runs list` shows the last ones.");
            return ExitCode.Failed;
        }
        await Console.Out.WriteLineAsync(
            json
                ? JsonSerializer.Serialize(outcome, outcome.GetType(), WireJson.Indented)
                : outcome switch
                {
                    ReplayedExactly exact => string.Create(
                        CultureInfo.InvariantCulture,
                        $"The same, byte for byte: {exact.ModelCalls} model calls, {exact.ToolCalls} tool calls, {exact.Bytes:#,0} bytes; {exact.Ending}."
                    ),
                    ReplayDiverged diverged => string.Create(
                        CultureInfo.InvariantCulture,
                        $"Differs at {diverged.What}{(diverged.Step is { } step ? $" in step {step}" : "")}.\nThen: {diverged.Then ?? "nothing"}\nNow:  {diverged.Now ?? "nothing"}"
                    ),
                    ReplayRefused refused => refused.Reason,
                    _ => throw new System.Diagnostics.UnreachableException(),
                }
        );
        return outcome is ReplayedExactly ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> ShowAsync(string id, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var traces = host.Services.GetRequiredService<ITraces>();
        if (await traces.FindAsync(id, cancellationToken) is not { } run)
        {
            await Console.Error.WriteLineAsync($"There is no run {id}. `./workbench runs list` shows the last ones.");
            return ExitCode.Failed;
        }

        if (json)
        {
            using var document = await traces.ExportAsync(run.Line.Run, cancellationToken);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(document, WireJson.Indented));
            return ExitCode.Done;
        }

        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"Run {run.Line.Run} · {run.Line.Agent} · {run.Line.Status} · {run.Line.DurationMs:0} ms\n")
            .Append(CultureInfo.InvariantCulture, $"{run.Line.Question}\n\n");
        var steps = await traces.StepsAsync(run.Line.Run, 0, run.StepCount, cancellationToken);
        foreach (var step in steps)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{step.Seq, 4}  {step.Kind, -8} {step.Status, -9} {step.DurationMs, 8:0} ms  {new string(' ', 2 * step.Depth)}{step.Name} {step.Summary}\n"
            );
        }

        if (run.FinalAnswer is { } answer)
        {
            text.Append('\n').Append(AnswerText.Print(answer));
        }
        else if (run.Failure is { } failure)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{failure.Code}: {failure.Message}");
        }

        await Console.Out.WriteLineAsync(text.ToString());
        return ExitCode.Done;
    }
}
