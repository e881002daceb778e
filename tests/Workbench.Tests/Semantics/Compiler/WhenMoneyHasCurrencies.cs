using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 15: amounts of several currencies are never added up.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenMoneyHasCurrencies(TrapWarehouse trap)
{
    [Theory]
    [InlineData("""{"metrics": ["amount"]}""")]
    [InlineData("""{"metrics": ["amount"], "group_by": ["account.tier"]}""")]
    [InlineData("""{"metrics": ["amount"], "where": [{"field": "invoice.currency", "op": "in", "values": ["USD", "EUR"]}]}""")]
    [InlineData("""{"metrics": ["amount"], "where": [{"field": "invoice.currency", "op": "<>", "values": ["JPY"]}]}""")]
    [InlineData("""{"metrics": ["amount"], "group_by": ["invoice.currency"], "totals": true}""")]
    public void Mixed_amounts_are_refused_with_the_ways_out(string query)
    {
        var problem = trap.MustReject(query);
        problem.Code.ShouldBe("mixed_currency");
        problem.Nearest.ShouldContain("invoice.currency");
        problem.Nearest.ShouldContain("revenue");
    }

    [Fact]
    public Task They_can_be_grouped_by_currency() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["amount"], "group_by": ["invoice.currency"], "segments": {"account.real": false} }""",
            "select currency, sum(cents) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id group by 1"
        );

    [Fact]
    public Task They_can_be_filtered_to_one() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["amount"], "where": [{"field": "invoice.currency", "op": "=", "values": ["eur"]}], "segments": {"account.real": false} }""",
            "select sum(cents) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where currency = 'EUR'"
        );
}
