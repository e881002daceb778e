using Workbench.Server.Router;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>One thing that the journal is told. Several go in one round trip, and all of them are kept or none.</summary>
internal abstract record JournalEntry
{
    private protected JournalEntry() { }
}

internal sealed record StepBegan(StepStartRow Start) : JournalEntry;

internal sealed record StepEnded(StepEndRow Step) : JournalEntry;

internal sealed record AttemptFailed(StepAttemptRow Attempt) : JournalEntry;

internal sealed record UsageCounted(UsageEntryRow Usage) : JournalEntry;

internal sealed record MessageRouted(RoutedMessageRow Row) : JournalEntry;

/// <summary>Goes in one round trip with the end of its step.</summary>
internal sealed record FileKept(StepFileRow File) : JournalEntry;

internal sealed record BlobKept(Blob Blob) : JournalEntry;

/// <summary>Waits from here on, and belongs to nobody.</summary>
/// <param name="Question">To a person; null: it waits for a time.</param>
/// <param name="WakesAt">That time.</param>
internal sealed record RunPaused(Answer? Question, DateTimeOffset? WakesAt, RunSums Sums) : JournalEntry;

internal sealed record RunFinished : JournalEntry
{
    public required RunStatus Status { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    public required RunSums Sums { get; init; }
    public Answer? Answer { get; init; }
    public RunFailure? Failure { get; init; }
    public string? CancelledBy { get; init; }

    /// <summary>Why steps that are still open end with it, where it neither failed nor was cancelled.</summary>
    public string? Cut { get; init; }
}

/// <summary>What lists show of a run, added up from its steps.</summary>
internal sealed record RunSums(string? Model, int StepCount, long Tokens, decimal? CostUsd, double DurationMs);
