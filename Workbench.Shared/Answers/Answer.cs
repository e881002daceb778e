using Workbench.Shared.Queries;

namespace Workbench.Shared.Answers;

/// <summary>What a run says at its end: <c>ask --json</c> and <c>GET /api/runs/{id}/answer</c>.</summary>
public sealed record Answer
{
    public required Guid RunId { get; init; }
    public required Guid ConversationId { get; init; }
    public required AnswerStatus Status { get; init; }
    public required AnswerOrigin Origin { get; init; }

    /// <summary>Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>The question as understood, one sentence.</summary>
    public string? Reading { get; init; }

    /// <summary>Who verified what answers it; null when nobody did.</summary>
    public AnswerVerification? Verification { get; init; }

    public IReadOnlyList<ResultColumn> Columns { get; init; } = [];

    /// <summary>Arrays in column order; decimals as numbers, dates ISO 8601, percentages as fractions.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>> Rows { get; init; } = [];

    /// <summary>Names of periods that their first day alone does not tell: column name, then ISO date, gives <c>FY2027 Q3</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> PeriodLabels { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    public AnswerChart? Chart { get; init; }
    public SemanticQuery? Query { get; init; }

    /// <summary>One self-contained statement with literals printed in, runnable as it is.</summary>
    public string? Sql { get; init; }

    /// <summary>The form that ran.</summary>
    public ParameterizedSql? SqlParameters { get; init; }

    public IReadOnlyList<AppliedFilter> Filters { get; init; } = [];
    public AnswerConfidence? Confidence { get; init; }
    public IReadOnlyList<AnswerSource> Sources { get; init; } = [];
    public IReadOnlyList<AnswerAlternative> Alternatives { get; init; } = [];
    public IReadOnlyList<AnswerWarning> Warnings { get; init; } = [];

    /// <summary>What was looked at before the number was said, part of its proof.</summary>
    public IReadOnlyList<AnswerCheck> Checks { get; init; } = [];

    /// <summary>What was taken for granted: "Quarter means fiscal quarter."</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>What the words of the question were linked to, in their order; empty where a model read the question by itself.</summary>
    public IReadOnlyList<AnswerWord> Words { get; init; } = [];

    /// <summary>Questions that a person would ask next.</summary>
    public IReadOnlyList<string> FollowUps { get; init; } = [];

    public double DurationMs { get; init; }
    public AnswerTokens Tokens { get; init; } = new(0, 0, 0);
    public decimal? CostUsd { get; init; }
}

public enum AnswerStatus
{
    Answered,
    Clarify,
    Refused,
    Denied,
    Failed,
}

/// <param name="Question">As it was verified.</param>
/// <param name="File">Where in the layer it stands.</param>
/// <param name="Own">What of the query is the asker's own and was put in its place: "Its own period: August 2026."; null: nothing.</param>
public sealed record AnswerVerification(string Question, string? Owner, DateOnly VerifiedOn, DateOnly? Expires, string File, int Line, string? Own);

public enum AnswerOrigin
{
    Compiled,
    Verified,
    FreeSql,
    Layer,
    None,
}

/// <param name="Name">The field as written in the query; a comparison adds <c>arr.previous</c>, <c>arr.change</c>, <c>arr.change_pct</c>; a share <c>arr.share</c>.</param>
/// <param name="Unit"><c>USD</c>, <c>percent</c> (a fraction), <c>hours</c>, a grain for periods (<c>fiscal_quarter</c>), or null.</param>
public sealed record ResultColumn(string Name, string Label, ColumnType Type, string? Unit = null);

public enum ColumnType
{
    String,
    Integer,
    Decimal,
    Boolean,
    Date,
    Timestamp,
}

public sealed record AnswerChart(ChartType Type, string? X, IReadOnlyList<string> Y, string? Series = null);

public enum ChartType
{
    Bar,
    Line,
    Area,
    Pie,
    Scatter,
    Number,
}

/// <summary>SQL with <c>$1</c>… and their values in order.</summary>
public sealed record ParameterizedSql(string Text, IReadOnlyList<SqlParameterValue> Parameters);

/// <param name="Type">PostgreSQL's name of the type: <c>text</c>, <c>numeric</c>, <c>date</c>, <c>text[]</c> …</param>
public sealed record SqlParameterValue(string Type, IReadOnlyList<QueryValue> Values);

/// <param name="Field">The field, metric or segment that filters.</param>
public sealed record AppliedFilter(string Field, string Op, IReadOnlyList<QueryValue> Values, FilterOrigin From, string? Label = null);

public enum FilterOrigin
{
    Question,
    Metric,
    Segment,
    Rule,
    Access,
}

/// <param name="P">Probability that the answer is right, 0..1.</param>
public sealed record AnswerConfidence(ConfidenceBand Band, double P);

public enum ConfidenceBand
{
    High,
    Medium,
    Low,
}

/// <param name="Name">A metric or a table.</param>
/// <param name="Freshness">Until when the data goes, in words.</param>
public sealed record AnswerSource(string Name, string Definition, string? File, int? Line, string? Freshness);

/// <param name="Value">The first number that this reading gives, formatted, if it was computed.</param>
public sealed record AnswerAlternative(string Label, string Reading, SemanticQuery? Query, string? Value = null);

public sealed record AnswerWarning(string Code, string Message);

/// <param name="Name"><c>rows_of_joins, parts_and_total, null_share, period</c></param>
/// <param name="Label">What holds when it passed: "No row lost or doubled by a join".</param>
/// <param name="Detail">With the numbers; of one that was not made, why.</param>
public sealed record AnswerCheck(string Name, string Label, CheckState State, string Detail, double DurationMs = 0);

public enum CheckState
{
    Passed,
    Warning,
    NotChecked,
}

public sealed record AnswerTokens(long Input, long Cached, long Output);
