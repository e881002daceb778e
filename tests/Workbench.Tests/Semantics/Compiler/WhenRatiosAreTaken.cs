namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 3: ratios are sum over sum at every grain and in totals; division by zero is NULL.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenRatiosAreTaken(TrapWarehouse trap)
{
    [Fact]
    public Task A_ratio_is_sum_over_sum_in_each_group_and_in_the_total() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["urgent_share"], "group_by": ["account.tier"], "totals": true, "segments": {"account.real": false}}""",
            """
            select a.tier, sum((priority = 'Urgent')::int)::numeric / count(*), 0 from shop.ticket t left join shop.account a on a.id = t.account_id group by a.tier
            union all select null, sum((priority = 'Urgent')::int)::numeric / count(*), 1 from shop.ticket
            """
        );

    [Fact]
    public Task Division_by_zero_is_null() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["revenue_per_ticket", "urgent_share"], "time": {"range": {"from": "2026-06-01", "to": "2026-09-01"}, "grain": "month"}, "segments": {"account.real": false}}""",
            """
            select m::date,
              (select sum(usd_cents) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where kind <> 'refund' and date_trunc('month', issued) = m)
                / nullif((select count(*) from shop.ticket where date_trunc('month', opened_at at time zone 'America/New_York') = m), 0),
              (select avg((priority = 'Urgent')::int) from (select coalesce(priority, '') as priority, opened_at from shop.ticket) t where date_trunc('month', opened_at at time zone 'America/New_York') = m)
            from generate_series(timestamp '2026-06-01', '2026-08-01', '1 month') m
            """
        );

    [Fact]
    public Task A_ratio_of_two_facts_divides_their_sums() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["refund_rate"], "group_by": ["account.tier"], "time": {"range": "last_year"}}""",
            """
            select a.tier, coalesce(sum(usd_cents) filter (where kind = 'refund'), 0) / nullif(sum(usd_cents) filter (where kind <> 'refund')::numeric, 0)
            from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id join shop.account a on a.id = i.account_id
            where not a.is_internal and issued >= '2025-02-01' and issued < '2026-02-01' group by a.tier
            """
        );

    [Fact]
    public Task A_derived_metric_is_computed_after_its_inputs_are_summed() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["net"], "group_by": ["invoice_line.kind"], "segments": {"account.real": false}}""",
            "select kind, sum(case when kind = 'refund' then -usd_cents else usd_cents end) / 100.0 from shop.invoice_line group by kind"
        );

    [Fact]
    public Task An_input_of_an_earlier_period_stands_beside_its_own() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["revenue_growth"], "time": {"range": "last_3_months", "grain": "month"}, "segments": {"account.real": false}}""",
            """
            with r as (select date_trunc('month', issued) m, sum(usd_cents)::numeric v from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where kind <> 'refund' group by 1)
            select a.m::date, a.v / b.v - 1 from r a join r b on b.m = a.m - interval '1 month' where a.m between '2026-07-01' and '2026-09-01'
            """
        );
}
