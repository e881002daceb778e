using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Tests.Semantics.Layer;

public sealed class WhenAnExpressionIsParsed
{
    [Fact]
    public void Printing_and_parsing_again_gives_the_same_tree()
    {
        Prop.ForAll(
                Expressions.Any.ToArbitrary(),
                tree =>
                {
                    var printed = ExpressionPrinter.Print(tree);
                    var again = Parse(printed);
                    ExpressionShape.Of(again).ShouldBe(ExpressionShape.Of(tree), printed);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Any_text_is_either_parsed_or_refused_at_a_place_in_it()
    {
        var pieces = Gen.Elements(
            "a",
            "b.c",
            "(",
            ")",
            "1",
            ".5",
            "'x'",
            "'",
            "\"q\"",
            "case",
            "when",
            "then",
            "end",
            "and",
            "or",
            "not",
            "is",
            "null",
            "in",
            "like",
            "between",
            "+",
            "-",
            "--",
            "/*",
            "::",
            "numeric(12,2)",
            "date",
            "lower(",
            ",",
            "*",
            "at time zone",
            "extract(",
            "from",
            "select",
            ";",
            "é",
            "{{",
            "$1",
            "\0"
        );
        Prop.ForAll(
                pieces.ListOf().Select(p => string.Join(' ', p)).ToArbitrary(),
                text =>
                {
                    switch (ExpressionParser.Parse(text))
                    {
                        case FaultyExpression fault:
                            fault.Offset.ShouldBeInRange(0, text.Length);
                            fault.Message.ShouldNotBeNullOrWhiteSpace();
                            break;
                        case ParsedExpression parsed:
                            ExpressionShape.Of(Parse(ExpressionPrinter.Print(parsed.Tree))).ShouldBe(ExpressionShape.Of(parsed.Tree));
                            break;
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Theory]
    [InlineData("a + b * c", "a + b * c")]
    [InlineData("(a + b) * c", "(a + b) * c")]
    [InlineData("a - (b - c)", "a - (b - c)")]
    [InlineData("not a and b or c", "not a and b or c")]
    [InlineData("not (a and b)", "not (a and b)")]
    [InlineData("a = b is null", "a = b is null")]
    [InlineData("a = (b is null)", "a = (b is null)")]
    [InlineData("-a::numeric", "-a::numeric")]
    [InlineData("(-1)::int8", "(-1)::bigint")]
    [InlineData("CAST(x AS decimal(12, 2))", "x::numeric(12,2)")]
    [InlineData("a::timestamp with time zone at time zone 'UTC'", "a::timestamptz at time zone 'UTC'")]
    [InlineData("a NOT IN ('it''s', 2)", "a not in ('it''s', 2)")]
    [InlineData("a between 1 and 2 and b", "a between 1 and 2 and b")]
    [InlineData("date >= date '2026-01-01'", "date >= date '2026-01-01'")]
    [InlineData("Account.Owner.Team", "account.owner.team")]
    [InlineData("\"Weird Name\" || 'x'", "\"Weird Name\" || 'x'")]
    [InlineData("a != b", "a <> b")]
    [InlineData("ceiling(a)", "ceil(a)")]
    [InlineData("extract(epoch from resolved_at - opened_at) / 3600.0", "extract(epoch from resolved_at - opened_at) / 3600.0")]
    [InlineData("case a when 1 then 'x' else 'y' end", "case a when 1 then 'x' else 'y' end")]
    [InlineData("a is not distinct from b", "a is not distinct from b")]
    [InlineData("a ilike '%b%'", "a ilike '%b%'")]
    public void It_follows_the_precedence_of_postgresql(string written, string printed) => ExpressionPrinter.Print(Parse(written)).ShouldBe(printed);

    [Theory]
    [InlineData("sum(mrr_cents)", 0, "aggregate")]
    [InlineData("a + lowr(b)", 4, "Did you mean lower")]
    [InlineData("created_at > now()", 13, "clock")]
    [InlineData("a = current_date", 4, "clock")]
    [InlineData("(select 1)", 1, "subqueries")]
    [InlineData("a; drop table b", 1, "one value")]
    [InlineData("a -- all of it", 2, "comments")]
    [InlineData("'open", 0, "closing quote")]
    [InlineData("a b", 2, "an operator or the end")]
    [InlineData("a::txt", 3, "Did you mean text")]
    [InlineData("round(a, 1, 2)", 0, "round(number, digits)")]
    [InlineData("a < b < c", 6, "do not chain")]
    [InlineData("case when a then b", 18, "\"end\"")]
    [InlineData("", 0, "empty")]
    [InlineData("{{ a }}", 0, "templates")]
    public void What_is_wrong_is_said_with_its_place_and_a_way_out(string written, int offset, string says)
    {
        var fault = ExpressionParser.Parse(written).ShouldBeOfType<FaultyExpression>();
        fault.Offset.ShouldBe(offset);
        fault.Message.ShouldContain(says);
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_not_followed()
    {
        ExpressionParser.Parse(new string('(', 9_000) + "a").ShouldBeOfType<FaultyExpression>();
        ExpressionParser.Parse(string.Join(" + ", Enumerable.Repeat("a", 4_000))).ShouldBeOfType<FaultyExpression>();
        ExpressionParser.Parse(string.Concat(Enumerable.Repeat("- ", 4_000)) + "a").ShouldBeOfType<FaultyExpression>();
    }

    [Fact]
    public void Every_name_is_known_with_its_place() =>
        ExpressionParser
            .Parse("a + b.c")
            .ShouldBeOfType<ParsedExpression>()
            .Names.Select(n => (n.Column.ToString(), n.Offset))
            .ShouldBe([("a", 0), ("b.c", 4)]);

    private static ScalarExpr Parse(string text) =>
        ExpressionParser.Parse(text) switch
        {
            ParsedExpression parsed => parsed.Tree,
            FaultyExpression fault => throw new ShouldAssertException($"{text} @ {fault.Offset}: {fault.Message}"),
            var other => throw new InvalidOperationException(other.ToString()),
        };
}

/// <summary>A tree as text that tells every two different trees apart, by a way of its own.</summary>
internal static class ExpressionShape
{
    public static string Of(ScalarExpr e)
    {
        var own = e switch
        {
            ColumnRef c => string.Join('.', c.Path.Select(p => $"<{p}>")),
            NumberLiteral n => n.Value.ToString(CultureInfo.InvariantCulture) + n.Text,
            TextLiteral t => t.Value,
            BooleanLiteral b => b.Value.ToString(),
            TypedLiteral t => t.Type + t.Value,
            UnaryExpr u => u.Op,
            BinaryExpr b => b.Op,
            CastExpr c => c.Type,
            InExpr i => i.IsNegated.ToString(),
            LikeExpr l => $"{l.IgnoresCase}{l.IsNegated}",
            BetweenExpr b => b.IsNegated.ToString(),
            IsExpr i => i.Test + i.IsNegated,
            FunctionExpr f => f.Name,
            ExtractExpr x => x.Part,
            CaseExpr c => $"{c.Operand is null}{c.Whens.Length}{c.Else is null}",
            _ => "",
        };
        return $"{e.GetType().Name}[{own}]({string.Join(", ", e.Parts().Select(Of))})";
    }
}

internal static class Expressions
{
    private static readonly Gen<string> Name = Gen.Elements("a", "mrr_cents", "date", "end", "case", "Weird \"name\"", "_x1", "over", "interval", "at", "not");

    private static readonly Gen<ScalarExpr> Leaf = Gen.OneOf(
        Name.NonEmptyListOf().Select(n => (ScalarExpr)new ColumnRef([.. n.Take(3)])),
        Gen.Elements("0", "1", "3600.0", "12.50", ".5").Select(n => (ScalarExpr)new NumberLiteral(decimal.Parse(n, CultureInfo.InvariantCulture), n)),
        Gen.Elements("", "x", "it's", "--", "a\nb", "é \"q\"").Select(t => (ScalarExpr)new TextLiteral(t)),
        Gen.Elements<ScalarExpr>(
            new NullLiteral(),
            new BooleanLiteral(true),
            new BooleanLiteral(false),
            new TypedLiteral("date", "2026-01-01"),
            new TypedLiteral("interval", "30 days")
        )
    );

    public static Gen<ScalarExpr> Any { get; } = Gen.Sized(size => Tree(Math.Min(size, 40)));

    private static Gen<ScalarExpr> Tree(int size)
    {
        if (size <= 1)
            return Leaf;
        var half = Tree(size / 2);
        var third = Tree(size / 3);
        var flag = Gen.Elements(true, false);
        return Gen.OneOf(
            Leaf,
            from op in Gen.Elements("+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "and", "or", "is distinct from", "is not distinct from")
            from l in half
            from r in half
            select (ScalarExpr)new BinaryExpr(op, l, r),
            from op in Gen.Elements("-", "+", "not")
            from x in half
            select (ScalarExpr)new UnaryExpr(op, x),
            from type in Gen.Elements("numeric", "numeric(12,2)", "date", "timestamptz", "double precision", "text")
            from x in half
            select (ScalarExpr)new CastExpr(x, type),
            from x in half
            from items in third.NonEmptyListOf()
            from no in flag
            select (ScalarExpr)new InExpr(x, [.. items.Take(3)], no),
            from x in half
            from p in half
            from i in flag
            from no in flag
            select (ScalarExpr)new LikeExpr(x, p, i, no),
            from x in third
            from l in third
            from h in third
            from no in flag
            select (ScalarExpr)new BetweenExpr(x, l, h, no),
            from x in half
            from test in Gen.Elements("null", "true", "false")
            from no in flag
            select (ScalarExpr)new IsExpr(x, test, no),
            from f in Gen.Elements("lower", "coalesce", "round", "date_trunc")
            from x in third
            from y in third
            select (ScalarExpr)new FunctionExpr(f, f == "lower" ? [x] : [x, y]),
            from part in Gen.Elements("epoch", "year")
            from x in half
            select (ScalarExpr)new ExtractExpr(part, x),
            from x in half
            from zone in third
            select (ScalarExpr)new AtTimeZoneExpr(x, zone),
            from operand in third
            from when in third
            from then in third
            from otherwise in third
            from shape in Gen.Choose(0, 3)
            select (ScalarExpr)new CaseExpr((shape & 1) == 0 ? null : operand, [new CaseWhen(when, then)], (shape & 2) == 0 ? null : otherwise)
        );
    }
}
