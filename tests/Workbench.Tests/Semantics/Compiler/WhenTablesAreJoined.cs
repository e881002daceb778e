using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 1: a metric is aggregated at its own entity's grain, and tables are joined only towards one.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenTablesAreJoined(TrapWarehouse trap)
{
    [Fact]
    public Task An_amount_of_invoices_is_not_multiplied_by_their_lines() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["shipping", "revenue"], "group_by": ["account.tier"], "segments": {"account.real": false}}""",
            """
            select t.tier,
                   (select coalesce(sum(i.shipping_cents), 0) / 100.0 from shop.invoice i left join shop.account a on a.id = i.account_id where a.tier is not distinct from t.tier),
                   (select coalesce(sum(l.usd_cents), 0) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id left join shop.account a on a.id = i.account_id
                    where l.kind <> 'refund' and a.tier is not distinct from t.tier)
            from (select distinct tier from shop.account union select null) t
            """
        );

    [Fact]
    public Task A_field_three_joins_away_is_reached() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["revenue"], "group_by": ["invoice_line.invoice.account.owner.team"], "segments": {"account.real": false}}""",
            """
            select e.team, sum(l.usd_cents) / 100.0
            from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id left join shop.account a on a.id = i.account_id left join shop.employee e on e.id = a.owner_id
            where l.kind <> 'refund' group by e.team
            """
        );

    [Fact]
    public async Task A_shortened_path_means_the_same()
    {
        var whole = await trap.RunAsync("""{"metrics": ["revenue"], "group_by": ["invoice_line.invoice.account.owner.team"]}""");
        (await trap.RunAsync("""{"metrics": ["revenue"], "group_by": ["account.owner.team"]}""")).ShouldBe(whole);
        (await trap.RunAsync("""{"metrics": ["revenue"], "group_by": ["owner.team"]}""")).ShouldBe(whole);
    }

    [Fact]
    public void A_dimension_that_would_fan_out_is_refused_with_the_reason_and_what_works()
    {
        var problem = trap.MustReject("""{"metrics": ["shipping"], "group_by": ["product.name"]}""");
        problem.Code.ShouldBe("unreachable_field");
        trap.MustReject("""{"metrics": ["shipping"], "group_by": ["invoice_line.kind"]}""").Code.ShouldBe("fan_out");
        problem.Path.ShouldBe("group_by[0]");
        problem.Message.ShouldContain("Shipping cannot be grouped by product.name");
        problem.Nearest.ShouldContain("revenue");
        problem.Nearest.ShouldNotContain("shipping");
    }

    [Fact]
    public void An_ambiguous_path_lists_the_paths()
    {
        var problem = trap.MustReject("""{"metrics": ["tickets"], "group_by": ["employee.team"]}""");
        problem.Code.ShouldBe("ambiguous_field");
        problem.Nearest.ShouldBe(["ticket.account.owner.team", "ticket.account.helper.team"]);
    }

    [Fact]
    public Task An_entity_stands_for_its_key() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account.name", "account"], "where": [{"field": "account.tier", "op": "=", "values": ["pro"]}]}""",
            "select a.name, a.id, count(*) from shop.ticket t join shop.account a on a.id = t.account_id where a.tier = 'pro' and not a.is_internal group by a.name, a.id"
        );
}
