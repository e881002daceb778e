using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Expressions of the layer as SQL for others: a division by zero is NULL in the layer, so it is written out.</summary>
internal static class SqlText
{
    public static string Print(ScalarExpr expression) => ExpressionPrinter.Print(Safe(expression));

    public static ScalarExpr Safe(ScalarExpr expression) =>
        Divisions(expression, (over, under) => new BinaryExpr("/", over, IsSafe(under) ? under : NullIfZero(under)));

    /// <summary>The layer's own form of <see cref="Safe"/>.</summary>
    public static ScalarExpr Bare(ScalarExpr expression) =>
        Divisions(
            expression,
            (over, under) => new BinaryExpr("/", over, under is FunctionExpr { Name: "nullif", Arguments: [var of, NumberLiteral { Value: 0 }] } ? of : under)
        );

    private static bool IsSafe(ScalarExpr under) => under is NumberLiteral { Value: not 0 };

    private static FunctionExpr NullIfZero(ScalarExpr under) => new("nullif", [under, new NumberLiteral(0, "0")]);

    private static ScalarExpr Divisions(ScalarExpr expression, Func<ScalarExpr, ScalarExpr, ScalarExpr> divide) =>
        expression switch
        {
            BinaryExpr { Op: "/" } x => divide(Divisions(x.Left, divide), Divisions(x.Right, divide)),
            UnaryExpr x => x with { Operand = Divisions(x.Operand, divide) },
            BinaryExpr x => x with { Left = Divisions(x.Left, divide), Right = Divisions(x.Right, divide) },
            CaseExpr x => new CaseExpr(
                x.Operand is null ? null : Divisions(x.Operand, divide),
                [.. x.Whens.Select(w => new CaseWhen(Divisions(w.When, divide), Divisions(w.Then, divide)))],
                x.Else is null ? null : Divisions(x.Else, divide)
            ),
            CastExpr x => x with { Operand = Divisions(x.Operand, divide) },
            InExpr x => x with { Operand = Divisions(x.Operand, divide), Items = [.. x.Items.Select(i => Divisions(i, divide))] },
            LikeExpr x => x with { Operand = Divisions(x.Operand, divide), Pattern = Divisions(x.Pattern, divide) },
            BetweenExpr x => x with { Operand = Divisions(x.Operand, divide), Low = Divisions(x.Low, divide), High = Divisions(x.High, divide) },
            IsExpr x => x with { Operand = Divisions(x.Operand, divide) },
            FunctionExpr x => x with { Arguments = [.. x.Arguments.Select(a => Divisions(a, divide))] },
            ExtractExpr x => x with { From = Divisions(x.From, divide) },
            AtTimeZoneExpr x => x with { Operand = Divisions(x.Operand, divide), Zone = Divisions(x.Zone, divide) },
            _ => expression,
        };
}
