using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Metrics that only one query knows, the ranks of its rows, and the steps from one period to the next.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenAQueryDefinesItsOwn(TrapWarehouse trap)
{
    [Fact]
    public Task Its_metric_counts_the_rows_that_its_condition_keeps() =>
        trap.ShouldGiveAsync(
            """
            {"metrics": ["long_share"], "segments": {"account.real": false},
             "define": [{"name": "long_ones", "entity": "ticket", "agg": "count", "where": "minutes > 200"}, {"name": "long_share", "expr": "long_ones / tickets * 100"}]}
            """,
            "select count(*) filter (where minutes > 200) * 100.0 / count(*) from shop.ticket"
        );

    [Fact]
    public Task Equal_rows_share_a_rank() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["ticket.priority"], "ranks": ["tickets"], "segments": {"account.real": false}, "order_by": [{"field": "ticket.priority"}]}""",
            "select priority, count(*), rank() over (order by count(*) desc) from shop.ticket group by 1 order by 1"
        );

    [Fact]
    public void A_column_that_does_not_exist_is_found_before_any_query()
    {
        var rejected = trap.Compile("""{"metrics": ["odd"], "define": [{"name": "odd", "entity": "ticket", "agg": "sum", "expr": "minuets"}]}""")
            .ShouldBeOfType<Rejected>();
        rejected.Problems.ShouldContain(p => p.Path == "define[0]" && p.Message.Contains("minutes"));
    }

    [Fact]
    public Task A_running_total_adds_up_every_period_so_far_and_growth_is_a_part_of_the_one_before() =>
        trap.ShouldGiveAsync(
            """
            {"metrics": ["tickets"], "time": {"grain": "month", "range": {"from": "2026-01-01", "to": "2026-09-01"}}, "running": ["tickets"], "growth": ["tickets"], "in_hundredths": true,
             "segments": {"account.real": false}}
            """,
            """
            with t as (select date_trunc('month', opened_at at time zone 'America/New_York')::date m from shop.ticket),
              n as (select m::date m, (select count(*) from t where t.m = s.m) c from generate_series(date '2026-01-01', '2026-08-01', '1 month') s(m))
            select m, c, (c - lag(c) over (order by m)) * 100.0 / nullif(lag(c) over (order by m), 0), sum(c) over (order by m) from n
            """
        );

    [Fact]
    public Task The_first_of_each_group_are_counted_inside_of_it() =>
        trap.ShouldGiveAsync(
            """
            {"metrics": ["tickets"], "group_by": ["account.tier", "account.region"], "within": ["account.tier"], "ranks": ["tickets"], "limit": 2,
             "order_by": [{"field": "tickets", "desc": true}], "segments": {"account.real": false}}
            """,
            """
            select tier, region, n, r from (select tier, region, count(*) n, rank() over (partition by tier order by count(*) desc) r
              from shop.ticket t left join shop.account a on a.id = t.account_id group by 1, 2) x where r <= 2
            """
        );

    [Fact]
    public Task The_last_of_each_group_keep_the_rank_that_they_have_among_all_of_it() =>
        trap.ShouldGiveAsync(
            """
            {"metrics": ["tickets"], "group_by": ["account.tier", "account.region"], "within": ["account.tier"], "ranks": ["tickets"], "limit": 1,
             "order_by": [{"field": "tickets", "desc": false}], "segments": {"account.real": false}}
            """,
            """
            select tier, region, n, r from (select tier, region, count(*) n, rank() over (partition by tier order by count(*) desc) r,
                rank() over (partition by tier order by count(*)) last
              from shop.ticket t left join shop.account a on a.id = t.account_id group by 1, 2) x where last = 1
            """
        );

    [Fact]
    public Task The_latest_row_of_each_thing_is_listed() =>
        trap.ShouldGiveAsync(
            """
            {"group_by": ["ticket.account", "ticket.priority", "ticket.minutes"], "within": ["ticket.account"], "limit": 1, "order_by": [{"field": "ticket.minutes", "desc": true}],
             "segments": {"account.real": false}}
            """,
            """
            select distinct account_id, priority, minutes from
              (select account_id, priority, minutes, rank() over (partition by account_id order by minutes desc nulls last) r from shop.ticket) x where r = 1
            """
        );

    [Theory]
    [InlineData("""{"metrics": ["tickets"], "group_by": ["account.tier"], "within": ["account.tier"]}""", "within")]
    [InlineData(
        """{"metrics": ["tickets"], "group_by": ["account.tier"], "within": ["account.region"], "limit": 1, "order_by": [{"field": "tickets"}]}""",
        "within"
    )]
    [InlineData("""{"metrics": ["tickets"], "group_by": ["account.tier"], "running": ["tickets"]}""", "running")]
    [InlineData("""{"metrics": ["visitors"], "time": {"range": "last_month", "grain": "week"}, "running": ["visitors"]}""", "running")]
    public void What_has_no_sense_inside_of_groups_or_over_time_is_refused(string query, string path) =>
        trap.Compile(query).ShouldBeOfType<Rejected>().Problems.ShouldContain(p => p.Path == path);
}
