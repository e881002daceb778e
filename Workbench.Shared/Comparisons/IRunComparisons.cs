using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Shared.Comparisons;

/// <summary>Two runs, step beside step.</summary>
public interface IRunComparisons
{
    /// <param name="a">A run's id, or the beginning of it.</param>
    /// <param name="b">Another's.</param>
    Task<ComparisonOutcome> CompareAsync(string a, string b, CancellationToken cancellationToken);

    /// <summary>Runs that it makes sense to hold beside this one: what it was forked from, its forks, retries and edits, earlier answers to the same question.</summary>
    Task<IReadOnlyList<ComparableRun>> SuggestAsync(Guid run, CancellationToken cancellationToken);
}

public abstract record ComparisonOutcome
{
    private protected ComparisonOutcome() { }
}

public sealed record NotCompared(string Reason) : ComparisonOutcome;

public sealed record RunComparison(TraceLine A, TraceLine B, IReadOnlyList<StepPair> Pairs) : ComparisonOutcome
{
    /// <summary>The first pair that is not the same; null: none is.</summary>
    public StepPair? FirstDifference => Pairs.FirstOrDefault(p => !p.IsSame);
}

/// <param name="A">Null: only the other run has it.</param>
/// <param name="Differences">What is another one, in one word each: <c>request, result, error, status</c>. Tokens, cost and time are no difference.</param>
public sealed record StepPair(ComparedStep? A, ComparedStep? B, IReadOnlyList<string> Differences)
{
    public bool IsSame => A is not null && B is not null && Differences.Count == 0;
}

public sealed record ComparedStep(int Seq, StepKind Kind, StepStatus Status, string Name, string? Summary, double DurationMs, long Tokens, decimal? CostUsd);

/// <param name="Why">In words: <c>the run that it was forked from</c>.</param>
public sealed record ComparableRun(Guid Run, string Why, DateTimeOffset AskedAt);
