using Workbench.Server.Semantics.Expressions;

namespace Workbench.Benchmarks.Fuzz;

/// <summary>
/// The expression parser on whatever comes: it never throws, a fault has its place in the text and says what to do, and what it read is
/// the same after printing and reading again.
/// </summary>
internal sealed class ExpressionFuzz(IReadOnlyList<string> seeds) : IFuzzTarget
{
    private static readonly string[] Tokens =
    [
        .. "( ) , . + - * / % || = <> != < > <= >= :: and or not is null true false between in like ilike distinct from case when then else end cast as extract".Split(
            ' '
        ),
        .. "at_time_zone select exists over filter any all array current_date now( lower( coalesce( round( date_trunc( nullif( sum( count( date interval timestamp".Split(
            ' '
        ),
        "at time zone ",
        " is not distinct from ",
        " not between ",
        "case when ",
        "interval '1 day'",
        "date '2026-01-01'",
        "numeric(12,2)",
        "double precision",
        "\"Weird \"\"name\"\"\"",
        "'it''s'",
        "'",
        "\"",
        " ",
        "\n",
        "1",
        "0.5",
        ".5",
        "5.",
        "a.b.c",
        "x",
        ";",
        "((",
        "))",
        "- ",
        "not ",
    ];

    private readonly TextMutator _mutator = new(Tokens, seeds);

    public string Name => "parser";

    public FuzzInput Make(FuzzDice dice) =>
        new(
            "expression",
            dice.Below(10) switch
            {
                0 => Random(dice),
                1 or 2 => string.Join(dice.OneIn(2) ? " " : "", Enumerable.Range(0, dice.Size(15, 400)).Select(_ => dice.Of(Tokens))),
                3 => $"{dice.Of(seeds)} {dice.Of(Tokens)} {dice.Of(seeds)}",
                _ => _mutator.Mutate(dice.Of(seeds), dice),
            }
        );

    public string? Check(FuzzInput input)
    {
        var text = input.Text;
        switch (ExpressionParser.Parse(text))
        {
            case FaultyExpression fault:
                return fault.Offset < 0 || fault.Offset > text.Length ? $"the place {fault.Offset} is outside of the text of {text.Length}"
                    : string.IsNullOrWhiteSpace(fault.Message) ? "it says nothing"
                    : null;
            case ParsedExpression parsed:
                return CheckTree(parsed, text);
            default:
                return "neither read nor refused";
        }
    }

    private static string? CheckTree(ParsedExpression parsed, string text)
    {
        if (parsed.Names.FirstOrDefault(n => n.Offset < 0 || n.Offset >= text.Length) is { } lost)
            return $"the name {lost.Column} stands at {lost.Offset}, outside of the text";
        var printed = ExpressionPrinter.Print(parsed.Tree);
        if (ExpressionParser.Parse(printed) is not ParsedExpression again)
            // Quotes that printing adds may make a text too long to be read again.
            return printed.Length > 20_000 ? null : $"what was printed is not read: {printed}";
        if (ExpressionPrinter.Print(again.Tree) is var twice && twice != printed)
            return $"printed otherwise the second time: {printed} and {twice}";
        if (TreeText.Of(parsed.Tree) is var first && TreeText.Of(again.Tree) is var second && first != second)
            return $"read otherwise the second time: {first} and {second}";
        ExpressionTypes.Check(parsed.Tree, path => (ScalarType)(path.Length % Enum.GetValues<ScalarType>().Length), out _);
        return null;
    }

    private static string Random(FuzzDice dice)
    {
        var text = new char[dice.Size(40, 25_000)];
        for (var i = 0; i < text.Length; i++)
            text[i] = dice.OneIn(4) ? (char)dice.Below(0x10000) : (char)dice.Below(0x80);
        return new string(text);
    }
}

/// <summary>A tree as text that tells every two different trees apart.</summary>
internal static class TreeText
{
    public static string Of(ScalarExpr e)
    {
        var own = e switch
        {
            ColumnRef c => string.Join('.', c.Path.Select(p => $"<{p}>")),
            NumberLiteral n => n.Text,
            TextLiteral t => t.Value,
            BooleanLiteral b => b.Value ? "true" : "false",
            TypedLiteral t => $"{t.Type} {t.Value}",
            UnaryExpr u => u.Op,
            BinaryExpr b => b.Op,
            CastExpr c => c.Type,
            InExpr { IsNegated: true } or BetweenExpr { IsNegated: true } => "not",
            LikeExpr l => $"{l.IgnoresCase} {l.IsNegated}",
            IsExpr i => $"{i.Test} {i.IsNegated}",
            FunctionExpr f => f.Name,
            ExtractExpr x => x.Part,
            CaseExpr c => $"{c.Operand is null} {c.Whens.Length} {c.Else is null}",
            _ => "",
        };
        return $"{e.GetType().Name}[{own}]({string.Join(", ", e.Parts().Select(Of))})";
    }
}
