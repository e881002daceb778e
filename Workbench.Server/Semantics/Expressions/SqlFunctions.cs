using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>The functions that an expression may call, in one place for the parser, the type check, the dialects and the reference page.</summary>
/// <remarks>Left out on purpose: aggregates (a metric's <c>agg</c> does that) and the clock (a query's time range does that).</remarks>
public static class SqlFunctions
{
    public static ImmutableArray<SqlFunction> All { get; } =
    [
        new("lower", "lower(text)", 1, 1, FunctionResult.Text, "Small letters."),
        new("upper", "upper(text)", 1, 1, FunctionResult.Text, "Capital letters."),
        new("initcap", "initcap(text)", 1, 1, FunctionResult.Text, "Each word with a capital."),
        new("trim", "trim(text)", 1, 2, FunctionResult.Text, "Without spaces (or the given characters) at both ends."),
        new("ltrim", "ltrim(text)", 1, 2, FunctionResult.Text, "Without spaces (or the given characters) at the start."),
        new("rtrim", "rtrim(text)", 1, 2, FunctionResult.Text, "Without spaces (or the given characters) at the end."),
        new("length", "length(text)", 1, 1, FunctionResult.Integer, "Number of characters."),
        new("substring", "substring(text, from, count)", 2, 3, FunctionResult.Text, "Part of a text; positions count from 1."),
        new("left", "left(text, count)", 2, 2, FunctionResult.Text, "The first characters."),
        new("right", "right(text, count)", 2, 2, FunctionResult.Text, "The last characters."),
        new("replace", "replace(text, from, to)", 3, 3, FunctionResult.Text, "Every occurrence replaced."),
        new("split_part", "split_part(text, separator, n)", 3, 3, FunctionResult.Text, "The n-th part, from 1."),
        new("regexp_replace", "regexp_replace(text, pattern, to)", 3, 4, FunctionResult.Text, "A pattern replaced; a fourth argument holds flags."),
        new("lpad", "lpad(text, length, fill)", 2, 3, FunctionResult.Text, "Filled up on the left."),
        new("rpad", "rpad(text, length, fill)", 2, 3, FunctionResult.Text, "Filled up on the right."),
        new("concat", "concat(a, b, …)", 1, 32, FunctionResult.Text, "Joined; NULL counts as empty."),
        new("concat_ws", "concat_ws(separator, a, b, …)", 2, 32, FunctionResult.Text, "Joined with a separator; NULL is left out."),
        new("to_char", "to_char(value, format)", 2, 2, FunctionResult.Text, "A date or number as text."),
        new("to_date", "to_date(text, format)", 2, 2, FunctionResult.Date, "A text as a date."),
        new("coalesce", "coalesce(a, b, …)", 1, 32, FunctionResult.OfArguments, "The first that is not NULL."),
        new("nullif", "nullif(a, b)", 2, 2, FunctionResult.OfArguments, "NULL where both are equal, else the first."),
        new("greatest", "greatest(a, b, …)", 1, 32, FunctionResult.OfArguments, "The largest."),
        new("least", "least(a, b, …)", 1, 32, FunctionResult.OfArguments, "The smallest."),
        new("abs", "abs(number)", 1, 1, FunctionResult.Number, "Without its sign."),
        new("sign", "sign(number)", 1, 1, FunctionResult.Number, "-1, 0 or 1."),
        new("round", "round(number, digits)", 1, 2, FunctionResult.Number, "Rounded half away from zero."),
        new("trunc", "trunc(number, digits)", 1, 2, FunctionResult.Number, "Cut off towards zero."),
        new("floor", "floor(number)", 1, 1, FunctionResult.Number, "The next whole number below."),
        new("ceil", "ceil(number)", 1, 1, FunctionResult.Number, "The next whole number above."),
        new("mod", "mod(a, b)", 2, 2, FunctionResult.Number, "The rest of a division."),
        new("power", "power(a, b)", 2, 2, FunctionResult.Number, "a to the power of b."),
        new("sqrt", "sqrt(number)", 1, 1, FunctionResult.Number, "The square root."),
        new("ln", "ln(number)", 1, 1, FunctionResult.Number, "The natural logarithm."),
        new("exp", "exp(number)", 1, 1, FunctionResult.Number, "e to the power of the number."),
        new("width_bucket", "width_bucket(number, low, high, count)", 4, 4, FunctionResult.Integer, "The number of the equal-width band that it falls into."),
        new("date_trunc", "date_trunc('month', time)", 2, 2, FunctionResult.Timestamp, "The start of the period."),
        new("date_part", "date_part('year', time)", 2, 2, FunctionResult.Number, "A part of a date; the same as extract."),
        new("make_date", "make_date(year, month, day)", 3, 3, FunctionResult.Date, "A date of its parts."),
    ];

    private static readonly FrozenDictionary<string, SqlFunction> ByName = All.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ceiling"] = "ceil",
        ["btrim"] = "trim",
        ["substr"] = "substring",
        ["char_length"] = "length",
        ["ifnull"] = "coalesce",
        ["nvl"] = "coalesce",
        ["pow"] = "power",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Aggregates = new[]
    {
        "sum",
        "count",
        "avg",
        "average",
        "min",
        "max",
        "median",
        "array_agg",
        "string_agg",
        "bool_or",
        "bool_and",
        "stddev",
        "variance",
        "percentile_cont",
        "percentile_disc",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Clocks = new[]
    {
        "now",
        "current_date",
        "current_timestamp",
        "current_time",
        "localtimestamp",
        "localtime",
        "clock_timestamp",
        "statement_timestamp",
        "getdate",
        "sysdate",
        "age",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>By its name or another that people know it by (<c>ceiling</c>).</summary>
    public static SqlFunction? Find(string name) => ByName.GetValueOrDefault(OtherNames.GetValueOrDefault(name, name));

    public static ImmutableArray<SqlFunction> Of(SqlDialectName dialect) => [.. All.Where(f => f.Dialects.Contains(dialect))];

    public static bool IsClock(string name) => Clocks.Contains(name);

    internal static string WhyNot(string name) =>
        Aggregates.Contains(name) ? $"{name}() is an aggregate: an expression is about one row, and the `agg` of a metric adds rows up."
        : IsClock(name) ? $"{name} depends on the clock, so the number would change by itself: leave \"today\" to the time range of the query."
        : $"There is no function {name}() here.{NearestNames.Suggest(name, All.Select(f => f.Name))}";
}

public enum FunctionResult
{
    Text,
    Integer,
    Number,
    Date,
    Timestamp,

    /// <summary>The type that its arguments share.</summary>
    OfArguments,
}

/// <param name="Usage"><c>round(number, digits)</c></param>
public sealed record SqlFunction(string Name, string Usage, int MinArguments, int MaxArguments, FunctionResult Result, string Description)
{
    public ImmutableArray<SqlDialectName> Dialects { get; init; } = [SqlDialectName.Postgres, SqlDialectName.Snowflake];
}
