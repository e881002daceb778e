using Workbench.Shared.Answers;

namespace Workbench.Shared.AnswerDiffs;

/// <summary>What gives another number on the new state of the layer.</summary>
public sealed record AnswerDiff
{
    public required DiffSide From { get; init; }
    public required DiffSide To { get; init; }
    public required string Account { get; init; }
    public required string Level { get; init; }

    /// <summary>The day that metrics, verified queries and eval cases were computed for; a past answer keeps its own.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Last day that the warehouse covers, if that is known.</summary>
    public DateOnly? DataThrough { get; init; }

    /// <summary>Worst first. What is the same by construction is only counted.</summary>
    public IReadOnlyList<DiffItem> Items { get; init; } = [];

    public IReadOnlyList<DiffCounts> Counts { get; init; } = [];

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The account of the new side when it is another one than the old side's: both were compared on <see cref="Account"/>, and from then on every number comes from there. Null: the same.</summary>
    public string? NextAccount { get; init; }

    public bool WithValues { get; init; } = true;

    /// <summary>Statements that the warehouse ran.</summary>
    public int Statements { get; init; }

    /// <summary>Pairs of statements whose numbers were computed a few minutes ago.</summary>
    public int Reused { get; init; }

    public double DurationMs { get; init; }

    /// <summary>Something says another number, says none any more, or may do so.</summary>
    public bool IsChanged => NextAccount is not null || Items.Any(i => i.Outcome <= DiffOutcome.NotRun);
}

/// <param name="Name">As people name it: "in use", "unsaved texts", <c>HEAD:semantic-layer</c>.</param>
/// <param name="Revision">Hash of its files.</param>
public sealed record DiffSide(string Name, string Revision);

/// <summary>What became of all of one kind; the sum of its parts is <see cref="Total"/>.</summary>
/// <param name="Same">The same statement on both sides: the same by construction, and not run.</param>
/// <param name="Equal">Another statement, the same numbers.</param>
/// <param name="Added">Only the new side has it, or can answer it.</param>
/// <param name="NotComparable">Neither side compiles it, or it rests on no metric.</param>
public sealed record DiffCounts(
    DiffSubject Subject,
    int Total,
    int Broken,
    int Removed,
    int Changed,
    int Uncertain,
    int NotRun,
    int Renamed,
    int Equal,
    int Added,
    int Same,
    int NotComparable
);

public enum DiffSubject
{
    Metric,
    VerifiedQuery,
    EvalCase,
    PastAnswer,
}

/// <summary>Worst first; down to <see cref="NotRun"/> it counts as a change.</summary>
public enum DiffOutcome
{
    /// <summary>It compiled, and is refused now.</summary>
    Broken,

    /// <summary>The new side does not have it.</summary>
    Removed,

    /// <summary>Other numbers.</summary>
    Changed,

    /// <summary>Another statement whose numbers could not be compared; the words say why.</summary>
    Uncertain,

    /// <summary>Another statement; the warehouse was not to be asked.</summary>
    NotRun,

    /// <summary>The same under another name.</summary>
    Renamed,

    /// <summary>Another statement, the same numbers.</summary>
    Equal,

    /// <summary>Only the new side has it, or can answer it.</summary>
    Added,
}

public sealed record DiffItem
{
    public required DiffSubject Subject { get; init; }
    public required DiffOutcome Outcome { get; init; }

    /// <summary>A metric's name; else the question.</summary>
    public required string Name { get; init; }

    /// <summary>For people: a metric's label, the question, the eval set.</summary>
    public required string Label { get; init; }

    /// <summary>What happened, in one or two sentences.</summary>
    public required string Words { get; init; }

    /// <summary>Metrics of its query.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The number that stands for it, when its numbers differ.</summary>
    public DiffNumber? Headline { get; init; }

    /// <summary>Numbers that differ, as many as are shown: the largest differences first.</summary>
    public IReadOnlyList<DiffNumber> Numbers { get; init; } = [];

    /// <summary>Numbers that were compared.</summary>
    public int Cells { get; init; }

    public int DifferentCells { get; init; }

    /// <summary>Whom the old numbers reached; null when nobody.</summary>
    public DiffSeen? Seen { get; init; }

    public string? OldSql { get; init; }
    public string? NewSql { get; init; }

    /// <summary>Where it is written; a metric or verified query alone.</summary>
    public string? File { get; init; }

    public int? Line { get; init; }
}

/// <param name="Where">Row: "Aug 2026", "EMEA"; empty for the only one.</param>
/// <param name="Column">Label of the value.</param>
public sealed record DiffNumber(string Where, string Column, ColumnType Type, string? Unit, Cell Old, Cell New, DiffNumberKind Kind = DiffNumberKind.Changed)
{
    /// <summary>New less old; null when one of them is no number.</summary>
    public decimal? Change => Old.Number is { } old && New.Number is { } now ? now - old : null;

    /// <summary>As a fraction of the old; null when it cannot be said.</summary>
    public decimal? ChangeShare => Change is { } change && Old.Number is { } old && old != 0 ? change / Math.Abs(old) : null;
}

public enum DiffNumberKind
{
    Changed,

    /// <summary>Only the new side has the row.</summary>
    Appeared,

    /// <summary>Only the old side has the row.</summary>
    Gone,
}

/// <summary>Whom the old numbers reached, at the viewer's level and below.</summary>
/// <param name="Times">Answers that said it.</param>
/// <param name="Weight">The sum of what they weigh: 5 for a 👍, 3 for a shared one, 1 for one that nobody rejected.</param>
/// <param name="Answers">Newest first, the accepted ones before the others; not all of them.</param>
public sealed record DiffSeen(int Times, IReadOnlyList<string> People, int Weight, IReadOnlyList<SeenAnswer> Answers);

/// <param name="Value">Its first number as it was said then.</param>
public sealed record SeenAnswer(Guid Run, Guid Conversation, string Question, string By, DateTimeOffset At, AnswerStanding Standing, string? Value);

/// <summary>How far an answer was accepted.</summary>
public enum AnswerStanding
{
    Liked,
    Shared,

    /// <summary>Answered, and not rejected.</summary>
    Answered,
}
