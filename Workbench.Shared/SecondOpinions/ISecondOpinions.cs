namespace Workbench.Shared.SecondOpinions;

/// <summary>Answered numbers computed once more by another plan, and the list of those that came out differently; at the asker's level.</summary>
public interface ISecondOpinions
{
    /// <summary>What stands of a run: a disagreement that is open, else the newest; null when there is none.</summary>
    Task<SecondOpinion?> FindAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Computes the numbers of a run's answer another way, now, and tells what stands. Null: there is no such run that has an answer.</summary>
    Task<SecondOpinion?> AskAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Disagreements, newest first: the open ones, or all of the last hundred.</summary>
    Task<IReadOnlyList<SecondOpinion>> DisagreementsAsync(bool withResolved, CancellationToken cancellationToken);

    /// <summary>Closes a disagreement, with what was found.</summary>
    /// <returns>False: it is not there, or closed already.</returns>
    Task<bool> ResolveAsync(Guid opinion, string note, CancellationToken cancellationToken);
}

public sealed record SecondOpinion
{
    public required Guid Id { get; init; }
    public required Guid Run { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary><c>sample</c>, or who asked for it.</summary>
    public required string AskedBy { get; init; }

    public required string Question { get; init; }

    /// <summary>Labels of the metrics.</summary>
    public required string Metrics { get; init; }

    public required OpinionOutcome Outcome { get; init; }

    /// <summary>One sentence for the answer: "Re-computed another way: same, 0.12 s".</summary>
    public required string Words { get; init; }

    public int Cells { get; init; }
    public int DifferentCells { get; init; }
    public IReadOnlyList<OpinionDifference> Differences { get; init; } = [];

    /// <summary>What was not compared, and that the data has moved since the answer.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public string FirstSql { get; init; } = "";

    /// <summary>One statement after the other.</summary>
    public string SecondSql { get; init; } = "";

    public double DurationMs { get; init; }
    public string Revision { get; init; } = "";
    public DateTimeOffset? ResolvedAt { get; init; }
    public string? ResolvedBy { get; init; }
    public string? Note { get; init; }
}

public enum OpinionOutcome
{
    Same,
    Differs,

    /// <summary>The second plan has no form for it; the words say why.</summary>
    NotExpressible,

    /// <summary>It took too long, or the warehouse did not let it.</summary>
    Failed,
}

/// <param name="Row">Its keys; empty for a single row.</param>
public sealed record OpinionDifference(string Column, string Row, string First, string Second);
