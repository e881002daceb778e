using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Shouldly;
using Workbench.Server.Budgets;
using Workbench.Shared.Costs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;

namespace Workbench.Tests.Budgets;

public sealed class WhenABudgetIsSet(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_says_which_budget_how_much_when_it_begins_anew_and_who_can_raise_it()
    {
        await using var host = await StartAsync();
        var budget = await host.SetAsync(10m);
        var hold = await host.HoldAsync(9.5m);
        await hold.SettleAsync(9.5m);
        await host.BillAsync(hold, 9.5m);

        var refused = (await host.ReserveAsync(0.6m)).ShouldBeOfType<BudgetSpent>();

        (refused.Budget, refused.LimitUsd, refused.SpentUsd, refused.ResetsAt).ShouldBe(("agent d0", 10m, 9.5m, budget.ResetsAt));
        refused.Message.ShouldStartWith("The budget of agent d0 is $10.00 a month. $9.50 of it is spent, and this call may cost up to $0.60. It resets on 1 ");
        refused.Message.ShouldContain(" at 00:00 (America/New_York)");
        refused.Message.ShouldEndWith($"{budget.SetBy} set it; it can be raised under Costs, or with `./workbench budgets set`.");
        await BudgetsHost.UntilAsync("the page shows it", async () => (await host.Book.ListAsync(Cancellation))[0].Level == BudgetLevel.Spent);
    }

    [Fact]
    public async Task Whoever_is_refused_does_not_wait_until_the_store_knows_of_it()
    {
        await using var host = await StartAsync();
        await host.SetAsync(1m);
        await host.Host.ScalarAsync(
            """
            create function wait_for_the_test() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(42); return new; end $$;
            create trigger slow before insert on budget_alerts for each row execute function wait_for_the_test();
            """
        );
        await using var slow = await host.Host.Store.OpenConnectionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(42)", slow))
            await hold.ExecuteNonQueryAsync(Cancellation);

        (await host.ReserveAsync(3m).WaitAsync(TimeSpan.FromSeconds(15), Cancellation)).ShouldBeOfType<BudgetSpent>();
        (await host.Host.ScalarAsync("select count(*) from budget_alerts")).ShouldBe(0L, "it is still being told");

        await slow.CloseAsync();
        await BudgetsHost.UntilAsync("it is told", async () => (long)(await host.Host.ScalarAsync("select count(*) from budget_alerts"))! == 1);
    }

    [Theory]
    [InlineData(1, 1L)]
    [InlineData(5, 0L)]
    public async Task A_refusal_that_is_told_late_is_none_of_a_limit_that_was_raised_meanwhile(int limitNow, long alerts)
    {
        await using var host = await StartAsync();
        await host.SetAsync(limitNow);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var id = (int)(await host.Host.ScalarAsync("select id from budgets"))!;
        var refusedBy = new Budget(id, BudgetScope.Agent, "d0", BudgetPeriod.Month, 1m, "somebody", TimeProvider.System.GetUtcNow());
        var window = new BudgetWindow(today, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));

        await host.Host.Get<BudgetStore>().RaiseSpentAsync(refusedBy, window, 1m, Cancellation);

        (await host.Host.ScalarAsync("select count(*) from budget_alerts")).ShouldBe(alerts);
    }

    [Fact]
    public async Task A_call_that_waited_for_money_elsewhere_has_no_more_patience_here()
    {
        await using var host = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:01:00" });
        await host.SetAsync(1m);
        await using var running = await host.HoldAsync(1m);

        var waits = host.ReserveAsync(0.5m);
        var refused = host.ReserveAsync(0.5m, BudgetsHost.Call() with { Waited = TimeSpan.FromMinutes(1) });

        (await refused.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBeOfType<BudgetSpent>();
        waits.IsCompleted.ShouldBeFalse("one that waited for nothing yet waits for what the other may give back");
        await running.SettleAsync(0.25m);
        (await waits).ShouldBeOfType<BudgetHeld>();
    }

    [Fact]
    public async Task A_raised_limit_takes_calls_at_once_and_a_removed_one_takes_all()
    {
        await using var host = await StartAsync();
        var budget = await host.SetAsync(1m);
        await (await host.HoldAsync(1m)).SettleAsync(1m);
        (await host.ReserveAsync(1m)).ShouldBeOfType<BudgetSpent>();

        await host.SetAsync(2m);
        await (await host.HoldAsync(1m)).SettleAsync(1m);
        (await host.ReserveAsync(1m)).ShouldBeOfType<BudgetSpent>();
        (await host.Book.ListAsync(Cancellation)).ShouldHaveSingleItem().Id.ShouldBe(budget.Id, "it is the same budget with another limit");

        (await host.Book.RemoveAsync(budget.Id, Cancellation)).ShouldBeTrue();
        await host.HoldAsync(1000m);
        (await host.Book.RemoveAsync(budget.Id, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_model_without_a_price_is_refused_where_a_budget_covers_it_and_free_ones_never_are()
    {
        await using var host = await StartAsync();
        await host.SetAsync(1m);

        (await host.ReserveAsync(null, BudgetsHost.Call(model: "gpt-x")))
            .ShouldBeOfType<BudgetSpent>()
            .Message.ShouldBe(
                "The model gpt-x has no price in models.yml, so nobody could say what it spends of the budget of agent d0 ($1.00 a month). Add a row for it under `prices`, or choose a model that has one."
            );
        (await host.ReserveAsync(null, BudgetsHost.Call(agent: "other"))).ShouldBeOfType<BudgetHeld>("no budget covers it");
        await (await host.HoldAsync(1m)).SettleAsync(1m);
        (await host.ReserveAsync(0)).ShouldBeOfType<BudgetHeld>("what costs nothing is free, also when all is spent");
    }

    [Fact]
    public async Task One_call_that_may_cost_more_than_the_limit_is_told_so()
    {
        await using var host = await StartAsync();
        await host.SetAsync(1m);
        (await host.ReserveAsync(3m)).ShouldBeOfType<BudgetSpent>().Message.ShouldContain("One call may cost up to $3.00, which is more than that.");
    }

    [Theory]
    [InlineData(BudgetScope.Agent, " ", 1, "Name the agent.")]
    [InlineData(
        BudgetScope.Everything,
        "d0",
        1,
        "The budget of everything has no name: leave \"d0\" out, or say whether it is an agent's, a user's, a key's or a model's."
    )]
    [InlineData(BudgetScope.Everything, null, 0, "The limit is at least $0.01.")]
    [InlineData(BudgetScope.Everything, null, -5, "The limit is at least $0.01.")]
    [InlineData(BudgetScope.Everything, null, 2e9, "The limit is at most $1,000,000,000.")]
    [InlineData(BudgetScope.Everything, null, 1.005, "The limit is in whole cents.")]
    public async Task What_makes_no_sense_is_not_set(BudgetScope scope, string? subject, double limit, string problem)
    {
        await using var host = await StartAsync();
        (await host.Book.SetAsync(new BudgetDraft(scope, subject, BudgetPeriod.Day, (decimal)limit), Cancellation)).ShouldBe(new BudgetRejected(problem));
        (await host.Book.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(BudgetScope.Agent, "D0", "There is no agent \"D0\". Did you mean d0?")]
    [InlineData(BudgetScope.Agent, "nightwatch", "There is no agent \"nightwatch\". Did you mean night-watch?")]
    [InlineData(BudgetScope.Agent, "accounting", "There is no agent \"accounting\". Known: d0, night-watch.")]
    [InlineData(BudgetScope.Model, "daer", "There is no model \"daer\". Did you mean dear?")]
    [InlineData(BudgetScope.Key, "bills", "There is no key \"bills\". Known: reports.")]
    [InlineData(BudgetScope.Team, "finance", "Nobody has a team as long as nobody signs in: a budget for one would limit nothing.")]
    public async Task A_name_that_nobody_has_is_refused_with_those_that_are_near(BudgetScope scope, string name, string problem)
    {
        await using var host = await StartAsync();
        (await host.Book.SetAsync(new BudgetDraft(scope, name, BudgetPeriod.Month, 5m), Cancellation)).ShouldBe(new BudgetRejected(problem));
        (await host.Host.ScalarAsync("select count(*) from budgets")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_person_who_never_asked_may_have_a_budget_and_it_says_that_nobody_knows_the_name()
    {
        await using var host = await StartAsync();
        await host.Host.RunAsync("How many?");
        var asked = (string)(await host.Host.ScalarAsync("select user_name from runs"))!;

        (await SetAsync(asked)).Note.ShouldBeNull();
        var later = await SetAsync(asked + "x");

        later.Note.ShouldBe(
            $"Nobody by the name \"{asked}x\" has asked anything in the last 90 days: the budget counts from the next question on. Did you mean {asked}?"
        );
        (await host.ReserveAsync(6m, BudgetsHost.Call() with { User = asked + "x" })).ShouldBeOfType<BudgetSpent>("it limits him from the first call on");

        async Task<BudgetSet> SetAsync(string user) =>
            (await host.Book.SetAsync(new BudgetDraft(BudgetScope.User, user, BudgetPeriod.Month, 5m), Cancellation)).ShouldBeOfType<BudgetSet>();
    }

    [Fact]
    public async Task A_budget_whose_model_has_gone_can_still_be_changed()
    {
        await using var host = await StartAsync();
        var budget = await host.SetAsync(5m, BudgetScope.Model, "dear");
        await host.Host.ScalarAsync("update budgets set subject = 'gone'");

        (await host.SetAsync(7m, BudgetScope.Model, "gone")).ShouldSatisfyAllConditions(b => b.Id.ShouldBe(budget.Id), b => b.LimitUsd.ShouldBe(7m));
    }

    [Fact]
    public async Task Alerts_go_out_once_for_80_percent_and_once_when_it_is_spent_and_again_until_somebody_takes_them()
    {
        var taken = 0;
        await using var hook = await FakeEndpoint.StartAsync(http =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref taken) == 1 ? StatusCodes.Status500InternalServerError : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        var store = await postgres.CreateStoreDatabaseAsync();
        Dictionary<string, string?> settings = new() { ["Budgets:Webhook"] = hook.Address.ToString(), ["Budgets:Patience"] = "00:00:00.2" };
        await using var host = await BudgetsHost.StartAsync(store, settings);
        await using var other = await BudgetsHost.StartAsync(store, settings);
        await host.SetAsync(10m, BudgetScope.Key, "reports");
        var call = BudgetsHost.Call(key: "reports");

        await (await host.HoldAsync(7.9m, call)).SettleAsync(7.9m);
        await (await other.HoldAsync(0.2m, call)).SettleAsync(0.2m);
        await BudgetsHost.UntilAsync("the warning is sent", async () => await SentAsync(host) == 1);
        await (await host.HoldAsync(0.1m, call)).SettleAsync(0.1m);
        (await host.ReserveAsync(5m, call)).ShouldBeOfType<BudgetSpent>();
        (await other.ReserveAsync(5m, call)).ShouldBeOfType<BudgetSpent>();
        await BudgetsHost.UntilAsync("the end is sent", async () => await SentAsync(host) == 2);

        hook.Requests.Count.ShouldBe(3, "the first try was refused");
        hook.Requests[0].Body.ShouldBe(hook.Requests[1].Body);
        var first = JsonDocument.Parse(hook.Requests[1].Body).RootElement;
        (first.GetProperty("type").GetString(), first.GetProperty("budget").GetString(), first.GetProperty("percent").GetInt32()).ShouldBe(
            ("budget.warning", "key reports", 80)
        );
        first.EnumerateObject().Select(p => p.Name).ShouldBe(["type", "budget", "period", "percent", "limit_usd", "spent_usd", "resets_at", "at", "starts_on"]);
        var second = JsonDocument.Parse(hook.Requests[2].Body).RootElement;
        (second.GetProperty("type").GetString(), second.GetProperty("percent").GetInt32()).ShouldBe(("budget.refused", 82), "there are $1.80 left");
        hook.Requests.ShouldAllBe(r => r.Headers["Content-Length"] == r.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_alert_that_a_process_raised_before_it_died_is_sent_by_one_that_lives()
    {
        await using var hook = await FakeEndpoint.StartAsync(_ => Task.CompletedTask);
        await using var host = await BudgetsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            new() { ["Budgets:Webhook"] = hook.Address.ToString(), ["Budgets:AlertsEvery"] = "00:00:00.1" }
        );
        var budget = await host.SetAsync(10m);
        await (await host.HoldAsync(1m)).SettleAsync(1m);
        // Nobody in this process raised it, so nobody rouses its sender.
        await host.Host.ScalarAsync(
            $"""
            insert into budget_alerts (budget_id, starts_on, threshold, limit_usd, spent_usd, raised_at, next_try_at)
            select {budget.Id}, starts_on, 80, 10, 8, now(), now() from budget_periods
            """
        );
        await BudgetsHost.UntilAsync("it is sent", async () => await SentAsync(host) == 1);
        hook.Requests.ShouldHaveSingleItem().Body.ShouldContain("\"budget.warning\"");
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, "2026-11-01T03:59:59Z", "2026-10-31T04:00Z", "2026-11-01T04:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-11-01T12:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")] // 25 hours
    [InlineData(BudgetPeriod.Day, "2026-03-08T12:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z")] // 23 hours
    [InlineData(BudgetPeriod.Month, "2026-11-01T04:00Z", "2026-11-01T04:00Z", "2026-12-01T05:00Z")]
    [InlineData(BudgetPeriod.Month, "2027-01-01T04:59Z", "2026-12-01T05:00Z", "2027-01-01T05:00Z")]
    public void A_day_or_a_month_is_one_of_the_reporting_time_zone(BudgetPeriod period, string at, string from, string until)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var window = BudgetWindow.Of(period, DateTimeOffset.Parse(at, culture), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        (window.From, window.Until).ShouldBe((DateTimeOffset.Parse(from, culture), DateTimeOffset.Parse(until, culture)));
    }

    private static async Task<long> SentAsync(BudgetsHost host) =>
        (long)(await host.Host.ScalarAsync("select count(*) from budget_alerts where sent_at is not null"))!;

    private async Task<BudgetsHost> StartAsync() =>
        await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:00:00.2" });
}
