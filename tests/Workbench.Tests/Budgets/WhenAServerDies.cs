using Quartz;
using Shouldly;
using Workbench.Server.Budgets;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Budgets;

/// <summary>Nothing that was spent is forgotten, and nothing is counted twice, whatever had been told and billed when it died.</summary>
public sealed class WhenAServerDies(EmbeddedPostgresFixture postgres)
{
    /// <summary>So that a process tells nothing by itself after its leases.</summary>
    private static readonly Dictionary<string, string?> Silent = new() { ["Budgets:Flush"] = "00:01:00" };

    [Fact]
    public async Task Each_call_is_found_once()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        // It tells the store what it spent when it leases, and else not for a minute.
        await using var dead = await BudgetsHost.StartAsync(store, Silent);
        await dead.SetAsync(100m);
        var billed = await dead.HoldAsync(5m);
        var unbilled = await dead.HoldAsync(5m);
        await dead.HoldAsync(5m);
        var finishing = await dead.HoldAsync(5m);
        await billed.SettleAsync(1m);
        await dead.BillAsync(billed, 1m);
        await unbilled.SettleAsync(0.1m);
        await (await dead.HoldAsync(40m)).DisposeAsync();
        (await dead.SpentAsync()).ShouldBe(1.1m);

        // After that one that runs comes to its end and is billed, and another one begins and is billed.
        await finishing.SettleAsync(0.02m);
        await dead.BillAsync(finishing, 0.02m);
        var late = await dead.HoldAsync(0.5m);
        await late.SettleAsync(0.003m);
        await dead.BillAsync(late, 0.003m);
        (await dead.SpentAsync()).ShouldBe(1.1m, "the store knows nothing of it");
        await dead.Host.ScalarAsync("update budget_nodes set alive_until = now() - interval '1 second'");

        await using var next = await BudgetsHost.StartAsync(store);
        await next.HoldAsync(0.01m);

        // 1 + 0.1 + 0.02 + 0.003 as they were, and the one of which nobody knows with the most that it could be.
        ((decimal)(await next.Host.ScalarAsync("select gone_usd from budget_periods"))!).ShouldBe(6.123m);
        (await next.Book.ListAsync(TestContext.Current.CancellationToken))[0].LostUsd.ShouldBe(5m);
        (await next.Host.ScalarAsync("select count(*) from budget_leases")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_call_of_it_counts_with_the_most_that_it_could_cost_until_its_row_appears_and_then_with_what_that_says()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var dead = await BudgetsHost.StartAsync(store, Silent);
        await dead.SetAsync(10m);
        var running = await dead.HoldAsync(6m);
        // It leases again, and so tells of the call that runs; one more begins that the store never hears of.
        await dead.HoldAsync(1m, BudgetsHost.Call());
        await (await dead.HoldAsync(2m)).DisposeAsync();
        var untold = await dead.HoldAsync(0.5m);
        await dead.Host.ScalarAsync("update budget_nodes set alive_until = now() - interval '1 second'");
        await using var next = await BudgetsHost.StartAsync(store, new() { ["Budgets:Patience"] = "00:00:00.1" });
        (await next.ReserveAsync(3.5m)).ShouldBeOfType<BudgetSpent>("$6 and $1 may be spent");
        await SeesAsync(next, spent: 0, lost: 7m);

        await dead.BillAsync(running, 0.25m);
        await dead.BillAsync(untold, 0.125m);

        await SeesAsync(next, spent: 0.375m, lost: 1m);
        IBudgetHold? rest = null;
        await BudgetsHost.UntilAsync("all that is left can be held", async () => (rest = (await next.ReserveAsync(8.625m) as BudgetHeld)?.Hold) is not null);
        (await next.ReserveAsync(0.000001m)).ShouldBeOfType<BudgetSpent>("$0.375 are billed, $1 may be spent");
        await rest!.SettleAsync(8.625m);
        await next.BillAsync(rest, 8.625m);
        await SeesAsync(next, spent: 9m, lost: 1m);
    }

    [Fact]
    public async Task A_call_of_it_that_no_row_ever_tells_of_gets_an_estimated_one_whose_place_the_true_one_takes_if_it_comes_after_all()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var dead = await BudgetsHost.StartAsync(store, Silent);
        await dead.SetAsync(10m);
        var lost = await dead.HoldAsync(6m, BudgetsHost.Call(model: "dear") with { Provider = "acme" });
        await (await dead.HoldAsync(2m)).DisposeAsync();
        await dead.Host.ScalarAsync("update budget_nodes set alive_until = now() - interval '1 second'");
        await using var next = await BudgetsHost.StartAsync(store, new() { ["Budgets:LostAfter"] = "00:00:01" });
        await (await next.HoldAsync(0.01m)).DisposeAsync();
        var ledger = next.Host.Get<BudgetStore>();

        await BudgetsHost.UntilAsync(
            "it is billed",
            async () =>
            {
                await ledger.ReconcileAsync(TimeSpan.FromSeconds(1), Cancellation);
                return (long)(await next.Host.ScalarAsync("select count(*) from usage"))! == 1;
            }
        );
        (await next.Host.ScalarAsync("select concat_ws(' ', agent, user_name, provider, model, is_estimated, fault, cost_usd) from usage")).ShouldBe(
            "d0 somebody acme dear t lost 6"
        );
        await SeesAsync(next, spent: 6m, lost: 0);
        await ledger.ReconcileAsync(TimeSpan.FromSeconds(1), Cancellation);
        await SeesAsync(next, spent: 6m, lost: 0);
        (await next.SpentAsync()).ShouldBe(6m, "the ledger is what the rows add up to");

