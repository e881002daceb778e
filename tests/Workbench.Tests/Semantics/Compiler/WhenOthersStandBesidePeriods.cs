namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Beside periods a limit with others counts groups, by their value over the whole range; every period has its row of the others.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenOthersStandBesidePeriods(TrapWarehouse trap)
{
    [Fact]
    public Task Groups_are_ranked_over_the_range_and_shown_in_every_month() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account.region"], "time": {"range": {"from": "2026-05-01", "to": "2026-10-01"}, "grain": "month"}, "limit": 2, "others": true, "totals": true, "segments": {"account.real": false} }""",
            """
            with t as (select date_trunc('month', opened_at at time zone 'America/New_York')::date as m, region
                from shop.ticket t left join shop.account a on a.id = t.account_id
                where (opened_at at time zone 'America/New_York')::date >= '2026-05-01' and (opened_at at time zone 'America/New_York')::date < '2026-10-01'),
              top as (select region from t group by region order by count(*) desc, region limit 2),
              months as (select m::date from generate_series(timestamp '2026-05-01', '2026-09-01', '1 month') m)
            select m, region, (select count(*) from t where t.m = months.m and t.region is not distinct from top.region), 0 from months, top
            union all select m, null, (select count(*) from t where t.m = months.m and not exists (select 1 from top where top.region is not distinct from t.region)), 2 from months
            union all select null, null, count(*), 1 from t
            """
        );

    [Fact]
    public Task A_balance_ranks_by_its_last_snapshot_and_is_shown_with_its_share_of_each_month() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held"], "group_by": ["account.tier"], "time": {"range": "last_3_months", "grain": "month"}, "limit": 1, "others": true, "shares": ["held"]}""",
            """
            with b as (select month, tier, sum(cents) / 100.0 v from shop.balance b join shop.account a on a.id = b.account_id
                where status <> 'draft' and not is_internal and month between '2026-07-01' and '2026-09-01' group by 1, 2),
              top as (select tier from b where month = '2026-09-01' order by v desc limit 1)
            select month, tier, v, v / (select sum(v) from b x where x.month = b.month), 0 from b where tier = (select tier from top)
            union all select month, null, sum(v), sum(v) / (select sum(v) from b x where x.month = b.month), 2 from b where tier <> (select tier from top) group by month
            """
        );

    [Fact]
    public Task Distinct_visitors_of_the_others_are_counted_from_rows_and_compared() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visitors"], "group_by": ["account.region", "time.quarter"], "time": {"range": "last_2_quarters", "grain": "quarter"}, "compare": {"to": "same_period_last_year"}, "order_by": [{"field": "visitors"}], "limit": 1, "others": true}""",
            """
            with v as (select (seen_at at time zone 'America/New_York')::date d, region, visitor from shop.visit v join shop.account a on a.id = v.account_id where not is_internal),
              top as (select region from v where d >= '2026-02-01' and d < '2026-08-01' group by region order by count(distinct visitor), region limit 1),
              q as (select q::date q from generate_series(timestamp '2026-02-01', '2026-05-01', '3 months') q),
              n as (select q, is_top, (select count(distinct visitor) from v where d >= q and d < q + interval '3 months' and exists (select 1 from top where top.region is not distinct from v.region) = is_top) now,
                (select count(distinct visitor) from v where d >= q - interval '1 year' and d < q - interval '9 months' and exists (select 1 from top where top.region is not distinct from v.region) = is_top) before
                from q, (values (true), (false)) x(is_top))
            select case when is_top then (select region from top) end, q, now, before, now - before, (now - before)::numeric / before, case when is_top then 0 else 2 end from n
            """
        );

    [Fact]
    public Task A_part_of_the_week_can_be_cut_into_top_and_others_too() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["time.day_of_week"], "order_by": [{"field": "tickets", "desc": true}], "limit": 2, "others": true, "segments": {"account.real": false} }""",
            """
            with d as (select extract(isodow from opened_at at time zone 'America/New_York')::int d, count(*) c from shop.ticket group by 1),
              top as (select d, c from d order by c desc, d limit 2)
            select d, c, 0 from top union all select null, sum(c), 2 from d where d not in (select d from top)
            """
        );
}
