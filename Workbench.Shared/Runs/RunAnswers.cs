using Workbench.Shared.Answers;

namespace Workbench.Shared.Runs;

/// <summary>What a run says, as the answer document of the contract, also where it ended without one.</summary>
public static class RunAnswers
{
    /// <returns>Null while the run works on it.</returns>
    public static Answer? Of(RunProgress run) =>
        run switch
        {
            { Answer: { } answer } => answer,
            { IsEnded: true } => new Answer
            {
                RunId = run.RunId,
                ConversationId = run.ConversationId,
                Status = AnswerStatus.Failed,
                Origin = AnswerOrigin.None,
                Text = run switch
                {
                    { Failure: { } failure } => failure.Message,
                    { Status: RunStatus.Cancelled, CancelledBy: { } by } => $"Stopped by {by}.",
                    { Status: RunStatus.Superseded } => "Another question came instead of an answer.",
                    _ => "The run ended without an answer.",
                },
                Warnings = run.Failure is { } reason ? [new AnswerWarning(reason.Code, reason.Message)] : [],
                DurationMs = run.DurationMs,
                CostUsd = run.CostUsd,
            },
            _ => null,
        };
}
