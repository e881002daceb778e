using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A test of a value: its operands have been read by the field's type.</summary>
/// <param name="Type"><c>string, integer, decimal, boolean, date, timestamp, timestamptz, uuid</c>.</param>
internal sealed record FieldCondition(string Op, string Type, EquatableArray<QueryValue> Values)
{
    public static readonly ImmutableArray<string> Operators =
    [
        "=",
        "<>",
        "in",
        "not in",
        "<",
        "<=",
        ">",
        ">=",
        "between",
        "contains",
        "starts_with",
        "is_null",
        "is_not_null",
    ];

    private const string LastDay = "9999-12-31";

    /// <summary>ISO 8601, also with a space: what is ten characters long is a day.</summary>
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        .. from separator in (string[])["'T'", "' '"]
        from seconds in (string[])["", "':'ss", "':'ss'.'FFFFFFF"]
        from zone in (string[])["K", "zz"]
        select $"yyyy-MM-dd{separator}HH':'mm{seconds}{zone}",
    ];

    /// <summary>Null, and a reason, where the operator or a value does not fit the type.</summary>
    public static FieldCondition? Read(string written, string type, IReadOnlyList<QueryValue> values, out string problem)
    {
        var op = Normalise(written);
        problem = "";
        if (op is null)
        {
            problem = $"\"{written}\" is no operator. Known: {string.Join(", ", Operators)}.";
            return null;
        }
        var (least, most) = op switch
        {
            "is_null" or "is_not_null" => (0, 0),
            "between" => (2, 2),
            "in" or "not in" => (1, 10_000),
            _ => (1, 1),
        };
        if (values.Count < least || values.Count > most)
        {
            problem =
                most == 0 ? $"\"{op}\" takes no values."
                : least == most ? $"\"{op}\" takes {(least == 1 ? "one value" : "two values")}, not {values.Count.ToString(CultureInfo.InvariantCulture)}."
                : $"\"{op}\" takes at least one value.";
            return null;
        }
        if (op is "contains" or "starts_with" && type != "string")
        {
            problem = $"\"{op}\" is for text, and this is {Article(type)}. Use =, in, <, > or between.";
            return null;
        }
        if (op is "<" or "<=" or ">" or ">=" or "between" or "contains" or "starts_with" && values.Any(v => v.IsNull))
        {
            problem = $"Nothing is {op} NULL. Use is_null or is_not_null.";
            return null;
        }
        if (op is "<" or "<=" or ">" or ">=" or "between" && type is "boolean")
        {
            problem = "True and false have no order. Use =.";
            return null;
        }
        var read = new List<QueryValue>(values.Count);
        foreach (var value in values)
        {
            if (ReadValue(value, type, out problem) is not { } typed)
                return null;
            read.Add(typed);
        }
        return new FieldCondition(op, type, [.. read]);
    }

    private static string? Normalise(string op)
    {
        var lower = op.Trim().ToLowerInvariant();
        if (Operators.Contains(lower))
            return lower;
        return lower switch
        {
            "==" => "=",
            "!=" => "<>",
            "not_in" => "not in",
            "is null" => "is_null",
            "is not null" => "is_not_null",
            "starts with" => "starts_with",
            _ => null,
        };
    }

    private static QueryValue? ReadValue(QueryValue value, string type, out string problem)
    {
        problem = "";
        if (value.IsNull)
            return value;
        var text = value.ToString();
        switch (type)
        {
            case "integer" or "decimal":
                if (value.Number is not null)
                    return value;
                if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
                    return QueryValue.Of(number);
                break;
            case "boolean":
                if (value.Boolean is not null)
                    return value;
                if (text.ToLowerInvariant() is "true" or "yes" or "1")
                    return QueryValue.Of(true);
                if (text.ToLowerInvariant() is "false" or "no" or "0")
                    return QueryValue.Of(false);
                break;
            case "date":
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                    return value;
                break;
            case "timestamp" or "timestamptz":
                // The last day has no next one, which is where it would end.
                if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && text != LastDay)
                    return value;
                break;
            case "uuid":
                if (Guid.TryParse(text, out _))
                    return value;
                break;
            default:
                if (!text.Contains('\0', StringComparison.Ordinal))
                    return QueryValue.Of(text);
                break;
        }
        problem = $"\"{Shorten(text)}\" is not {Article(type)}{Example(type)}.";
        return null;
    }

    public SqlExpr ToSql(SqlExpr operand, string zone)
    {
        var hasNull = Values.Any(v => v.IsNull);
        QueryValue[] given = [.. Values.Where(v => !v.IsNull)];
        switch (Op)
        {
            case "is_null":
            case "=" when hasNull:
                return new SqlIs(operand, "null", IsNegated: false);
            case "is_not_null":
            case "<>" when hasNull:
                return new SqlIs(operand, "null", IsNegated: true);
            case "contains":
                return new SqlLike(operand, Pattern("%", given[0]), IgnoresCase: true, IsNegated: false);
            case "starts_with":
                return new SqlLike(operand, Pattern("", given[0]), IgnoresCase: true, IsNegated: false);
            case "in":
                if (given.Length == 0)
                    return new SqlIs(operand, "null", IsNegated: false);
                var isOne = AnyOf(operand, given, zone);
                return hasNull ? SqlExpr.Or(isOne, new SqlIs(operand, "null", IsNegated: false)) : isOne;
            case "not in":
                if (given.Length == 0)
                    return new SqlIs(operand, "null", IsNegated: true);
                var isNone = new SqlUnary("not", AnyOf(operand, given, zone));
                return hasNull ? isNone : SqlExpr.Or(isNone, new SqlIs(operand, "null", IsNegated: false));
            case "=":
                return AnyOf(operand, given, zone);
            case "<>" when IsDay(given[0]):
                return SqlExpr.Or(new SqlUnary("not", AnyOf(operand, given, zone)), new SqlIs(operand, "null", IsNegated: false));
            case "<>":
                return new SqlBinary("is distinct from", Folded(operand), Folded(Parameter(given[0], zone)));
            case "between" when IsDay(given[1]):
                return SqlExpr.And(new SqlBinary(">=", operand, Parameter(given[0], zone)), new SqlBinary("<", operand, Parameter(NextDay(given[1]), zone)));
            case "between":
                return new SqlBetween(Folded(operand), Folded(Parameter(given[0], zone)), Folded(Parameter(given[1], zone)), IsNegated: false);
            case "<=" when IsDay(given[0]):
                return new SqlBinary("<", operand, Parameter(NextDay(given[0]), zone));
            case ">" when IsDay(given[0]):
                return new SqlBinary(">=", operand, Parameter(NextDay(given[0]), zone));
            default:
                return new SqlBinary(Op, Folded(operand), Folded(Parameter(given[0], zone)));
        }
    }

    /// <summary>Whether the value 0, which an absent count has, meets the condition.</summary>
    public bool HoldsFor(decimal number) =>
        Op switch
        {
            "=" => Values[0].Number == number,
            "<>" => Values[0].Number != number,
            "in" => Values.Any(v => v.Number == number),
            "not in" => !Values.Any(v => v.Number == number),
            "<" => number < Values[0].Number,
            "<=" => number <= Values[0].Number,
            ">" => number > Values[0].Number,
            ">=" => number >= Values[0].Number,
            "between" => number >= Values[0].Number && number <= Values[1].Number,
            "is_not_null" => true,
            _ => false,
        };

    /// <summary>Whether NULL, which an absent average has, meets the condition: <c>&lt;&gt;</c> and <c>not in</c> keep it.</summary>
    public bool HoldsForNull =>
        Op switch
        {
            "is_null" => true,
            "=" or "in" => Values.Any(v => v.IsNull),
            "<>" or "not in" => !Values.Any(v => v.IsNull),
            _ => false,
        };

    private SqlExpr AnyOf(SqlExpr operand, QueryValue[] given, string zone)
    {
        if (Type is "timestamp" or "timestamptz" && given.Any(IsDay))
            return given
                .Select(v =>
                    IsDay(v)
                        ? SqlExpr.And(new SqlBinary(">=", operand, Parameter(v, zone)), new SqlBinary("<", operand, Parameter(NextDay(v), zone)))
                        : new SqlBinary("=", operand, Parameter(v, zone))
                )
                .Aggregate(SqlExpr.Or);
        return given.Length == 1
            ? new SqlBinary("=", Folded(operand), Folded(Parameter(given[0], zone)))
            : new SqlIn(Folded(operand), [.. given.Select(v => Folded(Parameter(v, zone)))], IsNegated: false);
    }

    /// <summary>Text is compared without case, folded by the database on both sides.</summary>
    private SqlExpr Folded(SqlExpr operand) => Type == "string" ? new SqlCall("lower", [operand]) : operand;

    private SqlExpr Parameter(QueryValue value, string zone) =>
        Type switch
        {
            "string" => new SqlParameter("text", [value]),
            "integer" or "decimal" => new SqlParameter("numeric", [value]),
            "timestamptz" when IsDay(value) => new DayStartsAt(new SqlParameter("date", [value]), zone),
            "timestamptz" when HasOffset(value.Text!) => new SqlParameter("timestamptz", [value]),
            "timestamptz" => new SqlAtZone(new SqlParameter("timestamp", [value]), new SqlText(zone), IsLocal: true),
            _ => new SqlParameter(Type, [value]),
        };

    private bool IsDay(QueryValue value) => Type is "timestamp" or "timestamptz" && value.Text is { Length: 10 };

    private static QueryValue NextDay(QueryValue day) =>
        QueryValue.Of(
            DateOnly.ParseExact(day.Text!, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        );

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10;

    private static SqlParameter Pattern(string before, QueryValue value) =>
        new(
            "text",
            [
                before
                    + value
                        .Text!.Replace(@"\", @"\\", StringComparison.Ordinal)
                        .Replace("%", @"\%", StringComparison.Ordinal)
                        .Replace("_", @"\_", StringComparison.Ordinal)
                    + "%",
            ]
        );

    private static string Article(string type) =>
        type switch
        {
            "integer" or "decimal" => "a number",
            "boolean" => "true or false",
            "date" => "a date",
            "timestamp" or "timestamptz" => "a date or time",
            "uuid" => "an identifier",
            _ => "text",
        };

    private static string Example(string type) =>
        type switch
        {
            "date" => " such as 2026-01-31",
            "timestamp" or "timestamptz" => " such as 2026-01-31 or 2026-01-31T14:00:00",
            _ => "",
        };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
