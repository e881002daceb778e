namespace Workbench.Shared.Retention;

/// <summary>How long runs are kept.</summary>
public interface IRetention
{
    /// <summary>The rules, and what they would delete if the night began now.</summary>
    /// <param name="trial">As if this were a rule, before all others; null: as it is.</param>
    Task<RetentionPlan> PlanAsync(RetentionTrial? trial, CancellationToken cancellationToken);

    /// <summary>How much room would be free. Reads all that steps refer to: minutes for millions of runs.</summary>
    Task<RetentionRoom> RoomAsync(RetentionTrial? trial, CancellationToken cancellationToken);

    /// <summary>How far the round is that goes on, or how the last one ended; null: there was none.</summary>
    Task<RetentionRound?> LastAsync(CancellationToken cancellationToken);
}

/// <summary>A rule that nobody has set yet.</summary>
/// <param name="Agent">An agent, or a beginning of names with a star; <c>*</c>: all.</param>
/// <param name="Days">0: for ever.</param>
public sealed record RetentionTrial(string Agent, int Days);

public sealed record RetentionPlan
{
    /// <summary>A line for each agent that has runs, key and program of others that calls or tells of itself among them.</summary>
    public required IReadOnlyList<RetentionLine> Agents { get; init; }

    /// <summary>Runs that are old enough and stay all the same.</summary>
    public required IReadOnlyList<RetentionKept> Kept { get; init; }

    /// <summary>Null: it never runs by itself.</summary>
    public required DateTimeOffset? NextAt { get; init; }

    /// <summary>The last round, or the one that goes on; null: there was none yet.</summary>
    public required RetentionRound? Last { get; init; }

    public long Due => Agents.Sum(a => a.Due);
    public bool KeepsAll => Agents.All(a => a.Days is null);
}

/// <param name="Days">After a run's end; null: for ever.</param>
/// <param name="Due">That would be deleted.</param>
/// <param name="Oldest">When the oldest was asked.</param>
public sealed record RetentionLine(string Agent, int? Days, long Runs, long Due, DateTimeOffset Oldest);

/// <param name="Reason">Why they stay, as the end of a sentence that begins with the runs.</param>
public sealed record RetentionKept(string Reason, long Runs);

/// <param name="Blobs">Prompts, replies and results that no other run needs.</param>
/// <param name="BlobBytes">Of those, as they are stored.</param>
/// <param name="RowBytes">About that much in rows and their indexes: the share of steps that the runs have.</param>
public sealed record RetentionRoom(long Runs, long Blobs, long BlobBytes, long RowBytes);

/// <param name="By">Who began it; empty: the clock.</param>
/// <param name="Due">Runs that it found to delete.</param>
/// <param name="Blobs">Prompts, replies and results that nothing needed any more, of runs deleted on earlier days.</param>
/// <param name="Bytes">Of those.</param>
public sealed record RetentionRound(DateTimeOffset At, string By, RetentionState State, long Due, long Runs, long Conversations, long Blobs, long Bytes);

public enum RetentionState
{
    /// <summary>It deletes at this moment.</summary>
    Running,

    Done,

    /// <summary>Its process died or its connection was cut. What it deleted is deleted as a whole; the next one goes on.</summary>
    CutOff,
}
