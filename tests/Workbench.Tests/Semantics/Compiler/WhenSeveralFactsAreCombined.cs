namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 2: several facts are aggregated apart and combined on the shared keys, NULL keys included.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenSeveralFactsAreCombined(TrapWarehouse trap)
{
    private const string Groups = "(select distinct region from shop.account union select null)";

    [Fact]
    public Task Null_keys_meet() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets", "revenue", "visits"], "group_by": ["account.region"], "segments": {"account.real": false}}""",
            $"""
            select g.region,
              (select count(*) from shop.ticket t left join shop.account a on a.id = t.account_id where a.region is not distinct from g.region),
              (select coalesce(sum(l.usd_cents), 0) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id left join shop.account a on a.id = i.account_id
               where l.kind <> 'refund' and a.region is not distinct from g.region),
              (select count(*) from shop.visit v join shop.account a on a.id = v.account_id where a.region is not distinct from g.region)
            from {Groups} g
            """
        );

    [Fact]
    public Task A_group_that_one_fact_lacks_is_there_with_zero() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets", "invoices"], "group_by": ["account"], "time": {"range": {"from": "2026-09-01", "to": "2026-09-08"}}}""",
            """
            select id, t, i from (
              select a.id,
                (select count(*) from shop.ticket t where t.account_id = a.id and (t.opened_at at time zone 'America/New_York')::date between '2026-09-01' and '2026-09-07') t,
                (select count(*) from shop.invoice i where i.account_id = a.id and i.issued between '2026-09-01' and '2026-09-07') i
              from shop.account a where not a.is_internal) x where t + i > 0
            """
        );

    [Fact]
    public Task Facts_of_different_times_meet_in_the_period() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets", "resolved_tickets", "held"], "time": {"range": "last_6_months", "grain": "month"}, "segments": {"account.real": false}}""",
            """
            select m::date,
              (select count(*) from shop.ticket where date_trunc('month', opened_at at time zone 'America/New_York') = m),
              (select count(*) from shop.ticket where date_trunc('month', resolved_on) = m),
              (select sum(cents) / 100.0 from shop.balance where month = m and status <> 'draft')
            from generate_series(timestamp '2026-04-01', '2026-09-01', '1 month') m
            """
        );

    [Fact]
    public Task Without_keys_each_fact_is_one_number() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets", "revenue", "new_accounts"], "time": {"range": "last_month"}, "segments": {"account.real": false}}""",
            """
            select (select count(*) from shop.ticket where date_trunc('month', opened_at at time zone 'America/New_York') = '2026-09-01'),
                   (select sum(usd_cents) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where kind <> 'refund' and date_trunc('month', issued) = '2026-09-01'),
                   (select count(*) from shop.account where date_trunc('month', created_at at time zone 'America/New_York') = '2026-09-01')
            """
        );
}
