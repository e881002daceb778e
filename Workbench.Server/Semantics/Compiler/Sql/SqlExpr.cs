using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>A scalar of a statement, in no dialect yet. Values of the query are parameters, never text.</summary>
internal abstract record SqlExpr
{
    private protected SqlExpr() { }

    public static SqlExpr And(SqlExpr left, SqlExpr right) => new SqlBinary("and", left, right);

    public static SqlExpr Or(SqlExpr left, SqlExpr right) => new SqlBinary("or", left, right);

    public static SqlExpr OfDay(DateOnly day) =>
        new SqlParameter("date", [QueryValue.Of(day.ToString("O", System.Globalization.CultureInfo.InvariantCulture))]);
}

/// <example><c>account.region</c></example>
internal sealed record SqlColumn(string Source, string Name) : SqlExpr;

/// <param name="Type">Of PostgreSQL; <c>date[]</c> takes all values as one array.</param>
internal sealed record SqlParameter(string Type, EquatableArray<QueryValue> Values) : SqlExpr;

/// <summary>A number of the layer, as written there.</summary>
internal sealed record SqlNumber(string Text) : SqlExpr;

internal sealed record SqlText(string Value) : SqlExpr;

internal sealed record SqlBoolean(bool Value) : SqlExpr;

/// <example><c>null::numeric</c></example>
internal sealed record SqlNull(string? Type) : SqlExpr;

/// <example><c>interval '30 days'</c></example>
internal sealed record SqlTypedText(string Type, string Value) : SqlExpr;

internal sealed record SqlUnary(string Op, SqlExpr Operand) : SqlExpr;

internal sealed record SqlBinary(string Op, SqlExpr Left, SqlExpr Right) : SqlExpr;

/// <summary>Exact division, NULL on zero, in every dialect.</summary>
/// <example><c>won::numeric / nullif(closed, 0)</c></example>
internal sealed record SafeDivide(SqlExpr Over, SqlExpr Under) : SqlExpr;

internal sealed record SqlCase(SqlExpr? Operand, EquatableArray<SqlWhen> Whens, SqlExpr? Else) : SqlExpr;

internal sealed record SqlWhen(SqlExpr When, SqlExpr Then);

internal sealed record SqlCast(SqlExpr Operand, string Type) : SqlExpr;

internal sealed record SqlIn(SqlExpr Operand, EquatableArray<SqlExpr> Items, bool IsNegated) : SqlExpr;

internal sealed record SqlLike(SqlExpr Operand, SqlExpr Pattern, bool IgnoresCase, bool IsNegated) : SqlExpr;

internal sealed record SqlBetween(SqlExpr Operand, SqlExpr Low, SqlExpr High, bool IsNegated) : SqlExpr;

/// <param name="Test"><c>null</c>, <c>true</c> or <c>false</c>.</param>
internal sealed record SqlIs(SqlExpr Operand, string Test, bool IsNegated) : SqlExpr;

internal sealed record SqlCall(string Name, EquatableArray<SqlExpr> Arguments) : SqlExpr;

internal sealed record SqlExtract(string Part, SqlExpr From) : SqlExpr;

/// <param name="IsLocal">The operand is a time of the zone's clocks and the result an instant; else the other way round.</param>
internal sealed record SqlAtZone(SqlExpr Operand, SqlExpr Zone, bool IsLocal) : SqlExpr;

/// <summary>The instant at which a day begins in a time zone.</summary>
internal sealed record DayStartsAt(SqlExpr Day, string Zone) : SqlExpr;

/// <summary>First day of the period that holds a local date or timestamp.</summary>
/// <example><c>date_trunc('month', issued_on)::date</c></example>
/// <param name="FirstMonth">Of the year, for quarters and years.</param>
internal sealed record PeriodStart(SqlExpr Local, Grain Grain, int FirstMonth, DayOfWeek WeekStart) : SqlExpr;

/// <summary>A part of a local time that repeats: <c>day_of_week</c>.</summary>
internal sealed record PeriodPart(SqlExpr Local, string Part) : SqlExpr;

/// <param name="Argument">Null counts rows.</param>
/// <param name="By">The time by which first and last are meant.</param>
/// <param name="Where">Rows that count; null: all.</param>
internal sealed record SqlAggregate(Aggregation Aggregation, SqlExpr? Argument, SqlExpr? By, SqlExpr? Where) : SqlExpr
{
    /// <summary>Decides between rows of the same time.</summary>
    public EquatableArray<SqlExpr> ThenBy { get; init; } = [];

    /// <summary>Of a first or last value: PostgreSQL's type, for dialects that lose it on the way.</summary>
    public string? Type { get; init; }
}

/// <example><c>rank() over (order by arr desc nulls last)</c></example>
internal sealed record SqlRank(EquatableArray<SqlOrder> OrderBy) : SqlExpr
{
    public EquatableArray<SqlExpr> PartitionBy { get; init; } = [];
}

/// <param name="Function"><c>sum</c>: of the rows so far; <c>lag</c>: of the row before.</param>
/// <example><c>sum(arr) over (partition by region order by month)</c></example>
internal sealed record SqlWindow(string Function, SqlExpr Of, EquatableArray<SqlExpr> PartitionBy, EquatableArray<SqlOrder> OrderBy) : SqlExpr;

/// <example><c>account.id in (select account from busy_accounts)</c></example>
internal sealed record SqlInBlock(SqlExpr Operand, string Block, string Column) : SqlExpr;

internal sealed record SqlExists(SelectQuery Query, bool IsNegated) : SqlExpr;
