namespace Workbench.Server.Semantics.Expressions;

/// <summary>Looks through a tree.</summary>
public static class ScalarExprWalk
{
    /// <summary>The direct parts of an expression, as written from left to right.</summary>
    public static IEnumerable<ScalarExpr> Parts(this ScalarExpr expression) =>
        expression switch
        {
            UnaryExpr e => [e.Operand],
            BinaryExpr e => [e.Left, e.Right],
            CaseExpr e => CaseParts(e),
            CastExpr e => [e.Operand],
            InExpr e => [e.Operand, .. e.Items],
            LikeExpr e => [e.Operand, e.Pattern],
            BetweenExpr e => [e.Operand, e.Low, e.High],
            IsExpr e => [e.Operand],
            FunctionExpr e => e.Arguments,
            ExtractExpr e => [e.From],
            AtTimeZoneExpr e => [e.Operand, e.Zone],
            _ => [],
        };

    /// <summary>The expression and everything in it.</summary>
    public static IEnumerable<ScalarExpr> All(this ScalarExpr expression)
    {
        yield return expression;
        foreach (var part in expression.Parts())
        foreach (var inner in part.All())
            yield return inner;
    }

    public static IEnumerable<ColumnRef> Columns(this ScalarExpr expression) => expression.All().OfType<ColumnRef>();

    private static IEnumerable<ScalarExpr> CaseParts(CaseExpr choice)
    {
        if (choice.Operand is { } operand)
            yield return operand;
        foreach (var (when, then) in choice.Whens)
        {
            yield return when;
            yield return then;
        }
        if (choice.Else is { } otherwise)
            yield return otherwise;
    }
}
