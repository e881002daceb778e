using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Rewrites the columns of an expression.</summary>
internal static class ExpressionTree
{
    /// <param name="parts">What stands for a part as a whole, before its columns are looked at.</param>
    /// <returns>Null when a column has no counterpart.</returns>
    public static ScalarExpr? Rewrite(ScalarExpr expression, Func<ColumnRef, ScalarExpr?> columns, Func<ScalarExpr, ScalarExpr?>? parts = null)
    {
        var isWhole = true;
        var result = Walk(expression);
        return isWhole ? result : null;

        ScalarExpr Walk(ScalarExpr e) =>
            parts?.Invoke(e)
            ?? e switch
            {
                ColumnRef column => Column(column),
                UnaryExpr x => x with { Operand = Walk(x.Operand) },
                BinaryExpr x => x with { Left = Walk(x.Left), Right = Walk(x.Right) },
                CaseExpr x => new CaseExpr(
                    x.Operand is null ? null : Walk(x.Operand),
                    [.. x.Whens.Select(w => new CaseWhen(Walk(w.When), Walk(w.Then)))],
                    x.Else is null ? null : Walk(x.Else)
                ),
                CastExpr x => x with { Operand = Walk(x.Operand) },
                InExpr x => x with { Operand = Walk(x.Operand), Items = Each(x.Items) },
                LikeExpr x => x with { Operand = Walk(x.Operand), Pattern = Walk(x.Pattern) },
                BetweenExpr x => x with { Operand = Walk(x.Operand), Low = Walk(x.Low), High = Walk(x.High) },
                IsExpr x => x with { Operand = Walk(x.Operand) },
                FunctionExpr x => x with { Arguments = Each(x.Arguments) },
                ExtractExpr x => x with { From = Walk(x.From) },
                AtTimeZoneExpr x => x with { Operand = Walk(x.Operand), Zone = Walk(x.Zone) },
                _ => e,
            };

        ImmutableArray<ScalarExpr> Each(ImmutableArray<ScalarExpr> items) => [.. items.Select(Walk)];

        ScalarExpr Column(ColumnRef column)
        {
            if (columns(column) is { } found)
                return found;
            isWhole = false;
            return column;
        }
    }

    /// <summary>A beginning for names of our own that a text does not hold.</summary>
    public static string FreeName(string prefix, string text)
    {
        while (text.Contains(prefix, StringComparison.OrdinalIgnoreCase))
            prefix += "_";
        return prefix;
    }

    public static ScalarExpr And(ScalarExpr? left, ScalarExpr right) => left is null ? right : new BinaryExpr("and", left, right);

    public static IEnumerable<ScalarExpr> Conjuncts(ScalarExpr condition) =>
        condition is BinaryExpr { Op: "and" } both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [condition];

    public static string Print(ScalarExpr expression) => ExpressionPrinter.Print(expression);
}
