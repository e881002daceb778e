using Workbench.Shared.Answers;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Shared.VerifiedQueries;

/// <summary>Questions with queries that a person has checked: saved from answers, run again and again, and flagged when they can no longer be relied on. At the asker's level.</summary>
public interface IVerifiedQueries
{
    Task<VerifiedOverview> OverviewAsync(CancellationToken cancellationToken);

    /// <summary>How many need a person, for the layer's overview; from memory where it can be.</summary>
    Task<VerifiedCounts> CountsAsync(CancellationToken cancellationToken);

    /// <summary>What would be saved from the answer of a run; null when there is no such run for the asker.</summary>
    Task<VerifiedDraft?> DraftAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Reads and runs what was typed; nothing is kept.</summary>
    Task<VerifiedPreview> PreviewAsync(VerifiedEntry entry, CancellationToken cancellationToken);

    /// <summary>Writes it into <c>5-operations/verified.yml</c> as one revision of the layer.</summary>
    Task<VerifiedOutcome> SaveAsync(VerifiedEntry entry, VerifiedSaveAs saveAs, CancellationToken cancellationToken);

    /// <summary>Somebody has looked again: a new date and owner, and a new day of expiry.</summary>
    Task<VerifiedOutcome> RenewAsync(string question, VerifiedRenewal renewal, CancellationToken cancellationToken);

    Task<VerifiedOutcome> RemoveAsync(string question, CancellationToken cancellationToken);

    /// <summary>Takes back a save, a renewal or a removal.</summary>
    /// <param name="entry">As in <see cref="VerifiedSaved.Entry"/>.</param>
    Task<VerifiedOutcome> UndoAsync(string entry, CancellationToken cancellationToken);

    /// <summary>Begins to run them in the background; <see cref="FollowAsync"/> tells how far it is.</summary>
    /// <param name="question">Null: all that the asker sees.</param>
    /// <returns>Why nothing was begun, as a sentence; null when it was.</returns>
    string? Run(string? question);

    /// <summary>Ticks with each result, and when the layer changes.</summary>
    IAsyncEnumerable<VerifiedRound> FollowAsync(CancellationToken cancellationToken);
}

/// <param name="User">The asker: whose queries "mine" are, and the owner of what is saved next.</param>
/// <param name="Today">In the layer's time zone.</param>
public sealed record VerifiedOverview(LayerRights Rights, string User, DateOnly Today, IReadOnlyList<VerifiedLine> Queries, VerifiedRound Round)
{
    public VerifiedCounts Counts => VerifiedCounts.Of(Queries);
}

/// <param name="Total">All that the asker's level covers.</param>
public sealed record VerifiedCounts(int Total, int Failing, int Stale, int Expired, int Expiring)
{
    /// <summary>Those that are not used until somebody looks.</summary>
    public int Broken => Failing + Stale + Expired;

    public static VerifiedCounts Of(IReadOnlyList<VerifiedLine> lines) =>
        new(
            lines.Count,
            lines.Count(l => l.State == VerifiedState.Failing),
            lines.Count(l => l.State == VerifiedState.Stale),
            lines.Count(l => l.State == VerifiedState.Expired),
            lines.Count(l => l.State == VerifiedState.Expiring)
        );
}

public sealed record VerifiedLine
{
    public required string Question { get; init; }
    public IReadOnlyList<string> AlsoAsked { get; init; } = [];

    /// <summary>The semantic query as YAML; null for SQL.</summary>
    public string? Query { get; init; }
    public string? Sql { get; init; }
    public string? Owner { get; init; }
    public DateOnly? VerifiedOn { get; init; }
    public DateOnly? Expires { get; init; }
    public string? Note { get; init; }
    public bool IsMine { get; init; }
    public required VerifiedState State { get; init; }

    /// <summary>What the state means and what to do, one or two sentences; empty when all is well.</summary>
    public required string Words { get; init; }

    /// <summary>When it was run last; null: not yet.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>The first number of the last result, shortened; null when it did not run.</summary>
    public string? Value { get; init; }

