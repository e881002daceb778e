using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics;

/// <summary>Compiles a semantic query to SQL. Pure: no I/O, no clock.</summary>
public interface ISemanticCompiler
{
    Compilation Compile(SemanticQuery query, CompileScope scope);
}

/// <param name="Level">The asker's access level: what it may not see does not exist.</param>
/// <param name="Today">The run's day in the layer's time zone.</param>
public sealed record CompileScope(SemanticLayer Layer, string Level, DateOnly Today, SqlDialectName Dialect = SqlDialectName.Postgres);

public enum SqlDialectName
{
    Postgres,
    Snowflake,
}

public abstract record Compilation
{
    private protected Compilation() { }
}

public sealed record Compiled : Compilation
{
    /// <summary>The query with names completed and defaults written out.</summary>
    public required SemanticQuery Query { get; init; }

    /// <summary>With <c>$1</c>…; what runs.</summary>
    public required ParameterizedSql SqlParameters { get; init; }

    /// <summary>The same with literals printed in.</summary>
    public required string Sql { get; init; }

    /// <summary>In the order of the result. Exactly the columns that the SQL returns.</summary>
    public required ImmutableArray<CompiledColumn> Columns { get; init; }

    /// <summary>Every filter that shaped the numbers, wherever it came from.</summary>
    public ImmutableArray<AppliedFilter> Filters { get; init; } = [];

    /// <summary>Metrics (with those that they are made of) and tables that it leans on.</summary>
    public ImmutableArray<string> MetricNames { get; init; } = [];

    public ImmutableArray<string> TableNames { get; init; } = [];

    /// <summary>Entities whose rows the statement reads.</summary>
    public ImmutableArray<string> EntityNames { get; init; } = [];

    /// <summary>Joins of the layer that it makes, each once.</summary>
    public ImmutableArray<JoinUse> Joins { get; init; } = [];

    /// <summary>The main period, if the query has one.</summary>
    public ResolvedPeriod? Period { get; init; }

    /// <summary>What it was compared with.</summary>
    public ResolvedPeriod? ComparedTo { get; init; }

    public ImmutableArray<AnswerWarning> Warnings { get; init; } = [];

    /// <summary>Questions to the data that decide further warnings (a tie at the cut).</summary>
    public ImmutableArray<DataCheck> Checks { get; init; } = [];
}

/// <param name="Entity">The side that declares it.</param>
public readonly record struct JoinUse(string Entity, string Join);

/// <summary>The query cannot be compiled; it never falls back to other SQL.</summary>
public sealed record Rejected(ImmutableArray<QueryProblem> Problems) : Compilation;

/// <param name="Code"><c>unknown_metric, unknown_field, fan_out, unreachable_filter, required_filter, denied, bad_value, bad_range, mixed_currency, …</c></param>
/// <param name="Path">Where in the query: <c>group_by[1]</c>.</param>
/// <param name="Message">What, why, and what to do; never names what the level hides.</param>
/// <param name="Nearest">Names, or the nearest query that works in words.</param>
public sealed record QueryProblem(string Code, string Path, string Message, ImmutableArray<string> Nearest);

public sealed record CompiledColumn(ResultColumn Column, ColumnRole Role)
{
    /// <summary>The metric behind a value, its comparison or share.</summary>
    public string? Metric { get; init; }

    /// <summary>Grain of a period key (<c>fiscal_quarter</c>).</summary>
    public string? Grain { get; init; }
}

public enum ColumnRole
{
    Key,
    Period,
    Value,
    Previous,
    Change,
    ChangePercent,
    Share,

    /// <summary>The place among all rows, by the metric.</summary>
    Rank,

    /// <summary>The change from the row of the period before.</summary>
    Step,

    /// <summary>That change as part of the period before.</summary>
    Growth,

    /// <summary>The sum over the periods so far.</summary>
    Running,

    /// <summary>0 for ordinary rows, 1 for the total, 2 for "others".</summary>
    RowKind,
}

/// <param name="From">First day.</param>
/// <param name="To">First day that is not included any more.</param>
/// <param name="Label"><c>FY2027 Q3</c></param>
/// <param name="IsPartial">Not over yet.</param>
public sealed record ResolvedPeriod(DateOnly? From, DateOnly? To, string Label, bool IsPartial);

/// <param name="Sql">Returns one boolean; true means that <paramref name="Warning"/> applies.</param>
public sealed record DataCheck(ParameterizedSql Sql, AnswerWarning Warning);
