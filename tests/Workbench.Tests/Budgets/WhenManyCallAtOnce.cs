using Shouldly;
using Workbench.Server.Budgets;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Budgets;

public sealed class WhenManyCallAtOnce(EmbeddedPostgresFixture postgres)
{
    [Fact]
    public async Task Callers_that_hang_up_while_money_is_fetched_break_nothing_off_for_the_others()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.SetAsync(10m);
        using var gone = new CancellationTokenSource();
        // The first one fetches a lease; it hangs up at any moment of that.
        var calls = Enumerable
            .Range(0, 40)
            .Select(async i =>
            {
                try
                {
                    return await host.Budgets.ReserveAsync(BudgetsHost.Call(), 0.1m, i % 2 == 0 ? gone.Token : CancellationToken.None) as BudgetHeld;
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
            })
            .ToList();
        await gone.CancelAsync();
        var held = (await Task.WhenAll(calls)).OfType<BudgetHeld>().ToList();
        held.Count.ShouldBeGreaterThanOrEqualTo(20, "all who stayed");
        foreach (var one in held)
            await one.Hold.SettleAsync(0.1m);
        await (await host.HoldAsync(10m - (held.Count * 0.1m))).SettleAsync(0);
        (await host.ReserveAsync(10m - (held.Count * 0.1m) + 0.01m)).ShouldBeOfType<BudgetSpent>("nothing is left behind, and nothing was made up");
    }

    [Fact]
    public async Task A_budget_for_50_lets_50_of_200_parallel_calls_through()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:00:01" });
        await host.SetAsync(50m);

