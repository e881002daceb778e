using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>What is made of leaves, in decimals here and not in the database: sum over sum, and the arithmetic of derived metrics.</summary>
internal static class MetricArithmetic
{
    public static decimal? Of(MetricValue value, Func<Leaf, decimal?> leaf) =>
        value switch
        {
            LeafValue one => leaf(one.Leaf),
            RatioValue ratio => Divide(Of(ratio.Over, leaf), Of(ratio.Under, leaf)) ?? ratio.Absent,
            DerivedValue derived => Number(derived.Expr, Inputs(derived, leaf)) ?? derived.Absent,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Func<ColumnRef, decimal?> Inputs(DerivedValue derived, Func<Leaf, decimal?> leaf) =>
        column =>
            derived.Inputs.FirstOrDefault(i => i.Alias == column.ToString()) is { } input
                ? Of(input.Value, leaf)
                : throw new NotExpressibleException($"{column} is no input of the derived metric.");

    private static decimal? Number(ScalarExpr expression, Func<ColumnRef, decimal?> input)
    {
        decimal? Of(ScalarExpr e) => Number(e, input);
        switch (expression)
        {
            case ColumnRef column:
                return input(column);
            case NumberLiteral number:
                return number.Value;
            case NullLiteral:
                return null;
            case UnaryExpr { Op: "-" } minus:
                return -Of(minus.Operand);
            case UnaryExpr { Op: "+" } plus:
                return Of(plus.Operand);
            case BinaryExpr { Op: "+" } sum:
                return Of(sum.Left) + Of(sum.Right);
            case BinaryExpr { Op: "-" } difference:
                return Of(difference.Left) - Of(difference.Right);
            case BinaryExpr { Op: "*" } product:
                return Of(product.Left) * Of(product.Right);
            case BinaryExpr { Op: "/" } quotient:
                return Divide(Of(quotient.Left), Of(quotient.Right));
            case FunctionExpr { Name: "coalesce" } first:
                return first.Arguments.Select(Of).FirstOrDefault(v => v is not null);
            case FunctionExpr { Name: "nullif", Arguments: [var value, var other] }:
                return Of(value) is { } known && known == Of(other) ? null : Of(value);
            case FunctionExpr { Name: "greatest" } greatest:
                return greatest.Arguments.Select(Of).Max();
            case FunctionExpr { Name: "least" } least:
                return least.Arguments.Select(Of).Min();
            case FunctionExpr { Name: "abs", Arguments: [var signed] }:
                return Of(signed) is { } number2 ? Math.Abs(number2) : null;
            case CaseExpr { Operand: null } choice:
                foreach (var (when, then) in choice.Whens)
                    if (Truth(when, input) == true)
                        return Of(then);
                return choice.Else is { } otherwise ? Of(otherwise) : null;
            default:
                throw new NotExpressibleException($"It is made by \"{ExpressionPrinter.Print(expression)}\".");
        }
    }

    private static bool? Truth(ScalarExpr expression, Func<ColumnRef, decimal?> input)
    {
        switch (expression)
        {
            case UnaryExpr { Op: "not" } not:
                return !Truth(not.Operand, input);
            case BinaryExpr { Op: "and" } both:
                return Truth(both.Left, input) & Truth(both.Right, input);
            case BinaryExpr { Op: "or" } either:
                return Truth(either.Left, input) | Truth(either.Right, input);
            case IsExpr { Test: "null" } test:
                return Number(test.Operand, input) is null != test.IsNegated;
            case BinaryExpr comparison:
                if (Number(comparison.Left, input) is not { } left || Number(comparison.Right, input) is not { } right)
                    return null;
                return comparison.Op switch
                {
                    "=" => left == right,
                    "<>" => left != right,
                    "<" => left < right,
                    "<=" => left <= right,
                    ">" => left > right,
                    ">=" => left >= right,
                    _ => throw new NotExpressibleException($"It compares by \"{comparison.Op}\"."),
                };
            default:
                throw new NotExpressibleException($"It depends on \"{ExpressionPrinter.Print(expression)}\".");
        }
    }

    public static decimal? Divide(decimal? over, decimal? under) => over is { } o && under is { } u && u != 0 ? o / u : null;
}
