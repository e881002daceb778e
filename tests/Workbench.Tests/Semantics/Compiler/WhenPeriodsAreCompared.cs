namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Comparisons where the calendar has no list of the query's periods: all of the data, and hours.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenPeriodsAreCompared(TrapWarehouse trap)
{
    /// <summary>The current month is set against the equal part of the one before (rule 7), and what has not begun against nothing.</summary>
    [Fact]
    public Task All_months_that_there_are_stand_beside_the_month_before() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"grain": "month"}, "compare": {"to": "previous_period"}, "segments": {"account.real": false} }""",
            """
            with t as (select (opened_at at time zone 'America/New_York')::date d from shop.ticket),
              m as (select m::date m from generate_series((select date_trunc('month', min(d)) from t), (select date_trunc('month', max(d)) from t), '1 month') m),
              n as (select m, (select count(*) from t where date_trunc('month', d) = m) now,
                (select count(*) from t where d >= m - interval '1 month' and d < m and (m < '2026-10-01' or d < '2026-09-15')) before from m)
            select m, now, before, now - before, (now - before)::numeric / nullif(before, 0) from n
            """
        );

    [Fact]
    public Task Weeks_of_all_data_stand_beside_the_week_of_the_same_number() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visits"], "group_by": ["account.tier"], "time": {"grain": "week"}, "compare": {"to": "same_period_last_year"}, "gaps": "skip", "having": [{"metric": "visits.previous", "op": ">", "values": [2]}]}""",
            """
            with v as (select (seen_at at time zone 'America/New_York')::date d, tier from shop.visit v join shop.account a on a.id = v.account_id where not is_internal),
              n as (select date_trunc('week', d)::date w, tier, count(*) c from v group by 1, 2),
              keys as (select w, tier from n union select (w + 364 + case when to_char(w + 364, 'IW') = to_char(w, 'IW') then 0 else 7 end)::date, tier from n where to_char(w, 'IW') <> '53'),
              r as (select k.w, k.tier, coalesce((select c from n where n.w = k.w and n.tier = k.tier), 0) now,
                (select count(*) from v where v.tier = k.tier and to_char(v.d, 'IW') = to_char(k.w, 'IW') and to_char(v.d, 'IYYY')::int = to_char(k.w, 'IYYY')::int - 1
                  and (k.w < '2026-10-12' or v.d < '2025-10-09')) before from keys k where k.w <= (select max(w) from n) and k.w < '2026-10-15')
            select w, tier, now, before, now - before, (now - before)::numeric / before from r where before > 2
            """
        );

    [Fact]
    public Task Hours_stand_beside_the_same_hour_of_another_day() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visits"], "time": {"range": {"from": "2026-03-08", "to": "2026-03-10"}, "grain": "hour"}, "compare": {"to": {"shift": 1, "unit": "day"}}, "totals": true}""",
            """
            with v as (select date_trunc('hour', seen_at at time zone 'America/New_York') h from shop.visit v join shop.account a on a.id = v.account_id where not is_internal),
              n as (select h, (select count(*) from v where v.h = x.h) now, (select count(*) from v where v.h = x.h - interval '1 day') before
                from generate_series(timestamp '2026-03-08', '2026-03-09 23:00', '1 hour') x(h))
            select h, now, before, now - before, (now - before)::numeric / nullif(before, 0), 0 from n
            union all select null, sum(now), sum(before), sum(now) - sum(before), (sum(now) - sum(before)) / sum(before), 1 from n
            """
        );

    [Fact]
    public Task Each_hour_stands_beside_the_one_before_in_every_group() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account.tier"], "time": {"range": {"from": "2026-06-01", "to": "2026-06-04"}, "grain": "hour"}, "compare": {"to": "previous_period"}, "gaps": "skip"}""",
            """
            with t as (select date_trunc('hour', opened_at at time zone 'America/New_York') h, tier from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal),
              keys as (select h, tier from t union select h + interval '1 hour', tier from t),
              n as (select h, tier, (select count(*) from t where t.h = k.h and t.tier = k.tier) now, (select count(*) from t where t.h = k.h - interval '1 hour' and t.tier = k.tier) before
                from keys k where h >= '2026-06-01' and h < '2026-06-04')
            select h, tier, now, before, now - before, (now - before)::numeric / nullif(before, 0) from n
            """
        );

    [Fact]
    public Task An_input_that_is_a_ratio_can_have_a_filter_of_its_own() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["long_urgent_share"], "group_by": ["account.tier"]}""",
            """
            select tier, 100.0 * count(*) filter (where priority = 'Urgent') / count(*) from shop.ticket t join shop.account a on a.id = t.account_id
            where not is_internal and minutes > 200 group by tier
            """
        );

    [Fact]
    public Task A_filter_on_a_conversion_chooses_its_base_events() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["late_invoiced"]}""",
            """
            select avg(exists (select 1 from shop.invoice i where i.account_id = a.id and i.issued >= (a.created_at at time zone 'America/New_York')::date
              and i.issued < (a.created_at at time zone 'America/New_York')::date + 60)::int) from shop.account a where not is_internal and id > 25
            """
        );
}