        var calls = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => CallAsync(host, 1m, 1m))));

        calls.Count(c => c is not null).ShouldBe(50);
        await LedgerIsAsync(host, 50m);
    }

    [Fact]
    public async Task What_a_call_did_not_use_is_there_for_others_and_nothing_is_overspent()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.SetAsync(50m);
        var random = new Random(11);
        var costs = Enumerable.Range(0, 200).Select(_ => random.Next(1, 500_001) / 1_000_000m).ToArray();

        var calls = await Task.WhenAll(costs.Select(c => Task.Run(() => CallAsync(host, 0.5m, c))));

        var spent = calls.Sum(c => c ?? 0);
        spent.ShouldBeLessThanOrEqualTo(50m);
        (costs.Sum() - spent).ShouldBeLessThanOrEqualTo(Math.Max(0, costs.Sum() - 49.5m), "only what is too little for one more call is left");
        await LedgerIsAsync(host, spent);
    }

    [Fact]
    public async Task A_thousand_streams_on_five_dollars_of_which_a_third_hang_up_overspend_nothing()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.SetAsync(5m);
        var paid = 0m;
        var paying = new Lock();

        async Task StreamAsync(int i)
        {
            if (await host.ReserveAsync(0.02m) is not BudgetHeld { Hold: var hold })
                return;
            await using (hold)
            {
                // Tokens come one by one; every third caller hangs up after some, and those are paid for.
                var tokens = (i * 37 % 100) + 1;
                var until = i % 3 == 0 ? tokens / 2 : tokens;
                for (var t = 0; t < until; t += 20)
                    await Task.Delay(1 + (i % 5), TestContext.Current.CancellationToken);
                var cost = 0.0002m * until;
                lock (paying)
                {
                    paid += cost;
                    paid.ShouldBeLessThanOrEqualTo(5m);
                }
                await hold.SettleAsync(cost);
                await host.BillAsync(hold, cost);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => StreamAsync(i))));

        paid.ShouldBeGreaterThan(4.9m, "it is used up to what is too little for one more call");
        await LedgerIsAsync(host, paid);
    }

    [Fact]
    public async Task Two_processes_share_one_budget()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var one = await BudgetsHost.StartAsync(store);
        await one.SetAsync(10m);
        await using var other = await BudgetsHost.StartAsync(store);

        var calls = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => CallAsync(i % 2 == 0 ? one : other, 0.1m, 0.1m))));

        calls.Count(c => c is not null).ShouldBe(100, "what one of them had leased and did not need came back for the other");
        await LedgerIsAsync(one, 10m);
    }

    [Fact]
    public async Task A_call_counts_on_every_budget_that_covers_it_or_on_none()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:00:00.2" });
        await host.SetAsync(100m);
        await host.SetAsync(1m, Workbench.Shared.Costs.BudgetScope.Model, "dear");
        var dear = BudgetsHost.Call(model: "dear");

        var first = await host.HoldAsync(0.8m, dear);
        (await host.ReserveAsync(0.8m, dear)).ShouldBeOfType<BudgetSpent>().Budget.ShouldBe("model dear");
        var cheap = await host.HoldAsync(99.2m, BudgetsHost.Call(model: "cheap"));
        await cheap.DisposeAsync();
        await first.SettleAsync(0.1m);
        await host.HoldAsync(0.9m, dear);
    }

    /// <summary>
    /// Each lease tells the store first what is spent, and hears that others want both budgets: what was leased of the first was given back while the
    /// second was leased, and so on for ever.
    /// </summary>
    [Fact]
    public async Task A_call_on_two_budgets_that_others_want_as_well_gets_both_at_once()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.SetAsync(100m);
        await host.SetAsync(100m, Workbench.Shared.Costs.BudgetScope.Everything, null);
        await (await host.HoldAsync(0.01m)).SettleAsync(0.01m);
        await host.Host.ScalarAsync("update budget_periods set wanted_at = now() + interval '1 hour'");
        await BudgetsHost.UntilAsync(
            "it hears of it and gives back what it does not use",
            async () => (decimal)(await host.Host.ScalarAsync("select sum(amount_usd - spent_usd) from budget_leases"))! == 0
        );

        var hold = await host.HoldAsync(60m).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await hold.SettleAsync(59m);

        // What is left of one lease is not enough for the next: it leases again, also on the way.
        await (await host.HoldAsync(40m).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).SettleAsync(40m);
        await BudgetsHost.UntilAsync("the store is told", async () => await host.SpentAsync() == 2 * 99.01m);
    }

    [Fact]
    public async Task Too_little_for_a_dear_call_is_enough_for_a_cheaper_one_a_moment_later()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:00:00" });
        await host.SetAsync(1m);
        await host.HoldAsync(0.5m);
        (await host.ReserveAsync(0.6m)).ShouldBeOfType<BudgetSpent>();

        await host.HoldAsync(0.5m);
    }

    [Fact]
    public async Task A_call_does_not_ask_the_store_while_there_is_plenty()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.SetAsync(1000m);
        await host.SetAsync(1000m, Workbench.Shared.Costs.BudgetScope.Everything, null, Workbench.Shared.Costs.BudgetPeriod.Day);
        await (await host.HoldAsync(0.01m)).SettleAsync(0.000001m);
        await using var connection = await host.Host.Store.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var locked = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (
            var command = new Npgsql.NpgsqlCommand("lock table budgets, budget_periods, budget_leases, budget_nodes, budget_holds", connection, locked)
        )
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var took = new double[5_000];
        for (var i = 0; i < took.Length; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var decision = host.Budgets.ReserveAsync(BudgetsHost.Call(), 0.01m, TestContext.Current.CancellationToken);
            decision.IsCompletedSuccessfully.ShouldBeTrue("a store that answers nothing is not asked");
            await ((BudgetHeld)await decision).Hold.SettleAsync(0.000001m);
            took[i] = TimeProvider.System.GetElapsedTime(started).TotalMicroseconds;
        }
        Array.Sort(took);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"held and settled on two budgets: p50 {took[took.Length / 2]:0.0} µs, p99 {took[took.Length * 99 / 100]:0.0} µs"
        );
    }

    private static async Task<decimal?> CallAsync(BudgetsHost host, decimal worst, decimal cost)
    {
        if (await host.ReserveAsync(worst) is not BudgetHeld { Hold: var hold })
            return null;
        await using (hold)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            await hold.SettleAsync(cost);
            await host.BillAsync(hold, cost);
        }
        return cost;
    }

    /// <summary>What the budgets count, what the bill says and what was paid are one amount, to the last digit.</summary>
    private static async Task LedgerIsAsync(BudgetsHost host, decimal paid)
    {
        ((decimal)(await host.Host.ScalarAsync("select sum(cost_usd) from usage"))!).ShouldBe(paid);
        await BudgetsHost.UntilAsync("the store is told", async () => await host.SpentAsync() == paid);
        (await host.Book.ListAsync(TestContext.Current.CancellationToken))[0].SpentUsd.ShouldBe(paid);
        (await host.Host.ScalarAsync("select count(*) from budget_holds")).ShouldBe(0L);
    }
}
