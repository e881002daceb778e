using Shouldly;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 9: filters of metrics and default segments are always applied and shown; a joined entity's own filter drops no facts.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenRowsAreFiltered(TrapWarehouse trap)
{
    [Theory]
    [InlineData("""{"field": "account.region", "op": "=", "values": ["EMEA"]}""", "upper(region) = 'EMEA'")]
    [InlineData("""{"field": "account.region", "op": "in", "values": ["emea", "Amer"]}""", "upper(region) in ('EMEA', 'AMER')")]
    [InlineData("""{"field": "account.region", "op": "<>", "values": ["emea"]}""", "coalesce(upper(region), '') <> 'EMEA'")]
    [InlineData("""{"field": "account.region", "op": "not in", "values": ["emea", "AMER"]}""", "coalesce(upper(region), '') not in ('EMEA', 'AMER')")]
    [InlineData("""{"field": "account.region", "op": "is_null", "values": []}""", "region is null")]
    [InlineData("""{"field": "account.region", "op": "is_not_null", "values": []}""", "region is not null")]
    [InlineData("""{"field": "account.region", "op": "in", "values": [null, "AMER"]}""", "coalesce(region, 'AMER') = 'AMER'")]
    [InlineData("""{"field": "account.name", "op": "contains", "values": ["NT 1"]}""", "strpos(lower(name), 'nt 1') > 0")]
    [InlineData("""{"field": "account.name", "op": "starts_with", "values": ["account 4"]}""", "left(name, 9) = 'Account 4'")]
    [InlineData("""{"field": "account.tier", "op": "=", "values": ["Large"]}""", "tier = 'enterprise'")]
    [InlineData("""{"field": "ticket.minutes", "op": "between", "values": [100, 200]}""", "minutes >= 100 and minutes <= 200")]
    [InlineData("""{"field": "ticket.minutes", "op": ">", "values": ["100"]}""", "minutes > 100")]
    [InlineData("""{"field": "ticket.minutes", "op": "<>", "values": [17]}""", "coalesce(minutes, 0) <> 17")]
    [InlineData("""{"field": "ticket.resolved", "op": "<=", "values": ["2025-12-31"]}""", "resolved_on < '2026-01-01'")]
    [InlineData("""{"field": "ticket.opened", "op": "=", "values": ["2025-11-02"]}""", "(opened_at at time zone 'America/New_York')::date = '2025-11-02'")]
    [InlineData("""{"field": "ticket.opened", "op": ">", "values": ["2026-03-08"]}""", "(opened_at at time zone 'America/New_York')::date > '2026-03-08'")]
    [InlineData(
        """{"field": "ticket.opened", "op": "between", "values": ["2026-03-08", "2026-03-10"]}""",
        "(opened_at at time zone 'America/New_York')::date between '2026-03-08' and '2026-03-10'"
    )]
    [InlineData(
        """{"field": "ticket.opened", "op": ">=", "values": ["2026-03-08T12:00:00"]}""",
        "(opened_at at time zone 'America/New_York') >= '2026-03-08 12:00'"
    )]
    [InlineData("""{"field": "time.day_of_week", "op": "in", "values": [6, 7]}""", "extract(isodow from opened_at at time zone 'America/New_York') >= 6")]
    [InlineData(
        """{"field": "ticket.opened.month", "op": "=", "values": ["2026-03-01"]}""",
        "to_char(opened_at at time zone 'America/New_York', 'YYYY-MM') = '2026-03'"
    )]
    public Task Each_operator_means_what_it_says(string filter, string naive) =>
        trap.ShouldGiveAsync(
            $$"""{"metrics": ["tickets"], "where": [{{filter}}], "segments": {"account.real": false} }""",
            $"select count(*) from shop.ticket t left join shop.account a on a.id = t.account_id where {naive}"
        );

    [Fact]
    public void Kept_nulls_are_said() =>
        trap.MustCompile("""{"metrics": ["tickets"], "where": [{"field": "account.region", "op": "<>", "values": ["EMEA"]}]}""")
            .Warnings.Select(w => w.Code)
            .ShouldContain("nulls_kept");

    [Fact]
    public async Task A_default_segment_applies_unless_it_is_switched_off()
    {
        await trap.ShouldGiveAsync(
            """{"metrics": ["tickets"]}""",
            "select count(*) from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal"
        );
        var compiled = trap.MustCompile("""{"metrics": ["tickets"]}""");
        compiled.Filters.ShouldContain(f => f.Field == "account.real" && f.From == FilterOrigin.Segment);
        compiled.Query.Segments["account.real"].ShouldBeTrue();
        await trap.ShouldGiveAsync("""{"metrics": ["tickets"], "segments": {"account.real": false} }""", "select count(*) from shop.ticket");
        await trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "segments": {"account.paying": true}}""",
            "select count(*) from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal and tier <> 'free'"
        );
    }

    [Fact]
    public async Task A_segment_says_itself_what_becomes_of_rows_without_a_partner()
    {
        await trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "segments": {"account.real": false, "account.not_free": true}}""",
            "select count(*) from shop.ticket t left join shop.account a on a.id = t.account_id where tier is distinct from 'free'"
        );
        await trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "segments": {"account.real": false, "account.paying": true}}""",
            "select count(*) from shop.ticket t left join shop.account a on a.id = t.account_id where tier <> 'free'"
        );
    }

    [Fact]
    public void Filters_of_metrics_and_entities_are_shown()
    {
        var filters = trap.MustCompile("""{"metrics": ["refund_rate", "held"]}""").Filters;
        filters
            .Where(f => f.From == FilterOrigin.Metric)
            .Select(f => (f.Field, f.Values[0].Text))
            .ShouldBe([("refunds", "kind = 'refund'"), ("revenue", "kind <> 'refund'")], ignoreOrder: true);
        filters.Where(f => f.From == FilterOrigin.Rule).Select(f => f.Field).ShouldBe(["balance"]);
    }

    [Fact]
    public Task A_joined_entitys_filter_turns_its_columns_null_and_drops_nothing() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["revenue"], "group_by": ["product.name"], "segments": {"account.real": false} }""",
            """
            select case when p.is_retired then null else p.name end, sum(usd_cents) / 100.0
            from shop.invoice_line l left join shop.product p on p.id = l.product_id where kind <> 'refund' group by 1
            """
        );

    [Fact]
    public void A_required_filter_that_is_missing_is_an_error()
    {
        trap.MustReject("""{"metrics": ["low_tickets"]}""")
            .ShouldSatisfyAllConditions(p => p.Code.ShouldBe("required_filter"), p => p.Nearest.ShouldBe(["ticket.priority"]));
        trap.MustCompile("""{"metrics": ["low_tickets"], "where": [{"field": "ticket.priority", "op": "=", "values": ["low"]}]}""");
    }

    [Fact]
    public void A_filter_that_one_metric_cannot_reach_refuses_the_query() =>
        trap.MustReject("""{"metrics": ["tickets", "revenue"], "where": [{"field": "invoice.currency", "op": "=", "values": ["USD"]}]}""")
            .Code.ShouldBe("unreachable_filter");

    [Theory]
    [InlineData(">", "> 15")]
    [InlineData("<=", "<= 15")]
    public Task A_metric_filters_entities(string op, string naive) =>
        trap.ShouldGiveAsync(
            $$"""{"metrics": ["visits"], "where": [{"metric": "tickets", "per": "account", "time": {"range": "last_12_months"}, "op": "{{op}}", "values": [15]}]}""",
            $"""
            select count(*) from shop.visit v join shop.account a on a.id = v.account_id where not is_internal and
              (select count(*) from shop.ticket t where t.account_id = a.id and (opened_at at time zone 'America/New_York') >= '2025-10-01' and (opened_at at time zone 'America/New_York') < '2026-10-01') {naive}
            """
        );

    [Fact]
    public Task Entities_without_any_row_have_none() =>
        trap.ShouldGiveAsync(
            """{"group_by": ["account"], "where": [{"metric": "invoices", "per": "account", "time": {"last": 2, "unit": "month"}, "op": "=", "values": [0]}, {"metric": "held", "per": "account", "op": ">", "values": [20]}]}""",
            """
            select id from shop.account a where not is_internal
              and not exists (select 1 from shop.invoice i where i.account_id = a.id and issued >= '2026-08-01' and issued < '2026-10-01')
              and (select cents from shop.balance b where b.account_id = a.id and month = '2026-10-01' and status <> 'draft') > 2000
            """
        );

    [Fact]
    public Task Having_keeps_groups() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account"], "having": [{"metric": "tickets", "op": ">=", "values": [18]}, {"metric": "revenue", "op": "<", "values": [1000]}]}""",
            """
            select a.id, count(*) from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal group by a.id
            having count(*) >= 18 and coalesce((select sum(usd_cents) from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where i.account_id = a.id and kind <> 'refund'), 0) < 100000
            """
        );

    [Fact]
    public async Task The_order_of_filters_does_not_matter()
    {
        string[] filters =
        [
            """{"field": "account.tier", "op": "<>", "values": ["free"]}""",
            """{"field": "ticket.minutes", "op": ">", "values": [50]}""",
            """{"field": "account.region", "op": "in", "values": ["emea", "amer"]}""",
            """{"metric": "visits", "per": "account", "op": ">", "values": [10]}""",
        ];
        var random = new Random(17);
        var first = await trap.RunAsync(Query(filters));
        for (var i = 0; i < 6; i++)
        {
            random.Shuffle(filters);
            (await trap.RunAsync(Query(filters))).ShouldBe(first);
        }

        static string Query(string[] where) =>
            $$"""{"metrics": ["tickets", "average_minutes"], "group_by": ["ticket.priority"], "where": [{{string.Join(", ", where)}}]}""";
    }
}
