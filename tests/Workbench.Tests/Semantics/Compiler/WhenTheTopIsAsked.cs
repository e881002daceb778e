using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 11: top-N has a stable order and says when the cut falls into a tie; others, totals and shares are computed from rows.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenTheTopIsAsked(TrapWarehouse trap)
{
    private const string Visits =
        "select a.id, count(*) n, count(distinct visitor) d from shop.visit v join shop.account a on a.id = v.account_id where not is_internal group by a.id";

    [Fact]
    public async Task Equal_rows_come_in_the_order_of_their_keys()
    {
        // Every account has 26 visits: the keys alone decide.
        var rows = await trap.RunAsync("""{"metrics": ["visits"], "group_by": ["account"], "order_by": [{"field": "visits", "desc": true}], "limit": 5}""");
        rows.ShouldBe(["4 | 26", "5 | 26", "6 | 26", "7 | 26", "8 | 26"]);
    }

    [Fact]
    public async Task A_cut_inside_a_tie_is_found_and_one_beside_it_is_not()
    {
        (await TieAsync("""{"metrics": ["visits"], "group_by": ["account"], "limit": 5}""")).ShouldBe(["True"]);
        (await TieAsync("""{"metrics": ["visits"], "group_by": ["account"], "limit": 47}""")).ShouldBe(["False"]);
        (await TieAsync("""{"metrics": ["tickets"], "group_by": ["account.tier"], "limit": 1}""")).ShouldBe(["False"]);
        trap.MustCompile("""{"metrics": ["visits"], "group_by": ["account"], "order_by": [{"field": "account"}], "limit": 5}""").Checks.ShouldBeEmpty();

        async Task<string[]> TieAsync(string query)
        {
            var check = trap.MustCompile(query).Checks.ShouldHaveSingleItem();
            check.Warning.Code.ShouldBe("tie_at_cut");
            return await trap.RowsAsync(check.Sql);
        }
    }

    [Fact]
    public Task Others_are_counted_from_rows_and_not_guessed() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visitors", "visits"], "group_by": ["account"], "order_by": [{"field": "visitors", "desc": true}], "limit": 3, "others": true, "totals": true}""",
            $"""
            with v as ({Visits}), top as (select * from v order by d desc, id limit 3)
            select id, d, n, 0 from top
            union all select null, count(distinct visitor), count(*), 2 from shop.visit v join shop.account a on a.id = v.account_id where not is_internal and a.id not in (select id from top)
            union all select null, count(distinct visitor), count(*), 1 from shop.visit v join shop.account a on a.id = v.account_id where not is_internal
            """
        );

    [Fact]
    public async Task Others_and_the_total_stand_below_with_others_first()
    {
        var rows = await trap.RunAsync("""{"metrics": ["tickets"], "group_by": ["account.region"], "limit": 2, "others": true, "totals": true}""");
        rows.Select(r => r[^1]).ShouldBe(['0', '0', '2', '1']);
        trap.MustCompile("""{"metrics": ["tickets"], "group_by": ["account.region"], "totals": true}""").Columns[^1].Role.ShouldBe(ColumnRole.RowKind);
    }

    [Fact]
    public Task A_null_key_among_the_top_is_not_among_the_others() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["ticket.priority"], "order_by": [{"field": "ticket.priority", "desc": true}], "limit": 2, "others": true, "segments": {"account.real": false} }""",
            """
            select priority, count(*), 0 from shop.ticket where priority is not null group by priority
            union all select null, count(*), 2 from shop.ticket where priority is null
            """
        );

    [Fact]
    public Task Shares_are_of_the_whole_before_the_cut() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account.tier"], "shares": ["tickets"], "limit": 2, "order_by": [{"field": "tickets.share", "desc": true}]}""",
            """
            select tier, count(*), count(*)::numeric / (select count(*) from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal)
            from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal group by tier order by 2 desc limit 2
            """
        );

    [Fact]
    public Task A_share_of_a_group_is_of_that_group() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["visitors"], "group_by": ["account.region", "account.tier"], "shares": [{"metric": "visitors", "of": ["account.region"]}]}""",
            """
            with v as (select region, tier, visitor from shop.visit v join shop.account a on a.id = v.account_id where not is_internal)
            select region, tier, count(distinct visitor), count(distinct visitor)::numeric / (select count(distinct visitor) from v w where w.region is not distinct from v.region) from v group by 1, 2
            """
        );

    [Fact]
    public Task In_a_series_each_period_is_a_whole() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held"], "group_by": ["account.tier"], "time": {"range": "last_3_months", "grain": "month"}, "shares": ["held"]}""",
            """
            with b as (select month, tier, sum(cents) / 100.0 v from shop.balance b join shop.account a on a.id = b.account_id where status <> 'draft' and not is_internal and month between '2026-07-01' and '2026-09-01' group by 1, 2)
            select month, tier, v, v / (select sum(v) from b x where x.month = b.month) from b
            """
        );

    [Fact]
    public Task One_group_can_be_kept_with_its_share_of_all() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account.tier"], "shares": ["tickets"], "having": [{"metric": "account.tier", "op": "=", "values": ["ENTERPRISE"]}]}""",
            """
            select 'enterprise', count(*) filter (where tier = 'enterprise'), avg((tier = 'enterprise')::int) from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal
            """
        );

    [Fact]
    public Task The_total_of_a_series_of_balances_is_its_last_snapshot() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["held", "tickets"], "time": {"range": "last_quarter", "grain": "month"}, "totals": true, "segments": {"account.real": false} }""",
            """
            select m::date, (select sum(cents) / 100.0 from shop.balance where month = m and status <> 'draft'),
              (select count(*) from shop.ticket where date_trunc('month', opened_at at time zone 'America/New_York') = m), 0 from generate_series(timestamp '2026-05-01', '2026-07-01', '1 month') m
            union all select null, (select sum(cents) / 100.0 from shop.balance where month = '2026-07-01' and status <> 'draft'),
              (select count(*) from shop.ticket where (opened_at at time zone 'America/New_York')::date between '2026-05-01' and '2026-07-31'), 1
            """
        );

    [Fact]
    public Task The_order_can_be_that_of_the_change() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["account.tier"], "time": {"range": "last_month"}, "compare": {"to": "same_period_last_year"}, "order_by": [{"field": "tickets.change", "desc": true}], "limit": 1}""",
            """
            select tier, a, b, a - b, (a - b)::numeric / nullif(b, 0) from (select tier,
              count(*) filter (where to_char(opened_at at time zone 'America/New_York', 'YYYY-MM') = '2026-09') a, count(*) filter (where to_char(opened_at at time zone 'America/New_York', 'YYYY-MM') = '2025-09') b
              from shop.ticket t join shop.account a on a.id = t.account_id where not is_internal group by tier) x order by a - b desc limit 1
            """
        );

    [Fact]
    public Task Rows_of_an_entity_are_listed_without_a_metric() =>
        trap.ShouldGiveAsync(
            """{"group_by": ["account.name", "account.owner.team"], "where": [{"field": "account.tier", "op": "=", "values": ["pro"]}], "order_by": [{"field": "account.name"}], "limit": 4}""",
            "select distinct a.name, e.team from shop.account a left join shop.employee e on e.id = a.owner_id where tier = 'pro' and not is_internal order by 1, 2 nulls last limit 4"
        );

    [Fact]
    public Task A_conversion_looks_for_the_next_event_of_the_same_account() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["signup_to_invoice", "signups_invoiced"], "group_by": ["account.tier"]}""",
            """
            select tier, avg(c::int), sum(c::int) from (
              select tier, exists (select 1 from shop.invoice i where i.account_id = a.id and i.issued >= (a.created_at at time zone 'America/New_York')::date
                and i.issued < (a.created_at at time zone 'America/New_York')::date + 60) c
              from shop.account a where not is_internal) x group by tier
            """
        );
}