    /// <summary>The period of the last result: "September 2026".</summary>
    public string? Period { get; init; }
    public long? Rows { get; init; }
    public required string File { get; init; }
    public required int Line { get; init; }

    /// <summary>Answers that were given by it.</summary>
    public long Uses { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

public enum VerifiedState
{
    /// <summary>Ran, and its result is what it was.</summary>
    Good,

    /// <summary>Not run yet in its present form.</summary>
    Unchecked,

    /// <summary>Good, for 30 days at most.</summary>
    Expiring,

    /// <summary>Its last day is over.</summary>
    Expired,

    /// <summary>Gives another result for a period that was over when it was verified or run before.</summary>
    Stale,

    /// <summary>Does not compile or does not run.</summary>
    Failing,
}

/// <summary>A verified query as its author writes it.</summary>
/// <param name="Query">The semantic query as YAML or JSON; null when <paramref name="Sql"/> is given.</param>
/// <param name="Expires">Null: never.</param>
public sealed record VerifiedEntry(
    string Question,
    IReadOnlyList<string> AlsoAsked,
    string? Query,
    string? Sql,
    string? Owner,
    DateOnly VerifiedOn,
    DateOnly? Expires,
    string? Note = null
);

/// <param name="Problem">Why the answer cannot be verified; null when it can.</param>
/// <param name="Existing">What is verified of the same question or meaning already; null when nothing is.</param>
public sealed record VerifiedDraft(VerifiedEntry Entry, LayerRights Rights, string? Problem, VerifiedTwin? Existing);

/// <param name="IsSameQuestion">The question or one of its wordings is the same; otherwise the query is.</param>
public sealed record VerifiedTwin(VerifiedLine Line, bool IsSameQuestion);

/// <param name="Problem">Why there is no number; null when there is one.</param>
/// <param name="Value">The first number, shortened.</param>
/// <param name="Period">"September 2026"; null: all data.</param>
/// <param name="Reading">The query in plain words; null for SQL.</param>
public sealed record VerifiedPreview(
    string? Problem,
    string? Value,
    string? Period,
    string? Reading,
    IReadOnlyList<ResultColumn> Columns,
    IReadOnlyList<IReadOnlyList<Cell>> Rows,
    VerifiedTwin? Existing
);

public abstract record VerifiedSaveAs
{
    private protected VerifiedSaveAs() { }
}

public sealed record SaveAsNew : VerifiedSaveAs;

/// <summary>In the place of the one with this question.</summary>
public sealed record SaveInPlaceOf(string Question) : VerifiedSaveAs;

/// <summary>The entry's question and wordings become wordings of the one with this question; the rest of it stays.</summary>
public sealed record SaveAsWordingOf(string Question) : VerifiedSaveAs;

public sealed record VerifiedRenewal(string? Owner, DateOnly VerifiedOn, DateOnly? Expires);

public abstract record VerifiedOutcome
{
    private protected VerifiedOutcome() { }
}

/// <param name="Entry">Of the layer's history: what <see cref="IVerifiedQueries.UndoAsync"/> takes back; null when nothing was to be written.</param>
public sealed record VerifiedSaved(string? Entry) : VerifiedOutcome
{
    /// <summary>What it waits for before it counts, as a sentence: <see cref="LayerSaved.WaitsInWords"/>. Null when it is in use.</summary>
    public string? Waits { get; init; }
}

/// <summary>Nothing was written: this one is there already, to be replaced or to be given another wording.</summary>
public sealed record AlreadyVerified(VerifiedTwin Existing) : VerifiedOutcome;

/// <summary>Nothing was written; the reason says what to do.</summary>
public sealed record VerifiedNotSaved(string Reason) : VerifiedOutcome;

/// <param name="Current">The question that runs now.</param>
/// <param name="Ended">Why it ended before all was done; null otherwise.</param>
public sealed record VerifiedRound(bool IsRunning, int Done, int Total, string? Current, string? Ended)
{
    public static VerifiedRound Idle { get; } = new(IsRunning: false, 0, 0, Current: null, Ended: null);
}
