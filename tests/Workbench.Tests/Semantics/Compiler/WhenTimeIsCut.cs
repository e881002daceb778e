using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 6: one calendar; days are those of the layer's zone; a shift joins on the names of periods.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenTimeIsCut(TrapWarehouse trap)
{
    private const string Opened = "(opened_at at time zone 'America/New_York')";

    [Fact]
    public Task Days_are_those_of_the_layers_zone() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": {"from": "2025-10-27", "to": "2025-11-10"}, "grain": "day"}, "segments": {"account.real": false} }""",
            $"""
            select d::date, (select count(*) from shop.ticket where {Opened}::date = d::date) from generate_series(timestamp '2025-10-27', '2025-11-09', '1 day') d
            """
        );

    [Theory]
    [InlineData("week", "date_trunc('week', t)")]
    [InlineData("iso_week", "date_trunc('week', t)")]
    [InlineData("month", "date_trunc('month', t)")]
    [InlineData("quarter", "date_trunc('quarter', t - interval '1 month') + interval '1 month'")]
    [InlineData("fiscal_quarter", "date_trunc('quarter', t - interval '1 month') + interval '1 month'")]
    [InlineData("civil_quarter", "date_trunc('quarter', t)")]
    [InlineData("year", "make_date(extract(year from t)::int - (extract(month from t) < 2)::int, 2, 1)")]
    [InlineData("civil_year", "date_trunc('year', t)")]
    [InlineData("hour", "date_trunc('hour', t)")]
    public Task Rows_fall_into_their_period(string grain, string naive) =>
        trap.ShouldGiveAsync(
            $$"""{"metrics": ["tickets"], "time": {"grain": "{{grain}}"}, "gaps": "skip", "segments": {"account.real": false} }""",
            $"select {naive}, count(*) from (select {Opened} as t from shop.ticket) x group by 1"
        );

    [Theory]
    [InlineData("hour_of_day", "hour")]
    [InlineData("day_of_week", "isodow")]
    [InlineData("day_of_month", "day")]
    [InlineData("month_of_year", "month")]
    [InlineData("quarter_of_year", "quarter")]
    public Task Parts_of_time_repeat(string part, string naive) =>
        trap.ShouldGiveAsync(
            $$"""{"metrics": ["tickets"], "group_by": ["time.{{part}}"], "segments": {"account.real": false} }""",
            $"select extract({naive} from {Opened})::int, count(*) from shop.ticket group by 1"
        );

    [Fact]
    public Task Another_time_of_the_entity_can_group() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["ticket.resolved.month"], "time": {"range": "last_quarter"}, "segments": {"account.real": false} }""",
            $"select date_trunc('month', resolved_on), count(*) from shop.ticket where {Opened} >= '2026-05-01' and {Opened} < '2026-08-01' group by 1"
        );

    [Fact]
    public Task Grains_stand_side_by_side() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["time.year", "time.quarter", "time.month"], "time": {"range": "last_12_months"}, "segments": {"account.real": false} }""",
            $"""
            select case when m < '2026-02-01' then date '2025-02-01' else date '2026-02-01' end, (date_trunc('quarter', m - interval '1 month') + interval '1 month')::date, m::date,
              (select count(*) from shop.ticket where date_trunc('month', {Opened}) = m)
            from generate_series(timestamp '2025-10-01', '2026-09-01', '1 month') m
            """
        );

    [Fact]
    public Task Weeks_and_months_do_not_nest_and_still_stand_side_by_side() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["time.week", "time.month"], "time": {"range": "last_month"}, "segments": {"account.real": false} }""",
            $"select date_trunc('week', {Opened})::date, date_trunc('month', {Opened})::date, count(*) from shop.ticket where date_trunc('month', {Opened}) = '2026-09-01' group by 1, 2"
        );

    [Fact]
    public Task The_month_before_stands_beside_each_month() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": "last_6_months", "grain": "month"}, "compare": {"to": "previous_period"}, "segments": {"account.real": false} }""",
            $"""
            with c as (select m, (select count(*) from shop.ticket where date_trunc('month', {Opened}) = m) n from generate_series(timestamp '2026-03-01', '2026-09-01', '1 month') m)
            select a.m::date, a.n, b.n, a.n - b.n, (a.n - b.n)::numeric / nullif(b.n, 0) from c a join c b on b.m = a.m - interval '1 month'
            """
        );

    [Fact]
    public Task Leap_days_have_no_day_a_year_before_and_the_31st_no_month_before() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": {"from": "2026-03-28", "to": "2026-04-01"}, "grain": "day"}, "compare": {"to": {"shift": 1, "unit": "month"}}, "segments": {"account.real": false} }""",
            $"""
            with c as (select d::date d, (select count(*) from shop.ticket where {Opened}::date = d::date) n from generate_series(timestamp '2026-02-01', '2026-03-31', '1 day') d)
            select a.d, a.n, b.n, a.n - b.n, (a.n - b.n)::numeric / nullif(b.n, 0)
            from c a left join c b on b.d = date '2026-02-28' and a.d = date '2026-03-28' where a.d >= '2026-03-28'
            """
        );

    [Fact]
    public Task A_week_is_compared_with_the_week_of_its_number() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": "last_5_weeks", "grain": "week"}, "compare": {"to": "same_period_last_year"}, "group_by": ["account.tier"], "gaps": "skip"}""",
            $"""
            with t as (select date_trunc('week', {Opened})::date w, to_char({Opened}, 'IYYY')::int y, to_char({Opened}, 'IW')::int n, tier
                       from shop.ticket join shop.account a on a.id = account_id where not is_internal)
            select max(w) filter (where y = 2026), tier, count(*) filter (where y = 2026), count(*) filter (where y = 2025),
              count(*) filter (where y = 2026) - count(*) filter (where y = 2025), (count(*) filter (where y = 2026) - count(*) filter (where y = 2025))::numeric / nullif(count(*) filter (where y = 2025), 0)
            from t where n between 37 and 41 and y in (2025, 2026) group by n, tier
            """
        );

    [Fact]
    public async Task Quarters_follow_the_layers_default_and_say_so()
    {
        var compiled = trap.MustCompile("""{"metrics": ["tickets"], "time": {"range": "last_quarter", "grain": "quarter"}}""");
        compiled.Period.ShouldBe(new ResolvedPeriod(new(2026, 5, 1), new(2026, 8, 1), "FY2027 Q2", IsPartial: false));
        compiled.Columns[0].Grain.ShouldBe("fiscal_quarter");
        compiled.Columns[0].Column.Name.ShouldBe("time.quarter");
        (await trap.RunAsync("""{"metrics": ["tickets"], "time": {"range": "last_civil_quarter", "grain": "civil_quarter"}}"""))[0]
            .ShouldStartWith("2026-07-01 | ");
    }

    [Fact]
    public Task A_cumulative_metric_runs_from_the_start_of_its_grain() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["revenue_ytd"], "time": {"range": "last_12_months", "grain": "month"}, "segments": {"account.real": false} }""",
            """
            select m::date, (select coalesce(sum(usd_cents), 0) / 100.0 from shop.invoice_line l join shop.invoice i on i.id = l.invoice_id where kind <> 'refund'
              and issued < m + interval '1 month' and issued >= case when m < '2026-02-01' then date '2025-02-01' else date '2026-02-01' end)
            from generate_series(timestamp '2025-10-01', '2026-09-01', '1 month') m
            """
        );

    [Fact]
    public Task An_all_time_metric_counts_everything_up_to_each_period() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["all_accounts"], "time": {"range": "last_4_quarters", "grain": "quarter"}, "group_by": ["account.tier"]}""",
            """
            select q::date, t, (select count(*) from shop.account where not is_internal and tier = t and (created_at at time zone 'America/New_York') < q + interval '3 months')
            from generate_series(timestamp '2025-08-01', '2026-05-01', '3 months') q, unnest(array['enterprise', 'pro', 'free']) t
            """
        );
}
