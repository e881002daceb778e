using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Shared.NumberChanges;

/// <summary>Why an answer's numbers are others now, or others than in another answer.</summary>
public interface INumberChanges
{
    /// <summary>Computes the answer again, with one thing after the other as it is later: what the numbers move at a thing is its part.</summary>
    /// <param name="run">A run's id, or the beginning of it.</param>
    /// <param name="other">A later answer's; null: the same reading of the question, as it would be answered now.</param>
    Task<NumberChangeOutcome> ExplainAsync(string run, string? other, CancellationToken cancellationToken);
}

public abstract record NumberChangeOutcome
{
    private protected NumberChangeOutcome() { }
}

public sealed record NotExplained(string Reason) : NumberChangeOutcome;

public sealed record NumberChange : NumberChangeOutcome
{
    public required ChangedAnswer Then { get; init; }

    /// <summary>Null: what would be answered now.</summary>
    public ChangedAnswer? Later { get; init; }

    /// <summary>In the order in which they were exchanged.</summary>
    public required IReadOnlyList<ChangePart> Parts { get; init; }

    /// <summary>The value of an answer that is one number; null: it has several.</summary>
    public ResultColumn? Column { get; init; }

    public Cell Before { get; init; }
    public Cell After { get; init; }

    /// <summary>Numbers that differ from then to the end, whatever happened in between; null: the end is not known.</summary>
    public int? Different { get; init; }
}

/// <param name="Today">The day that its periods speak of.</param>
/// <param name="Reading">The question as it was understood.</param>
public sealed record ChangedAnswer(
    Guid Run,
    string Question,
    DateTimeOffset AskedAt,
    DateOnly Today,
    string Model,
    string AgentVersion,
    string LayerRevision,
    string? Reading
);

public enum ChangeCause
{
    /// <summary>Rows of the warehouse that came, went or were corrected.</summary>
    Data,

    /// <summary>How this program makes SQL of a query.</summary>
    Program,

    /// <summary>Definitions of the semantic layer.</summary>
    Layer,

    /// <summary>What "last month" is.</summary>
    Calendar,

    /// <summary>Conditions and the access level.</summary>
    Filter,

    /// <summary>How the question was read otherwise: another metric, grouping or period.</summary>
    Model,
}

/// <param name="What">What was exchanged: "Today is 2026-11-23 instead of 2026-08-02."</param>
public sealed record ChangePart(ChangeCause Cause, string What)
{
    /// <summary>Why it could not be computed; its part is then in the next one that could. Null: it was.</summary>
    public string? Unknown { get; init; }

    /// <summary>Of an answer that is one number: the number with this exchanged.</summary>
    public Cell? After { get; init; }

    /// <summary>The same, less what it was before.</summary>
    public decimal? Change { get; init; }

    /// <summary>Numbers that it moved.</summary>
    public int Different { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<DiffNumber> Numbers { get; init; } = [];

    /// <summary>The statement with this exchanged, where it is another one than before.</summary>
    public string? Sql { get; init; }
}
