using System.Collections.Immutable;
using Workbench.Shared.Answers;

namespace Workbench.Server.Evaluation;

/// <summary>How good a set of predictions is.</summary>
public sealed record EvalScore(ImmutableArray<QuestionScore> Questions)
{
    public int Total => Questions.Length;
    public int Exact => Questions.Count(q => q.IsExact);
    public int Lenient => Questions.Count(q => q.IsLenient);

    /// <summary>Answered with high confidence, and wrong also when one is lenient.</summary>
    public int WrongAndSure => Questions.Count(q => q is { Status: AnswerStatus.Answered, IsLenient: false, Confidence.Band: ConfidenceBand.High });

    public double Share(bool lenient) => Total == 0 ? 0 : (double)(lenient ? Lenient : Exact) / Total;
}

/// <param name="Status">Null when there is no prediction.</param>
/// <param name="Problem">Why it could not be compared.</param>
public sealed record QuestionScore(
    string Id,
    string? Category,
    AnswerStatus? Status,
    bool IsExact,
    bool IsLenient,
    AnswerConfidence? Confidence,
    string? Problem
);
