using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Workbench.Server.Budgets;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;
using Workbench.Shared.Costs;
using Workbench.Tests.Budgets;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Models;

/// <summary>A tier of three members at prices of their own: a, then b, then c.</summary>
public sealed class WhenMoneyRunsOut(EmbeddedPostgresFixture postgres)
{
    private const string Prices = """
        - { provider: a, model: a, from: 2020-01-01, input: 10, output: 1000 }
        - { provider: b, model: b, from: 2020-01-01, input: 1, output: 2 }
        - { provider: c, model: c, from: 2020-01-01, input: 1, output: 2 }
        """;

    [Fact]
    public async Task The_spent_budget_of_one_model_leads_to_the_next_member_and_the_trace_says_why()
    {
        await using var world = await World.StartAsync(postgres);
        await world.Budgets.SetAsync(0.01m, BudgetScope.Model, "a");

        var replied = (await world.Gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();

        replied
            .Attempts.Select(t => (t.Number, t.Model, t.Fault, t.CostUsd, t.Tier, t.IsSent))
            .ShouldBe([(1, "a", ModelFault.BudgetSpent, 0m, "fast", false), (2, "b", null, 0.000018m, "fast", true)]);
        replied.Attempts[0].Error!.ShouldStartWith("The budget of model a is $0.01 a month. One call may cost up to $");
        (replied.Attempts[0].Decision, replied.Attempts[0].Usage).ShouldBe(("first choice", TokenUsage.None));
        replied.Attempts[1].Decision!.ShouldStartWith("after: The budget of model a");
        world.Gateway.Attempts.ShouldBe(replied.Attempts, "also who hangs up is told of it");
        (world.A.Requests.Count, world.B.Requests.Count).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_member_without_a_price_is_passed_over_where_a_budget_holds()
    {
        await using var world = await World.StartAsync(postgres, Prices.Split('\n', 2)[1]);
        (await world.Gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>().Attempts.ShouldHaveSingleItem().Model.ShouldBe("a");
        await world.Budgets.SetAsync(10m);

        var attempts = (await world.Gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>().Attempts;

        attempts.Select(t => (t.Model, t.Fault)).ShouldBe([("a", ModelFault.BudgetSpent), ("b", null)]);
        attempts[0].Error!.ShouldStartWith("The model a has no price in models.yml, so nobody could say what it spends of the budget of agent d0");
    }

    [Fact]
    public async Task Only_when_no_member_remains_it_is_refused_with_an_attempt_for_each()
    {
        await using var world = await World.StartAsync(postgres);
        await world.Budgets.SetAsync(0.01m, BudgetScope.Model, "a");
        await world.Budgets.SetAsync(0.01m);
        var spent = await world.Budgets.HoldAsync(0.01m);
        await spent.SettleAsync(0.01m);
        await world.Budgets.BillAsync(spent, 0.01m);

        var failed = (await world.Gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();

        failed.Fault.ShouldBe(ModelFault.BudgetSpent);
        failed.Message.ShouldStartWith("The budget of agent d0 is $0.01 a month. $0.01 of it is spent, and this call may cost up to $");
        failed.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero, "when the month begins");
        failed
            .Attempts.Select(t => (t.Model, t.Fault, t.CostUsd))
            .ShouldBe(((string[])["a", "b", "c"]).Select(m => (m, (ModelFault?)ModelFault.BudgetSpent, (decimal?)0m)));
        (world.A.Requests.Count, world.B.Requests.Count, world.C.Requests.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_call_that_fails_for_another_reason_says_that_one()
    {
        await using var world = await World.StartAsync(postgres);
        await world.Budgets.SetAsync(0.01m, BudgetScope.Model, "a");
        world.IsDown = true;
        var failed = (await world.Gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.Transient, "c: 500 Internal Server Error: down"));
        failed.Attempts.Count(t => t.Model == "a").ShouldBe(1, "money does not come back while a call waits for others");
    }

    [Fact]
    public async Task No_money_is_held_while_a_call_waits_in_line()
    {
        var (began, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            began.TrySetResult();
            await open.Task;
            await FakeEndpoint.StreamAsync(http, Replies.OpenAi());
        });
        var budgets = new Ledger();
        var gateway = new TestGateway(
            $$"""
            providers: [{ name: a, address: "{{a.Address}}", key_env: KEY, concurrency: 1 }]
            models: [{ name: m, provider: a, max_output: 100 }]
            prices: [{ provider: a, model: m, from: 2020-01-01, input: 1, output: 2 }]
            """,
            budgets
        );
        var first = gateway.AskAsync("m");
        await began.Task;
        var one = budgets.Held;
        var second = gateway.AskAsync("m");
        while (gateway.Catalog.Models[0].Provider.Slots.Waiting == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);

        budgets.Held.ShouldBe(one, "only the one that runs holds any");

        open.SetResult();
        foreach (var updates in await Task.WhenAll(first, second))
            updates[^1].ShouldBeOfType<ModelReplied>();
        (budgets.Held, budgets.Settled.Sum()).ShouldBe((0m, 2 * 0.000018m));
    }

    [Fact]
    public async Task A_call_that_money_refuses_after_the_line_uses_up_no_place_and_no_request_of_the_minute()
    {
        var (began, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            began.TrySetResult();
            await open.Task;
            await FakeEndpoint.StreamAsync(http, Replies.OpenAi());
        });
        var budgets = new SpentLater();
        var gateway = new TestGateway(
            $$"""
            providers: [{ name: a, address: "{{a.Address}}", key_env: KEY, concurrency: 1, requests_per_minute: 2 }]
            models: [{ name: m, provider: a, max_output: 100 }]
            prices: [{ provider: a, model: m, from: 2020-01-01, input: 1, output: 2 }]
            """,
            budgets
        );
        var first = gateway.AskAsync("m");
        await began.Task;
        var second = gateway.AskAsync("m");
        while (gateway.Catalog.Models[0].Provider.Slots.Waiting == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        budgets.IsSpent = true;
        open.SetResult();
        (await first)[^1].ShouldBeOfType<ModelReplied>();
        (await second)[^1].ShouldBeOfType<ModelFailed>().Fault.ShouldBe(ModelFault.BudgetSpent);
        budgets.IsSpent = false;
        gateway.Catalog.Models[0].Provider.Slots.HasRoom(1).ShouldBeTrue();
        (await gateway.AskAsync("m"))[^1].ShouldBeOfType<ModelReplied>("the second of two in this minute");
    }

    [Fact]
    public async Task The_price_at_which_money_is_held_is_the_one_that_is_billed_also_when_it_changes_before_the_call_is_sent()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var clock = new ManualClock();
        var midnight = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var left = midnight.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - clock.GetUtcNow().UtcDateTime;
        clock.Advance(left - TimeSpan.FromSeconds(1));
        // Night falls between the money and the call.
        var budgets = new SpentLater { Reserved = () => clock.Advance(TimeSpan.FromSeconds(2)) };
        var day = midnight.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var gateway = new TestGateway(
            $$"""
            providers: [{ name: a, address: "{{a.Address}}", key_env: KEY }]
            models: [{ name: m, provider: a, max_output: 100 }]
            prices:
              - { provider: a, model: m, from: 2020-01-01, until: {{day}}, input: 1, output: 2 }
              - { provider: a, model: m, from: {{day}}, input: 100, output: 200 }
            """,
            budgets,
            clock
        );
        var attempt = (await gateway.AskAsync("m"))[^1].ShouldBeOfType<ModelReplied>().Attempts[0];
        attempt.CostUsd.ShouldBe(0.000018m);
        budgets.Settled.ShouldBe([0.000018m]);
    }

    [Fact]
    public async Task The_patience_of_a_call_is_one_for_its_whole_tier()
    {
        var clock = new ManualClock();
        // Each member's budget is asked for two seconds, in vain.
        var budgets = new SpentLater { IsSpent = true, Reserved = () => clock.Advance(TimeSpan.FromSeconds(2)) };
        var gateway = new TestGateway(
            """
            providers: [{ name: p, address: "http://127.0.0.1:9", key_env: KEY }]
            models: [{ name: a, provider: p }, { name: b, provider: p }, { name: c, provider: p }]
            tiers: { fast: { groups: [{ members: [{ model: a }] }, { members: [{ model: b }] }, { members: [{ model: c }] }] } }
            prices: [{ provider: p, model: "*", from: 2020-01-01, input: 1, output: 2 }]
            """,
            budgets,
            clock
        );

        (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>().Fault.ShouldBe(ModelFault.BudgetSpent);

        budgets.Waited.ShouldBe([TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)]);
    }

    /// <summary>Budgets that a test empties.</summary>
    private sealed class SpentLater : IBudgets
    {
        public bool IsSpent { get; set; }
        public Action? Reserved { get; init; }
        public List<decimal> Settled { get; } = [];
        public List<TimeSpan> Waited { get; } = [];

        public ValueTask<BudgetDecision> ReserveAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken)
        {
            Waited.Add(call.Waited);
            Reserved?.Invoke();
            return ValueTask.FromResult<BudgetDecision>(
                IsSpent ? new BudgetSpent("all", 1, 1, call.At.AddDays(1), "Spent; ask ops.") : new BudgetHeld(new Hold(this))
            );
        }

        private sealed class Hold(SpentLater budgets) : IBudgetHold
        {
            public ValueTask SettleAsync(decimal costUsd)
            {
                budgets.Settled.Add(costUsd);
                return ValueTask.CompletedTask;
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class World(BudgetsHost budgets, FakeEndpoint[] endpoints) : IAsyncDisposable
    {
        public BudgetsHost Budgets => budgets;
        public TestGateway Gateway { get; private set; } = null!;
        public FakeEndpoint A => endpoints[0];
        public FakeEndpoint B => endpoints[1];
        public FakeEndpoint C => endpoints[2];
        public bool IsDown { get; set; }

        public static async Task<World> StartAsync(EmbeddedPostgresFixture postgres, string prices = Prices)
        {
            World? world = null;
            Task AnswerAsync(HttpContext http) =>
                world!.IsDown
                    ? FakeEndpoint.RefuseAsync(http, 500, Replies.Error("down"), ("retry-after", "0"))
                    : FakeEndpoint.StreamAsync(http, Replies.OpenAi());
            var budgets = await BudgetsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), new() { ["Budgets:Patience"] = "00:00:00.1" });
            FakeEndpoint[] endpoints =
            [
                await FakeEndpoint.StartAsync(AnswerAsync),
                await FakeEndpoint.StartAsync(AnswerAsync),
                await FakeEndpoint.StartAsync(AnswerAsync),
            ];
            var yaml = $$"""
                providers: {{JsonSerializer.Serialize(
                    endpoints.Select(
                        (e, i) =>
                            new
                            {
                                name = Name(i),
                                address = e.Address.ToString(),
                                key_env = "KEY",
                            }
                    )
                )}}
                models: {{JsonSerializer.Serialize(
                    endpoints.Select(
                        (_, i) =>
                            new
                            {
                                name = Name(i),
                                provider = Name(i),
                                max_output = 1000,
                            }
                    )
                )}}
                tiers: { fast: { groups: [{ members: [{ model: a }] }, { members: [{ model: b }] }, { members: [{ model: c }] }] } }
                prices:

                """;
            world = new World(budgets, endpoints) { Gateway = new TestGateway(yaml + prices, budgets.Budgets) };
            return world;

            static string Name(int i) => ((char)('a' + i)).ToString();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var endpoint in endpoints)
                await endpoint.DisposeAsync();
            await budgets.DisposeAsync();
        }
    }
}
