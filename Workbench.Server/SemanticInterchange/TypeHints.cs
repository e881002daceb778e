using System.Globalization;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What the use of a column says of its type, where a format names none.</summary>
internal static class TypeHints
{
    public static void OfCondition(ScalarExpr condition, Func<ColumnRef, ColumnBuild?> columns)
    {
        switch (condition)
        {
            case ColumnRef column:
                columns(column)?.Hint("boolean");
                break;
            case UnaryExpr { Op: "not" } not:
                OfCondition(not.Operand, columns);
                break;
            case BinaryExpr { Op: "and" or "or" } both:
                OfCondition(both.Left, columns);
                OfCondition(both.Right, columns);
                break;
            case IsExpr { Test: "true" or "false" } test:
                OfCondition(test.Operand, columns);
                break;
            default:
                Of(condition, columns);
                break;
        }
    }

    public static void Of(ScalarExpr expression, Func<ColumnRef, ColumnBuild?> columns)
    {
        switch (expression)
        {
            case BinaryExpr { Op: "+" or "-" or "*" or "/" or "%" } sum when !sum.All().Any(e => e is TypedLiteral or CastExpr or ExtractExpr or FunctionExpr):
                Numeric(sum.Left, columns);
                Numeric(sum.Right, columns);
                break;
            case BinaryExpr { Op: "=" or "<>" or "<" or "<=" or ">" or ">=" } comparison:
                Literal(comparison.Left, comparison.Right, columns);
                Literal(comparison.Right, comparison.Left, columns);
                break;
            case InExpr { Operand: ColumnRef column, Items: [var first, ..] }:
                Literal(column, first, columns);
                break;
            case LikeExpr { Operand: ColumnRef column }:
                columns(column)?.Hint("text");
                break;
            case BinaryExpr { Op: "||" } text:
                foreach (var side in new[] { text.Left, text.Right })
                    if (side is ColumnRef column)
                        columns(column)?.Hint("text");
                break;
            case CaseExpr { Operand: null } choice:
                foreach (var when in choice.Whens)
                    OfCondition(when.When, columns);
                break;
        }
        foreach (var part in expression.Parts())
            Of(part, columns);
    }

    public static void OfAggregate(Aggregation aggregation, ScalarExpr? expr, ScalarExpr? where, Func<ColumnRef, ColumnBuild?> columns)
    {
        if (where is not null)
            OfCondition(where, columns);
        if (expr is null)
            return;
        if (aggregation.Kind is AggregationKind.Sum or AggregationKind.Average or AggregationKind.Median or AggregationKind.Percentile)
        {
            Numeric(expr, columns);
            if (expr is CaseExpr choice)
                foreach (var result in choice.Whens.Select(w => w.Then).Append(choice.Else))
                    if (result is not null)
                        Numeric(result, columns);
        }
        Of(expr, columns);
    }

    private static void Numeric(ScalarExpr expression, Func<ColumnRef, ColumnBuild?> columns)
    {
        if (expression is ColumnRef column)
            columns(column)?.Hint("numeric");
    }

    private static void Literal(ScalarExpr side, ScalarExpr other, Func<ColumnRef, ColumnBuild?> columns)
    {
        if (side is not ColumnRef column)
            return;
        var hint = other switch
        {
            NumberLiteral => "numeric",
            BooleanLiteral => "boolean",
            // A text that is a date may be compared with a date or a text.
            TextLiteral text when !DateTime.TryParse(text.Value, CultureInfo.InvariantCulture, out _) => "text",
            _ => null,
        };
        if (hint is not null)
            columns(column)?.Hint(hint);
    }
}
