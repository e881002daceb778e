using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Client.Chat;

/// <summary>A question and what came of it, as the page shows it.</summary>
public sealed record TurnView(Guid Run, string Question, IReadOnlyList<StepView> Steps, string? Totals, TurnBody Body)
{
    public static TurnView Create(RunProgress run) => new(run.RunId, run.Question, StepView.CreateAll(run.Steps), TotalsOf(run), BodyOf(run));

    public string TraceHref => $"/traces/{Run}";

    private static string? TotalsOf(RunProgress run) =>
        run.IsEnded || run.Status == RunStatus.Waiting ? $"{Amounts.Duration(run.DurationMs)} · {Amounts.Cost(run.CostUsd)}" : null;

    private static TurnBody BodyOf(RunProgress run) =>
        run switch
        {
            { Status: RunStatus.Queued or RunStatus.Running } => new TurnWorking(
                run.PartialText,
                run.Status == RunStatus.Queued ? QueuedWords(run) : "Working",
                run.DurationMs
            ),
            { Status: RunStatus.Cancelled } => new TurnStopped(
                run.CancelledBy is { } by ? $"Stopped by {by}. What it had done is in the trace." : "Stopped. What it had done is in the trace."
            ),
            { Status: RunStatus.Failed } or { Answer.Status: AnswerStatus.Failed } => new TurnFailed(
                run.Failure?.Message ?? run.Answer?.Text ?? "The run ended without an answer. The trace says how far it came.",
                run.Failure?.CanRetry ?? true
            ),
            { Answer: { Status: AnswerStatus.Clarify } answer } => new TurnClarify(answer, run.Status == RunStatus.Waiting),
            { Answer: { Status: AnswerStatus.Refused or AnswerStatus.Denied } answer } => new TurnRefused(
                AnswerView.Create(answer),
                answer.Status == AnswerStatus.Denied
            ),
            { Answer: { } answer } => new TurnAnswered(AnswerView.Create(answer)),
            { Status: RunStatus.Waiting, WakesAt: { } at } => new TurnWorking("", run.Steps is [.., var last] ? last.Title : "Waits", ElapsedMs: null)
            {
                Until = at,
            },
            { Status: RunStatus.Waiting } => new TurnWorking("", "Waiting for a person: see the trace", ElapsedMs: null),
            _ => new TurnFailed("The run ended without an answer. The trace says how far it came.", CanRetry: true),
        };

    private static string QueuedWords(RunProgress run) =>
        run.Place switch
        {
            _ when run.IsOfNewerProgram => "Waiting for a server with the newer program that began it",
            null => "Waiting for a free worker",
            1 => "Waiting for a free worker: it is the next",
            2 => "Waiting for a free worker: one question is before it",
            { } at => string.Create(CultureInfo.InvariantCulture, $"Waiting for a free worker: {at - 1:#,0} questions are before it"),
        };
}

/// <summary>What stands under a question.</summary>
public abstract record TurnBody
{
    private protected TurnBody() { }
}

/// <param name="ElapsedMs">Since it was asked; null where nobody works on it.</param>
public sealed record TurnWorking(string Text, string Words, double? ElapsedMs) : TurnBody
{
    /// <summary>It goes on by itself then.</summary>
    public DateTimeOffset? Until { get; init; }
}

public sealed record TurnAnswered(AnswerView Answer) : TurnBody;

/// <param name="IsOpen">It can still be answered by a click.</param>
public sealed record TurnClarify(Answer Answer, bool IsOpen) : TurnBody;

public sealed record TurnRefused(AnswerView Answer, bool IsDenied) : TurnBody;

public sealed record TurnFailed(string Message, bool CanRetry) : TurnBody;

public sealed record TurnStopped(string Message) : TurnBody;
