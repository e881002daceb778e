using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 12: what engines do differently is pinned: integer division, the place of NULLs, time-zone cuts.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenEnginesWouldDiffer(TrapWarehouse trap)
{
    [Fact]
    public Task Cents_by_a_hundred_keep_their_cents() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["revenue"], "where": [{"field": "invoice_line.kind", "op": "=", "values": ["discount"]}], "segments": {"account.real": false} }""",
            "select sum(usd_cents * 0.01) from shop.invoice_line where kind = 'discount'"
        );

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Null_comes_last_in_either_direction(string descending)
    {
        var rows = await trap.RunAsync(
            $$"""{"metrics": ["tickets"], "group_by": ["ticket.priority"], "order_by": [{"field": "ticket.priority", "desc": {{descending}} }]}"""
        );
        rows[^1].ShouldStartWith("- | ");
    }

    [Fact]
    public void Every_order_says_where_nulls_go_and_every_zone_is_named()
    {
        var sql = trap.MustCompile("""{"metrics": ["tickets"], "group_by": ["account.region"], "time": {"range": "last_month", "grain": "day"}}""").Sql;
        foreach (var line in sql.Split('\n').Where(l => l.TrimStart().StartsWith("order by", StringComparison.Ordinal)))
            line.Split(',').ShouldAllBe(part => part.EndsWith("nulls last", StringComparison.Ordinal));
        sql.ShouldContain("at time zone 'America/New_York'");
        sql.ShouldNotContain("current_date");
        sql.ShouldNotContain("now()");
    }

    [Fact]
    public async Task Precedence_survives_printing() =>
        // revenue / before - 1 and (a - b) / abs(b) need their parentheses and no others.
        (await trap.RunAsync("""{"metrics": ["revenue_growth"], "time": {"range": "last_month"}, "segments": {"account.real": false} }""")).ShouldBe(
            await trap.RowsAsync(
                """
                select (select sum(usd_cents) from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where kind <> 'refund' and issued between '2026-09-01' and '2026-09-30')::numeric
                  / (select sum(usd_cents) from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where kind <> 'refund' and issued between '2026-08-01' and '2026-08-31') - 1
                """
            )
        );
}
