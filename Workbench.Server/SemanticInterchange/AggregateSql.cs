using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>An expression with aggregates in it: <c>sum(a) / count(distinct b)</c> is arithmetic over two calls.</summary>
/// <param name="Tree">Arithmetic; the call i is the column <see cref="NameOf"/>(i).</param>
internal sealed partial record AggregateSql(ScalarExpr Tree, ImmutableArray<AggregateCall> Calls)
{
    private const string Prefix = "agg__";

    public static string NameOf(int call) => $"{Prefix}{call}";

    /// <summary>The call that a column of <see cref="Tree"/> stands for; null for a name of its own.</summary>
    public AggregateCall? CallOf(ColumnRef column) =>
        column.Path is [var name]
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var i)
        && i < Calls.Length
            ? Calls[i]
            : null;

    /// <returns>Null, with the reason, when it cannot be read.</returns>
    public static AggregateSql? Parse(string sql, out string? whyNot)
    {
        var calls = ImmutableArray.CreateBuilder<AggregateCall>();
        var text = new StringBuilder();
        var at = 0;
        while (at < sql.Length)
        {
            var c = sql[at];
            if (c is '\'' or '"' or '`')
            {
                var end = ForeignSql.EndOfQuoted(sql, at);
                text.Append(sql, at, end - at);
                at = end;
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var end = at;
                while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
                    end++;
                if (sql.AsSpan(at, end - at).StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                {
                    whyNot = $"{sql[at..end]} is a name that the import uses itself.";
                    return null;
                }
                var open = ForeignSql.SkipBlanks(sql, end);
                if (open < sql.Length && sql[open] == '(' && IsAggregate(sql[at..end]))
                {
                    if (ReadCall(sql, sql[at..end].ToLowerInvariant(), open, out var after, out whyNot) is not { } call)
                        return null;
                    text.Append(NameOf(calls.Count));
                    calls.Add(call);
                    at = after;
                }
                else
                {
                    text.Append(sql, at, end - at);
                    at = end;
                }
            }
            else
            {
                text.Append(c);
                at++;
            }
        }
        return ForeignSql.Parse(text.ToString(), out whyNot) is { } tree ? new AggregateSql(tree, calls.DrainToImmutable()) : null;
    }

    private static bool IsAggregate(string name) =>
        name.ToLowerInvariant()
            is "sum"
                or "count"
                or "avg"
                or "average"
                or "min"
                or "max"
                or "median"
                or "percentile_cont"
                or "percentile_disc"
                or "approx_percentile"
                or "count_if"
                or "countif"
                or "approx_count_distinct"
                or "array_agg"
                or "listagg"
                or "string_agg"
                or "stddev"
                or "variance"
                or "any_value";

    private static AggregateCall? ReadCall(string sql, string name, int open, out int after, out string? whyNot)
    {
        after = ForeignSql.EndOfGroup(sql, open);
        if (after > sql.Length)
        {
            whyNot = $"{name}( has no closing bracket.";
            return null;
        }
        var inside = sql[(open + 1)..(after - 1)].Trim();
        var isDistinct =
            inside.StartsWith("distinct", StringComparison.OrdinalIgnoreCase) && inside.Length > 8 && !char.IsAsciiLetterOrDigit(inside[8]) && inside[8] != '_';
        if (isDistinct)
            inside = inside[8..].Trim();
        var rest = ForeignSql.SkipBlanks(sql, after);
        ScalarExpr? where = null;
        if (Within().Match(sql, rest) is { Success: true } within && within.Index == rest)
        {
            var ordered = sql.IndexOf('(', rest);
            var end = ForeignSql.EndOfGroup(sql, ordered);
            if (end > sql.Length)
            {
                whyNot = "within group ( has no closing bracket.";
                return null;
            }
            var column = OrderBy().Replace(sql[(ordered + 1)..(end - 1)], "");
            inside = $"{inside}, {column}";
            after = end;
            rest = ForeignSql.SkipBlanks(sql, after);
        }
        if (Filter().Match(sql, rest) is { Success: true } filter && filter.Index == rest)
        {
            var bracket = sql.IndexOf('(', rest);
            var end = ForeignSql.EndOfGroup(sql, bracket);
            if (end > sql.Length || ForeignSql.Parse(Where().Replace(sql[(bracket + 1)..(end - 1)], ""), out whyNot) is not { } condition)
            {
                whyNot = "its filter cannot be read.";
                return null;
            }
            where = condition;
            after = end;
            rest = ForeignSql.SkipBlanks(sql, after);
        }
        if (Over().Match(sql, rest) is { Success: true } over && over.Index == rest)
        {
            whyNot = "it is a window function (over …), which no metric of the layer is.";
            return null;
        }
        return Call(name, inside, isDistinct, where, out whyNot);
    }

    private static AggregateCall? Call(string name, string inside, bool isDistinct, ScalarExpr? where, out string? whyNot)
    {
        if (name == "count" && inside == "*")
        {
            whyNot = null;
            return new AggregateCall(new Aggregation(AggregationKind.Count), null, where);
        }
        if (name is "percentile_cont" or "percentile_disc" or "approx_percentile")
        {
            var arguments = ForeignSql.Arguments(inside);
            if (name == "approx_percentile")
                arguments.Reverse();
            whyNot = $"{name}() needs a number from 0 to 1 and a column.";
            if (arguments.Count != 2 || !decimal.TryParse(arguments[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var p) || p > 1)
                return null;
            return ForeignSql.Parse(arguments[1], out whyNot) is { } of
                ? Conditional(new Aggregation(AggregationKind.Percentile, p), of, where) with
                {
                    Changed = name switch
                    {
                        "percentile_disc" => "It asks for the discrete percentile; the layer computes the exact continuous one.",
                        "approx_percentile" => "It asks for the approximate percentile; the layer computes the exact continuous one.",
                        _ => null,
                    },
                }
                : null;
        }
        if (ForeignSql.Parse(inside, out whyNot) is not { } expr)
            return null;
        if (name is "count_if" or "countif")
            return new AggregateCall(new Aggregation(AggregationKind.Count), null, ExpressionTree.And(where, expr));
        AggregationKind? kind = (name, isDistinct) switch
        {
            ("sum", false) => AggregationKind.Sum,
            ("count", false) => AggregationKind.Count,
            ("count", true) => AggregationKind.CountDistinct,
            ("approx_count_distinct", _) => AggregationKind.CountDistinct,
            ("avg" or "average", false) => AggregationKind.Average,
            ("min", _) => AggregationKind.Min,
            ("max", _) => AggregationKind.Max,
            ("median", false) => AggregationKind.Median,
            _ => null,
        };
        if (kind is null)
        {
            whyNot = $"{name}({(isDistinct ? "distinct " : "")}…) is no aggregation of the layer.";
            return null;
        }
        return Conditional(new Aggregation(kind.Value), expr, where);
    }

    /// <summary><c>sum(case when c then x end)</c> is a sum with a condition; counting a constant counts rows.</summary>
    private static AggregateCall Conditional(Aggregation aggregation, ScalarExpr expr, ScalarExpr? where)
    {
        if (expr is CaseExpr { Operand: null, Whens: [var only], Else: null or NullLiteral })
            (where, expr) = (ExpressionTree.And(where, only.When), only.Then);
        return aggregation.Kind == AggregationKind.Count && expr is NumberLiteral or TextLiteral or BooleanLiteral
            ? new AggregateCall(aggregation, null, where)
            : new AggregateCall(aggregation, expr, where);
    }

    /// <summary>As SQL: the condition goes into a case.</summary>
    /// <returns>Null for what SQL has no aggregate for.</returns>
    public static string? Print(Aggregation aggregation, ScalarExpr? expr, ScalarExpr? where)
    {
        var of = where is null ? expr : new CaseExpr(null, [new CaseWhen(where, expr ?? new NumberLiteral(1, "1"))], null);
        var inside = of is null ? "*" : ExpressionTree.Print(of);
        return aggregation.Kind switch
        {
            AggregationKind.Count => $"COUNT({inside})",
            AggregationKind.CountDistinct => $"COUNT(DISTINCT {inside})",
            AggregationKind.Sum => $"SUM({inside})",
            AggregationKind.Average => $"AVG({inside})",
            AggregationKind.Min => $"MIN({inside})",
            AggregationKind.Max => $"MAX({inside})",
            AggregationKind.Median => $"MEDIAN({inside})",
            AggregationKind.Percentile => string.Create(
                CultureInfo.InvariantCulture,
                $"PERCENTILE_CONT({aggregation.Percentile}) WITHIN GROUP (ORDER BY {inside})"
            ),
            _ => null,
        };
    }

    [GeneratedRegex(@"\Gwithin\s+group\s*\(", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Within();

    [GeneratedRegex(@"^\s*order\s+by\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex OrderBy();

    [GeneratedRegex(@"\Gfilter\s*\(", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Filter();

    [GeneratedRegex(@"^\s*where\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Where();

    [GeneratedRegex(@"\Gover\s*\(", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Over();
}
