using System.Collections.Immutable;

namespace Workbench.Server.Models.Policy;

/// <summary>What became of a call up to its first token.</summary>
internal abstract record PolicyOutcome<T>
{
    private protected PolicyOutcome() { }
}

/// <param name="Before">Attempts that failed or lost before it.</param>
internal sealed record Answering<T>(Attempt<T> Attempt, ImmutableArray<ModelAttempt> Before) : PolicyOutcome<T>;

internal sealed record NobodyAnswered<T>(Fault Fault, ImmutableArray<ModelAttempt> Attempts) : PolicyOutcome<T>;
