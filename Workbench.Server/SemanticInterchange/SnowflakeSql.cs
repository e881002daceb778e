using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What Snowflake and PostgreSQL, whose SQL the layer speaks, call alike and mean otherwise: translated both ways.</summary>
internal static partial class SnowflakeSql
{
    /// <summary>A numeric of PostgreSQL keeps its digits; NUMBER alone has none behind the point.</summary>
    private const string Exact = "number(38, 12)";

    private const string Whole = "numeric(38,0)";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["numeric"] = Exact,
        ["timestamp"] = "timestamp_ntz",
        ["timestamptz"] = "timestamp_tz",
        ["json"] = "variant",
        ["jsonb"] = "variant",
        ["uuid"] = "varchar",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Functions that mean the same under another name: theirs, ours.</summary>
    private static readonly ImmutableArray<(string Theirs, string Ours)> Names =
    [
        ("greatest_ignore_nulls", "greatest"),
        ("least_ignore_nulls", "least"),
        ("date_from_parts", "make_date"),
    ];

    /// <summary>Parts of a time that no parameter of a session moves: theirs, ours.</summary>
    private static readonly ImmutableArray<(string Theirs, string Ours)> Parts =
    [
        ("weekiso", "week"),
        ("dayofweekiso", "isodow"),
        ("yearofweekiso", "isoyear"),
        ("dayofyear", "doy"),
    ];

    /// <summary>Snowflake's SQL in the words of PostgreSQL; what has no counterpart becomes a name that no function has.</summary>
    public static string ToPlain(string sql) => ForeignSql.IsReadable(sql) ? Translate(Literals(sql)) : sql;

    /// <summary>An expression of the layer in Snowflake's words.</summary>
    public static ScalarExpr Words(ScalarExpr expression) => ExpressionTree.Rewrite(expression, c => c, Word)!;

    /// <summary>What of an expression means something else there, in sentences.</summary>
    public static IEnumerable<string> Otherwise(ScalarExpr expression)
    {
        foreach (var function in expression.All().OfType<FunctionExpr>())
            switch (function)
            {
                case { Name: "concat_ws" }:
                    yield return "concat_ws leaves NULL out here; in Snowflake it makes the whole text NULL.";
                    break;
                case { Name: "regexp_replace", Arguments: [_, _, _, var flags] } when flags is not TextLiteral { Value: "g" }:
                    yield return "The flags of its regexp_replace are not the parameters that Snowflake takes: look it over.";
                    break;
                case { Name: "to_char" or "to_date", Arguments: [_, var format] }
                    when format is not TextLiteral { Value: var text } || !SharedFormat().IsMatch(text):
                    yield return $"The format of its {function.Name} may mean something else in Snowflake: look it over.";
                    break;
            }
    }

    private static ScalarExpr? Word(ScalarExpr expression) =>
        expression switch
        {
            TextLiteral text when text.Value.Contains('\\', StringComparison.Ordinal) => new TextLiteral(
                text.Value.Replace("\\", "\\\\", StringComparison.Ordinal)
            ),
            CastExpr cast => new CastExpr(Words(cast.Operand), TypeOf(cast.Type)),
            AtTimeZoneExpr zoned => new CastExpr(new FunctionExpr("convert_timezone", [Words(zoned.Zone), Words(zoned.Operand)]), "timestamp_ntz"),
            ExtractExpr { Part: "dow" } part => new FunctionExpr("mod", [new ExtractExpr("dayofweekiso", Words(part.From)), new NumberLiteral(7, "7")]),
            ExtractExpr { Part: "epoch", From: BinaryExpr { Op: "-" } span } => Seconds(
                new FunctionExpr("datediff", [new TextLiteral("microsecond"), Words(span.Right), Words(span.Left)])
            ),
            ExtractExpr { Part: "epoch" } part => Seconds(new FunctionExpr("date_part", [new TextLiteral("epoch_microsecond"), Words(part.From)])),
            ExtractExpr part => new ExtractExpr(Parts.FirstOrDefault(p => p.Ours == part.Part).Theirs ?? part.Part, Words(part.From)),
            FunctionExpr { Name: "concat" } joined => joined.Arguments.Select(NotNull).Aggregate((one, other) => new BinaryExpr("||", one, other)),
            FunctionExpr { Name: "regexp_replace", Arguments: { Length: 3 } of } => new FunctionExpr(
                "regexp_replace",
                [.. of.Select(Words), Number(1), Number(1)]
            ),
            FunctionExpr { Name: "regexp_replace", Arguments: [.. { Length: 3 } of, TextLiteral { Value: "g" }] } => new FunctionExpr(
                "regexp_replace",
                [.. of.Select(Words)]
            ),
            FunctionExpr function => new FunctionExpr(
                Names.FirstOrDefault(n => n.Ours == function.Name).Theirs ?? function.Name,
                [.. function.Arguments.Select(Words)]
            ),
            _ => null,
        };

