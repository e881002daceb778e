using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics;

/// <summary>
/// Writes an expression of the layer as PostgreSQL, every operation in brackets. It shares nothing with the compiler's printer on purpose: what
/// measures and re-computes the compiler's numbers must not repeat its mistakes.
/// </summary>
internal static class RowExpressions
{
    /// <param name="column">The SQL of a column reference.</param>
    public static string Print(ScalarExpr expression, Func<ColumnRef, string> column)
    {
        return Of(expression);

        string Of(ScalarExpr e) =>
            e switch
            {
                ColumnRef reference => column(reference),
                NumberLiteral number => number.Text,
                TextLiteral text => Text(text.Value),
                BooleanLiteral boolean => boolean.Value ? "true" : "false",
                NullLiteral => "null",
                TypedLiteral typed => $"{typed.Type} {Text(typed.Value)}",
                UnaryExpr { Op: "not" } not => $"(not {Of(not.Operand)})",
                UnaryExpr sign => $"({sign.Op} {Of(sign.Operand)})",
                BinaryExpr { Op: "/" } divide => $"(({Of(divide.Left)})::numeric / nullif({Of(divide.Right)}, 0))",
                BinaryExpr binary => $"({Of(binary.Left)} {binary.Op} {Of(binary.Right)})",
                CaseExpr choice => Case(choice),
                CastExpr cast => $"(({Of(cast.Operand)})::{cast.Type})",
                InExpr isIn => $"({Of(isIn.Operand)} {(isIn.IsNegated ? "not in" : "in")} ({List(isIn.Items)}))",
                LikeExpr like => $"({Of(like.Operand)} {(like.IsNegated ? "not " : "")}{(like.IgnoresCase ? "ilike" : "like")} {Of(like.Pattern)})",
                BetweenExpr between => $"({Of(between.Operand)} {(between.IsNegated ? "not " : "")}between {Of(between.Low)} and {Of(between.High)})",
                IsExpr test => $"({Of(test.Operand)} is {(test.IsNegated ? "not " : "")}{test.Test})",
                FunctionExpr function => $"{function.Name}({List(function.Arguments)})",
                ExtractExpr extract => $"extract({Text(extract.Part)} from {Of(extract.From)})",
                AtTimeZoneExpr zoned => $"({Of(zoned.Operand)} at time zone {Of(zoned.Zone)})",
                _ => throw new System.Diagnostics.UnreachableException(e.GetType().Name),
            };

        string List(ImmutableArray<ScalarExpr> items) => string.Join(", ", items.Select(Of));

        string Case(CaseExpr choice) =>
            $"(case{(choice.Operand is { } operand ? " " + Of(operand) : "")}{string.Concat(choice.Whens.Select(w => $" when {Of(w.When)} then {Of(w.Then)}"))}"
            + $"{(choice.Else is { } otherwise ? " else " + Of(otherwise) : "")} end)";
    }

    /// <summary>A literal, whatever is in it: with standard_conforming_strings, which PostgreSQL has had on since 9.1, a quote is all that ends it.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
