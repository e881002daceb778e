using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 4: the snapshot of a period is chosen from all rows of the entity; a group without a row on it is 0, a period without one is NULL.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenBalancesAreTaken(TrapWarehouse trap)
{
    [Fact]
    public Task Without_a_time_it_is_the_last_snapshot() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held"], "segments": {"account.real": false}}""",
            "select sum(cents) / 100.0 from shop.balance where month = '2026-10-01' and status <> 'draft'"
        );

    [Fact]
    public Task A_quarter_is_its_last_month_and_not_the_sum() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held"], "time": {"range": "last_4_quarters", "grain": "quarter"}, "segments": {"account.real": false}}""",
            """
            select q::date, (select sum(cents) / 100.0 from shop.balance where month = q + interval '2 months' and status <> 'draft')
            from generate_series(timestamp '2025-08-01', '2026-05-01', '3 months') q
            """
        );

    [Fact]
    public async Task A_filter_does_not_move_the_snapshot()
    {
        // Account 10 has no row after February 2026, account 11 none in June: the date stays that of all accounts.
        (
            await trap.RunAsync("""{"metrics": ["held"], "time": {"range": "last_quarter"}, "where": [{"field": "account", "op": "=", "values": [10]}]}""")
        ).ShouldBe(["0"]);
        (
            await trap.RunAsync(
                """{"metrics": ["held"], "time": {"range": {"from": "2026-05-01", "to": "2026-07-01"}}, "where": [{"field": "account", "op": "=", "values": [11]}]}"""
            )
        ).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_period_without_a_snapshot_is_null_and_a_group_without_a_row_is_zero()
    {
        var rows = await trap.RunAsync(
            """{"metrics": ["held"], "time": {"range": {"from": "2025-07-01", "to": "2025-10-01"}, "grain": "month"}, "where": [{"field": "account", "op": "=", "values": [12]}]}"""
        );
        rows[1].ShouldBe("2025-08-01 | -");
        rows[0].ShouldNotEndWith(" | 0");
        (
            await trap.RunAsync(
                """{"metrics": ["held"], "time": {"range": {"from": "2026-02-01", "to": "2026-05-01"}, "grain": "month"}, "group_by": ["account"], "where": [{"field": "account", "op": "=", "values": [10]}]}"""
            )
        )[1..]
            .ShouldBe(["2026-03-01 | 10 | 0", "2026-04-01 | 10 | 0"]);
    }

    [Fact]
    public Task Groups_of_a_series_are_filled_by_the_same_rule() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held", "tickets"], "time": {"range": {"from": "2025-07-01", "to": "2025-10-01"}, "grain": "month"}, "group_by": ["account.tier"], "segments": {"account.real": false}}""",
            """
            select m::date, g.tier,
              case when exists (select 1 from shop.balance where month = m and status <> 'draft')
                then coalesce((select sum(cents) / 100.0 from shop.balance b join shop.account a on a.id = b.account_id where month = m and b.status <> 'draft' and a.tier = g.tier), 0) end,
              (select count(*) from shop.ticket t left join shop.account a on a.id = t.account_id where a.tier is not distinct from g.tier and date_trunc('month', opened_at at time zone 'America/New_York') = m)
            from generate_series(timestamp '2025-07-01', '2025-09-01', '1 month') m, (select distinct tier from shop.account union select null) g
            """
        );

    [Fact]
    public Task First_average_and_greatest_look_at_all_snapshots_of_the_period() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held_first", "held_average", "held_most"], "time": {"range": {"from": "2026-02-01", "to": "2026-05-01"}}, "group_by": ["account"], "where": [{"field": "account", "op": "in", "values": [9, 10, 12]}]}""",
            """
            with x as (select a, m, coalesce((select cents / 100.0 from shop.balance where account_id = a and month = m and status <> 'draft'), 0) v
                       from unnest(array[9, 10, 12]) a, generate_series(date '2026-02-01', '2026-04-01', '1 month') m)
            select a, max(v) filter (where m = '2026-02-01'), avg(v), max(v) from x group by a
            """
        );

    [Fact]
    public Task A_balance_per_key_takes_the_last_row_of_each() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held_each"], "time": {"range": {"from": "2026-01-01", "to": "2026-07-01"}}, "segments": {"account.real": false}}""",
            """
            select sum(cents) / 100.0 from shop.balance b where status <> 'draft' and month =
              (select max(month) from shop.balance x where x.account_id = b.account_id and x.status <> 'draft' and month >= '2026-01-01' and month < '2026-07-01')
            """
        );

    [Fact]
    public Task A_ratio_of_balances_uses_one_date() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held_per_holder"], "time": {"range": "last_quarter"}, "group_by": ["account.tier"]}""",
            """
            select tier, sum(cents) / 100.0 / count(*) filter (where cents > 1000)
            from shop.balance b join shop.account a on a.id = b.account_id where month = '2026-07-01' and status <> 'draft' and not is_internal group by tier
            """
        );

    [Fact]
    public Task The_opening_balance_is_the_last_before_the_period() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held_growth"], "time": {"range": "last_2_quarters", "grain": "quarter"}, "segments": {"account.real": false}}""",
            """
            with s as (select month, sum(cents) / 100.0 v from shop.balance where status <> 'draft' group by month)
            select q::date, (select v from s where month = q + interval '2 months') - (select v from s where month = q - interval '1 month')
            from generate_series(timestamp '2026-02-01', '2026-05-01', '3 months') q
            """
        );
}