    private static string TypeOf(string type) =>
        Types.GetValueOrDefault(type) ?? (type.StartsWith("numeric(", StringComparison.Ordinal) ? $"number{type["numeric".Length..]}" : type);

    /// <summary>concat leaves NULL out in the layer.</summary>
    private static ScalarExpr NotNull(ScalarExpr argument) =>
        argument is TextLiteral ? Words(argument) : new FunctionExpr("coalesce", [new CastExpr(Words(argument), "varchar"), new TextLiteral("")]);

    private static BinaryExpr Seconds(ScalarExpr microseconds) => new("/", microseconds, new NumberLiteral(1_000_000m, "1000000.0"));

    private static NumberLiteral Number(int value) => new(value, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A backslash in a text of Snowflake escapes what follows.</summary>
    private static string Literals(string sql)
    {
        var text = new StringBuilder();
        var at = 0;
        while (at < sql.Length)
        {
            if (sql[at] is '"' or '`')
            {
                var end = ForeignSql.EndOfQuoted(sql, at);
                text.Append(sql, at, end - at);
                at = end;
                continue;
            }
            text.Append(sql[at]);
            if (sql[at++] != '\'')
                continue;
            while (at < sql.Length && sql[at] != '\'')
                if (sql[at] == '\\' && at + 1 < sql.Length)
                {
                    text.Append(
                        sql[at + 1] switch
                        {
                            'n' => "\n",
                            't' => "\t",
                            'r' => "\r",
                            '\'' => "''",
                            var c => c.ToString(),
                        }
                    );
                    at += 2;
                }
                else
                    text.Append(sql[at++]);
            if (at < sql.Length)
                text.Append(sql[at++]);
        }
        return text.ToString();
    }

    private static string Translate(string sql)
    {
        var text = new StringBuilder();
        var at = 0;
        while (at < sql.Length)
        {
            if (sql[at] is '\'' or '"' or '`')
            {
                var end = ForeignSql.EndOfQuoted(sql, at);
                text.Append(sql, at, end - at);
                at = end;
                continue;
            }
            if (!char.IsAsciiLetter(sql[at]) && sql[at] != '_')
            {
                text.Append(sql[at++]);
                // The digits of a number and the end of a name begin no word.
                if (char.IsAsciiDigit(sql[at - 1]))
                    while (at < sql.Length && (char.IsAsciiLetterOrDigit(sql[at]) || sql[at] == '_'))
                        text.Append(sql[at++]);
                continue;
            }
            var last = at;
            while (last < sql.Length && (char.IsAsciiLetterOrDigit(sql[last]) || sql[last] == '_'))
                last++;
            var word = sql[at..last].ToLowerInvariant();
            var open = ForeignSql.SkipBlanks(sql, last);
            var after = open < sql.Length && sql[open] == '(' ? ForeignSql.EndOfGroup(sql, open) : sql.Length + 1;
            var group = after <= sql.Length ? sql[(open + 1)..(after - 1)] : null;
            if (word is "number" or "numeric" or "decimal" && ForeignSql.IsTypePlace(text))
            {
                text.Append(NumberType(group));
                at = group is null ? last : after;
            }
            else if (group is not null && Call(word, group) is { } call)
            {
                text.Append(call);
                at = after;
            }
            else
            {
                text.Append(sql, at, last - at);
                at = last;
            }
        }
        return text.ToString();
    }

    private static string NumberType(string? size) =>
        size is null ? Whole
        : size.Replace(" ", "", StringComparison.Ordinal) is "38,12" ? "numeric"
        : $"numeric({size})";

    private static string? Call(string name, string group)
    {
        if (name == "extract")
            return PartFrom().Match(group) is { Success: true } from
                ? Extract(from.Groups["part"].Value.ToLowerInvariant(), Translate(group[from.Length..]))
                : null;
        if (!IsKnown(name))
            return null;
        List<string> of = [.. ForeignSql.Arguments(group).Select(Translate)];
        if (ForeignSql.IsLong(of))
            return ForeignSql.TooLong;
        return (name, of) switch
        {
            ("to_number" or "to_decimal" or "to_numeric", [var value]) => $"cast({value} as {Whole})",
            ("to_number" or "to_decimal" or "to_numeric", [var value, var digits, var scale]) when int.TryParse(digits, out _) && int.TryParse(scale, out _) =>
                $"cast({value} as numeric({digits},{scale}))",
            ("to_char" or "to_varchar", [var value]) => $"cast({value} as text)",
            ("to_date", [var value]) => $"cast({value} as date)",
            ("to_timestamp" or "to_timestamp_ntz", [var value]) => $"cast({value} as timestamp)",
            ("to_timestamp_tz", [var value]) => $"cast({value} as timestamptz)",
            ("regexp_replace", [var value, var pattern]) => $"regexp_replace({value}, {pattern}, '', 'g')",
            ("regexp_replace", [var value, var pattern, var with]) => $"regexp_replace({value}, {pattern}, {with}, 'g')",
            ("regexp_replace", [var value, var pattern, var with, "1", "0"]) => $"regexp_replace({value}, {pattern}, {with}, 'g')",
            ("regexp_replace", [var value, var pattern, var with, "1", "1"]) => $"regexp_replace({value}, {pattern}, {with})",
            ("regexp_replace", _) => "regexp_replace_from_a_position(0)",
            ("concat", _) => of.Count == 1 ? $"({of[0]})" : $"({string.Join(" || ", of.Select(a => $"({a})"))})",
            ("concat_ws" or "greatest" or "least", _) =>
                $"case when {string.Join(" or ", of.Select(a => $"({a}) is null"))} then null else {name}({string.Join(", ", of)}) end",
            ("dayofweek", _) => "dayofweek_of_the_session(0)",
            (_, [var value]) when Parts.FirstOrDefault(p => p.Theirs == name).Ours is { } part => $"extract({part} from {value})",
            _ => $"{Names.FirstOrDefault(n => n.Theirs == name).Ours ?? name}({string.Join(", ", of)})",
        };
    }

    private static bool IsKnown(string name) =>
        name
            is "to_number"
                or "to_decimal"
                or "to_numeric"
                or "to_char"
                or "to_varchar"
                or "to_date"
                or "to_timestamp"
                or "to_timestamp_ntz"
                or "to_timestamp_tz"
                or "regexp_replace"
                or "concat"
                or "concat_ws"
                or "greatest"
                or "least"
                or "dayofweek"
        || Parts.Any(p => p.Theirs == name)
        || Names.Any(n => n.Theirs == name);

    private static string Extract(string part, string from) =>
        part == "dayofweek" ? "dayofweek_of_the_session(0)" : $"extract({Parts.FirstOrDefault(p => p.Theirs == part).Ours ?? part} from {from})";

    [GeneratedRegex(@"^\s*(?<part>\w+)\s+from\s+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PartFrom();

    [GeneratedRegex("^(YYYY|YY|MM|DD|HH24|HH12|MI|SS|[-/.,: ])+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SharedFormat();
}
