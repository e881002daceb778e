using System.Text.Json;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 14: every value is a parameter, every identifier comes from the catalog.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenValuesAreHostile(TrapWarehouse trap)
{
    public static TheoryData<string> Texts =>
        [
            "'; drop table shop.ticket; --",
            "' or 1=1 --",
            @"\' or 1=1 --",
            @"\",
            @"O'Neill's \ 100% _",
            "$1",
            "$$; select 1; $$",
            "*/ select 1 /*",
            "-- comment\n; delete from shop.ticket",
            "\"; --",
            "ünïcödé '‚‘’",
            "%_%",
            "E'\\x27'",
            "",
        ];

    [Theory, MemberData(nameof(Texts))]
    public async Task A_value_stays_a_value(string text)
    {
        foreach (var op in (string[])["=", "<>", "contains", "starts_with", "in"])
        {
            var compiled = Compile(
                new FieldFilter
                {
                    Field = "product.name",
                    Op = op,
                    Values = [text],
                }
            );
            if (text.Length > 2)
                compiled.SqlParameters.Text.ShouldNotContain(text);
            var before = await trap.RowsAsync("select count(*) from shop.ticket");
            var rows = await trap.RowsAsync(compiled.SqlParameters);
            (await trap.RowsAsync(compiled.Sql)).ShouldBe(rows);
            (await trap.RowsAsync("select count(*) from shop.ticket")).ShouldBe(before);
        }
    }

    [Fact]
    public Task A_value_with_quotes_backslashes_and_wildcards_is_found() =>
        trap.ShouldGiveAsync(
            $$"""{"metrics": ["revenue"], "where": [{"field": "product.name", "op": "contains", "values": [{{JsonSerializer.Serialize(@"'s \ 100% _")}}]}], "segments": {"account.real": false} }""",
            "select sum(usd_cents) / 100.0 from shop.invoice_line where product_id = 4 and kind <> 'refund'"
        );

    [Fact]
    public Task A_wildcard_is_a_letter() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "where": [{"field": "ticket.note", "op": "starts_with", "values": ["100% _d"]}], "segments": {"account.real": false} }""",
            "select count(*) from shop.ticket where id % 10 = 0"
        );

    [Theory]
    [InlineData("""{"metrics": ["tickets; drop table shop.ticket"]}""")]
    [InlineData("""{"metrics": ["tickets"], "group_by": ["account.name\" from shop.secret --"]}""")]
    [InlineData("""{"metrics": ["tickets"], "order_by": [{"field": "1; select 1"}]}""")]
    [InlineData("""{"metrics": ["tickets"], "time": {"grain": "month'); drop table x; --"}}""")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "account.name", "op": "= '' or 1=1 --", "values": ["x"]}]}""")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": "last_month", "grain": "month"}, "compare": {"to": {"shift": 1, "unit": "month'; --"}}}""")]
    public void A_name_that_is_none_never_reaches_the_sql(string query) => trap.Compile(query).ShouldBeOfType<Rejected>();

    [Fact]
    public void The_zero_character_is_refused() =>
        trap
            .Compiler.Compile(
                new SemanticQuery
                {
                    Metrics = ["tickets"],
                    Where =
                    [
                        new FieldFilter
                        {
                            Field = "account.name",
                            Op = "=",
                            Values = ["a\0b"],
                        },
                    ],
                },
                new CompileScope(trap.Layer, "staff", TrapSchema.Today)
            )
            .ShouldBeOfType<Rejected>();

    private Compiled Compile(QueryFilter filter) =>
        trap
            .Compiler.Compile(new SemanticQuery { Metrics = ["revenue"], Where = [filter] }, new CompileScope(trap.Layer, "staff", TrapSchema.Today))
            .ShouldBeOfType<Compiled>();
}