        await dead.BillAsync(lost, 0.000001m);
        await ledger.ReconcileAsync(TimeSpan.FromSeconds(1), Cancellation);
        await SeesAsync(next, spent: 0.000001m, lost: 0);
        (await next.SpentAsync()).ShouldBe(0.000001m);
    }

    [Fact]
    public async Task What_it_left_is_kept_until_nobody_counts_it_and_not_for_ever()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var budget = await host.SetAsync(10m);
        // One of four months ago, one of this month; a call that is billed, and one that is not yet.
        await host.Host.ScalarAsync(
            $"""
            insert into budget_periods (budget_id, starts_on, from_at, until_at)
            values ({budget.Id}, '2020-01-01', now() - interval '150 days', now() - interval '120 days'), ({budget.Id}, '2020-05-01', now() - interval '1 day', now() + interval '29 days');
            insert into budget_lost_leases (node, budget_id, starts_on, amount_usd, spent_usd, flushed)
            values (1, {budget.Id}, '2020-01-01', 1, 1, 0), (2, {budget.Id}, '2020-05-01', 1, 1, 0);
            insert into budget_lost_holds (node, number, at, worst_usd, budget_ids, lost_at, is_billed, provider, model, agent, user_name)
            select node, number, at, 1, array[]::integer[], at, is_billed, 'p', 'm', 'd0', 'u'
            from (values (1, 1, now() - interval '130 days', true), (1, 2, now() - interval '130 days', false), (2, 3, now(), true)) as t(node, number, at, is_billed);
            """
        );

        var scheduler = await host.Host.Get<ISchedulerFactory>().GetScheduler(Cancellation);
        ICronTrigger? nightly = null;
        await BudgetsHost.UntilAsync(
            "it is scheduled",
            async () => (nightly = await scheduler.GetTrigger(new TriggerKey("nightly", "budgets"), Cancellation) as ICronTrigger) is not null
        );
        (nightly!.CronExpressionString, nightly.TimeZone.Id).ShouldBe(("0 40 3 * * ?", "America/New_York"));
        await scheduler.TriggerJob(nightly.JobKey, Cancellation);
        await BudgetsHost.UntilAsync("it is done", async () => (long)(await host.Host.ScalarAsync("select count(*) from budget_lost_leases"))! == 1);

        (await host.Host.ScalarAsync("select string_agg(starts_on::text, ' ') from budget_lost_leases")).ShouldBe("2020-05-01");
        (await host.Host.ScalarAsync("select string_agg(number::text, ' ' order by number) from budget_lost_holds")).ShouldBe("2 3");
    }

    [Fact]
    public async Task One_that_was_only_silent_begins_anew_and_nothing_is_overspent()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var silent = await BudgetsHost.StartAsync(store, new() { ["Budgets:Patience"] = "00:00:00.3" });
        await silent.SetAsync(10m);
        var hold = await silent.HoldAsync(4m);
        await BudgetsHost.UntilAsync("told", async () => (long)(await silent.Host.ScalarAsync("select count(*) from budget_holds"))! == 1);
        await silent.Host.ScalarAsync("update budget_nodes set alive_until = now() - interval '1 second'");
        await using var other = await BudgetsHost.StartAsync(store, new() { ["Budgets:Patience"] = "00:00:00.3" });
        await (await other.HoldAsync(1m)).DisposeAsync();

        (await other.ReserveAsync(7m)).ShouldBeOfType<BudgetSpent>("the four dollars of the silent one count as spent");
        await hold.SettleAsync(1m);
        await silent.BillAsync(hold, 1m);

        await BudgetsHost.UntilAsync(
            "only the one dollar that they became counts",
            async () => await other.ReserveAsync(9m) is BudgetHeld { Hold: var rest } && await GiveBackAsync(rest)
        );
        (await other.ReserveAsync(9.000001m)).ShouldBeOfType<BudgetSpent>();
        await BudgetsHost.UntilAsync(
            "it may hold again",
            async () => await silent.ReserveAsync(1m) is BudgetHeld { Hold: var again } && await GiveBackAsync(again)
        );
    }

    [Fact]
    public async Task What_was_spent_before_there_was_a_budget_counts()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:00:00.2" });
        var early = await host.HoldAsync(3m);
        early.Mark.ShouldBeNull("no budget covers it");
        await host.BillAsync(early, 3m);
        await host.SetAsync(4m);

        (await host.ReserveAsync(1.5m)).ShouldBeOfType<BudgetSpent>().SpentUsd.ShouldBe(3m);
        await host.HoldAsync(1m);
    }

    [Fact]
    public async Task A_server_that_stops_in_order_leaves_nothing_behind()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var watching = await BudgetsHost.StartAsync(store);
        await using (var host = await BudgetsHost.StartAsync(store, Silent))
        {
            await host.SetAsync(10m);
            var hold = await host.HoldAsync(1m);
            await hold.SettleAsync(0.25m);
        }
        (await watching.Host.ScalarAsync("select spent_usd from budget_periods")).ShouldBe(0.25m);
        (await watching.Host.ScalarAsync("select count(*) from budget_leases")).ShouldBe(0L);
        (await watching.Host.ScalarAsync("select count(*) from budget_nodes")).ShouldBe(0L);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task SeesAsync(BudgetsHost host, decimal spent, decimal lost)
    {
        var budget = (await host.Book.ListAsync(Cancellation)).ShouldHaveSingleItem();
        (budget.SpentUsd, budget.LostUsd, budget.HeldUsd).ShouldBe((spent, lost, 0m));
    }

    private static async Task<bool> GiveBackAsync(IBudgetHold hold)
    {
        await hold.DisposeAsync();
        return true;
    }
}
