using Workbench.Shared.Answers;

namespace Workbench.Server.Evaluation;

/// <summary>One line of <c>eval --out</c>: what came of a question.</summary>
/// <param name="Run">Its trace: <c>runs show ID</c>. Null when nothing was started.</param>
/// <param name="Text">What was said, so that a refusal can be read without its trace.</param>
public sealed record EvalPrediction(
    string Id,
    AnswerStatus Status,
    AnswerOrigin Origin,
    string? Sql,
    IReadOnlyList<ResultColumn> Columns,
    IReadOnlyList<IReadOnlyList<Cell>> Rows,
    AnswerConfidence? Confidence,
    double DurationMs,
    AnswerTokens Tokens,
    decimal? CostUsd,
    Guid? Run,
    string? Text
)
{
    public static EvalPrediction Of(string id, Answer answer) =>
        new(
            id,
            answer.Status,
            answer.Origin,
            answer.Sql,
            answer.Columns,
            answer.Rows,
            answer.Confidence,
            answer.DurationMs,
            answer.Tokens,
            answer.CostUsd,
            answer.RunId,
            answer.Text
        );

    /// <summary>Nothing was started.</summary>
    public static EvalPrediction Rejected(string id, string message) =>
        new(id, AnswerStatus.Failed, AnswerOrigin.None, null, [], [], null, 0, new AnswerTokens(0, 0, 0), null, null, message);
}
