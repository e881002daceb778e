namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 5: distinct counts and percentiles are never added up.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenDistinctThingsAreCounted(TrapWarehouse trap)
{
    [Fact]
    public Task The_total_is_counted_from_rows() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visitors"], "group_by": ["account.tier"], "totals": true, "segments": {"account.real": false}}""",
            """
            select a.tier, count(distinct visitor), 0 from shop.visit v join shop.account a on a.id = v.account_id group by a.tier
            union all select null, count(distinct visitor), 1 from shop.visit
            """
        );

    [Fact]
    public Task A_quarter_is_not_the_sum_of_its_months() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visitors"], "time": {"range": "last_2_quarters", "grain": "quarter"}, "segments": {"account.real": false}}""",
            """
            select q::date, (select count(distinct visitor) from shop.visit where (seen_at at time zone 'America/New_York') >= q and (seen_at at time zone 'America/New_York') < q + interval '3 months')
            from generate_series(timestamp '2026-02-01', '2026-05-01', '3 months') q
            """
        );

    [Fact]
    public Task Medians_and_percentiles_come_from_rows() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["median_minutes", "p90_minutes", "average_minutes", "most_minutes"], "group_by": ["ticket.priority"], "totals": true, "segments": {"account.real": false}}""",
            """
            select priority, percentile_cont(0.5) within group (order by minutes), percentile_cont(0.9) within group (order by minutes), avg(minutes), max(minutes), 0 from shop.ticket group by 1
            union all select null, percentile_cont(0.5) within group (order by minutes), percentile_cont(0.9) within group (order by minutes), avg(minutes), max(minutes), 1 from shop.ticket
            """
        );

    [Fact]
    public Task A_moving_window_counts_each_visitor_once() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visitors_28d", "visits_28d"], "time": {"range": "last_3_months", "grain": "month"}, "segments": {"account.real": false}}""",
            """
            select m::date, count(distinct visitor), count(*)
            from generate_series(timestamp '2026-07-01', '2026-09-01', '1 month') m
            join shop.visit v on (seen_at at time zone 'America/New_York')::date >= (m + interval '1 month')::date - 28 and (seen_at at time zone 'America/New_York')::date < (m + interval '1 month')::date
            group by 1
            """
        );

    [Fact]
    public Task A_last_value_is_that_of_the_latest_row() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["last_minutes"], "group_by": ["ticket.priority"], "segments": {"account.real": false}}""",
            "select distinct on (priority) priority, minutes from shop.ticket order by priority, opened_at desc"
        );
}
