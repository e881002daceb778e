namespace Workbench.Shared.Playground;

public abstract record PlaygroundUpdate
{
    private protected PlaygroundUpdate() { }
}

public sealed record PlaygroundText(string Text) : PlaygroundUpdate;

public sealed record PlaygroundReasoning(string Text) : PlaygroundUpdate;

/// <summary>A tool that the model wants to be called. Nothing is called here.</summary>
/// <param name="Arguments">JSON.</param>
public sealed record PlaygroundToolCall(string Name, string Arguments) : PlaygroundUpdate;

/// <param name="Error">In words; null: it replied.</param>
/// <param name="FinishReason">As the provider said, or <see cref="Stopped"/>; null: it did not finish.</param>
/// <param name="Run">Its trace; null: nothing was sent.</param>
public sealed record PlaygroundEnded(string? Error, string? FinishReason, TimeSpan Duration, Guid? Run, IReadOnlyList<PlaygroundAttempt> Attempts)
    : PlaygroundUpdate
{
    public const string Stopped = "stopped";
}

/// <summary>One try at one provider.</summary>
/// <param name="Decision">Why this one.</param>
/// <param name="FirstTokenAfter">Null: none came.</param>
/// <param name="Input">Tokens, those from a cache included.</param>
/// <param name="Output">Tokens, reasoning included.</param>
/// <param name="IsEstimated">Tokens were counted by us: the provider told none.</param>
/// <param name="CostUsd">Null: unpriced.</param>
public sealed record PlaygroundAttempt(
    int Number,
    string Provider,
    string Model,
    string? Decision,
    TimeSpan Duration,
    TimeSpan? FirstTokenAfter,
    long Input,
    long Cached,
    long Output,
    long Reasoning,
    bool IsEstimated,
    decimal? CostUsd,
    string? Error
);
