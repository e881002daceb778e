using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Budgets;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

/// <summary>Two members of a tier, a and b, and a third, c, for when both fail.</summary>
public sealed class WhenAProviderFails
{
    private const string Patient = "first_token: 30s, between_tokens: 30s, whole: 60s";

    [Theory]
    [InlineData(500, ModelFault.Transient)]
    [InlineData(503, ModelFault.Overloaded)]
    [InlineData(529, ModelFault.Overloaded)]
    [InlineData(429, ModelFault.RateLimited)]
    [InlineData(401, ModelFault.Permission)]
    [InlineData(404, ModelFault.BadRequest)]
    public async Task The_next_member_answers_and_both_attempts_are_on_record(int status, ModelFault fault)
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, status, Replies.Error("no")));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a, b);
        var replied = (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();

        replied.Message.Text.ShouldBe("Hello");
        replied.Attempts.Select(t => (t.Number, t.Provider, t.Fault, t.Tier)).ShouldBe([(1, "a", fault, "fast"), (2, "b", null, "fast")]);
        // What was refused costs nothing; what answered, 10 tokens in and 4 out at 1 and 2 dollars a million.
        replied.Attempts.Select(t => t.CostUsd).ShouldBe([0m, 0.000018m]);
        replied.Attempts[0].Decision.ShouldBe("first choice");
        replied.Attempts[1].Decision!.ShouldStartWith("after: a: ");
        replied.Attempts[1].FirstTokenAfter.ShouldNotBeNull();
        gateway.Attempts.ShouldBe(replied.Attempts);
    }

    [Fact]
    public async Task A_request_that_is_wrong_goes_to_nobody_else()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 400, Replies.Error("tools[0] has no name")));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var failed = (await Tier(a, b).AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.BadRequest, "a: 400 Bad Request: tools[0] has no name"));
        b.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_prompt_too_long_for_one_goes_to_one_with_a_longer_context()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 400, Replies.Error("too long", "context_length_exceeded")));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        (await Tier(a, b).AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>().Attempts.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_single_model_is_tried_again_when_it_said_that_it_may_be()
    {
        await using var a = await FakeEndpoint.StartAsync(
            (http, number) =>
                number == 1
                    ? FakeEndpoint.RefuseAsync(http, 429, Replies.Error("slow down"), ("retry-after", "0.2"))
                    : FakeEndpoint.StreamAsync(http, Replies.OpenAi())
        );
        var gateway = Tier(a);
        var replied = (await gateway.AskAsync("a"))[^1].ShouldBeOfType<ModelReplied>();
        replied.Attempts.Length.ShouldBe(2);
        replied.Attempts[1].Decision!.ShouldStartWith("round 2 after: a: 429");
        (replied.Attempts[1].StartedAt - replied.Attempts[0].StartedAt).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task Who_must_wait_too_long_is_told_when_to_come_back()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 429, Replies.Error("slow down"), ("retry-after", "300")));
        var failed = (await Tier(a).AskAsync("a"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Fault.ShouldBe(ModelFault.RateLimited);
        failed.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(290, 301);
        a.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_storm_of_refusals_ends_after_the_rounds_with_a_row_each()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 529, Replies.Error("Overloaded"), ("retry-after", "0")));
        await using var b = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 429, Replies.Error("Slow"), ("retry-after", "0")));
        var gateway = Tier(a, b);
        var failed = (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Attempts.Select(t => t.Provider).ShouldBe(["a", "b", "a", "b", "a", "b"]);
        failed.Attempts.Sum(t => t.CostUsd).ShouldBe(0);
    }

    [Fact]
    public async Task Who_said_to_wait_is_left_alone_by_the_next_call_too()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 429, Replies.Error("Slow"), ("retry-after", "60")));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a, b);
        await gateway.AskAsync("fast");
        (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>().Attempts.ShouldHaveSingleItem().Provider.ShouldBe("b");
        a.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_many_faults_the_circuit_opens_and_the_provider_has_its_peace()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 500, Replies.Error("down"), ("retry-after", "0")));
        var gateway = Tier(a);
        var call = gateway.Call("a");
        for (var i = 0; i < 3; i++)
            await gateway.AskAsync(call);
        a.Requests.Count.ShouldBe(9);
        gateway.Catalog.Models[0].IsBroken.ShouldBeFalse();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in gateway.Gateway.StreamAsync(call, patience.Token)) { }
        });
        gateway.Catalog.Models[0].IsBroken.ShouldBeTrue();
        a.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task After_the_peace_of_an_open_circuit_the_provider_is_asked_again()
    {
        var isDown = true;
        await using var a = await FakeEndpoint.StartAsync(http =>
            isDown ? FakeEndpoint.RefuseAsync(http, 500, Replies.Error("down"), ("retry-after", "0")) : FakeEndpoint.StreamAsync(http, Replies.OpenAi())
        );
        var clock = new ManualClock();
        var gateway = new TestGateway(Yaml([a]), time: clock, options: new PolicyOptions { Rounds = 1 });
        for (var i = 0; i < 10; i++)
            (await gateway.AskAsync("a"))[^1].ShouldBeOfType<ModelFailed>();
        gateway.Catalog.Models[0].IsBroken.ShouldBeTrue();

        isDown = false;
        clock.Advance(TimeSpan.FromSeconds(6));
        gateway.Catalog.Models[0].IsBroken.ShouldBeFalse();
        (await gateway.AskAsync("a"))[^1].ShouldBeOfType<ModelReplied>();
    }

    [Fact]
    public async Task A_stream_that_dies_half_way_is_charged_and_not_begun_again_elsewhere()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi("12345678", "x")[..2]);
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var updates = await Tier(a, b).AskAsync("fast");
        updates[0].ShouldBe(new TextDelta("12345678"));
        var failed = updates[^1].ShouldBeOfType<ModelFailed>();
        failed.Message.ShouldBe("a: it ended its stream in the middle of the reply.");
        var attempt = failed.Attempts.ShouldHaveSingleItem();
        (attempt.Usage.IsEstimated, attempt.Usage.Output).ShouldBe((true, 2)); // Eight bytes.
        attempt.CostUsd!.Value.ShouldBeGreaterThan(0);
        b.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_that_dies_before_its_first_token_is_begun_elsewhere()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi()[0]);
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var replied = (await Tier(a, b).AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();
        replied.Attempts[0].Error.ShouldBe("a: it ended its stream without a reply.");
    }

    [Fact]
    public async Task Who_sends_no_first_token_in_time_loses_the_call()
    {
        await using var a = await FakeEndpoint.StartAsync(http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var replied = (await new TestGateway(Yaml([a, b], patience: "first_token: 400ms")).AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();
        (replied.Attempts[0].Fault, replied.Attempts[0].Error).ShouldBe((ModelFault.TimedOut, "a sent no token within 400 ms."));
    }

    [Fact]
    public async Task Who_stops_in_the_middle_is_cut_off_and_charged()
    {
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            await FakeEndpoint.StreamAsync(http, Replies.OpenAi()[..2]);
            await http.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
        });
        var failed = (await new TestGateway(Yaml([a], patience: "between_tokens: 500ms")).AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.TimedOut, "a sent nothing more for 500 ms."));
        failed.Attempts[0].CostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_reply_that_drips_for_ever_ends_at_the_whole_time()
    {
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            for (var i = 0; i < 500; i++)
            {
                await FakeEndpoint.StreamAsync(http, Replies.OpenAi("x")[1]);
                await http.Response.Body.FlushAsync();
                await Task.Delay(50, http.RequestAborted);
            }
        });
        var failed = (await new TestGateway(Yaml([a], patience: "whole: 2s")).AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();
        failed.Message.ShouldBe("a did not finish within 2 s.");
    }

    [Fact]
    public async Task A_reader_who_is_slow_is_no_fault_of_the_provider()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(Yaml([a], patience: "between_tokens: 200ms"));
        ModelUpdate? last = null;
        await foreach (var update in gateway.Gateway.StreamAsync(gateway.Call("a"), TestContext.Current.CancellationToken))
        {
            last = update;
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
        last.ShouldBeOfType<ModelReplied>();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_charged_for_what_was_generated()
    {
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            await FakeEndpoint.StreamAsync(http, Replies.OpenAi("12345678")[..2]);
            await http.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
        });
        var budgets = new Ledger();
        var gateway = Tier(budgets, a);
        await foreach (var update in gateway.Gateway.StreamAsync(gateway.Call("a"), TestContext.Current.CancellationToken))
            if (update is TextDelta)
                break;
        var attempt = gateway.Attempts.ShouldHaveSingleItem();
        (attempt.Error, attempt.Fault, attempt.Usage.IsEstimated, attempt.Usage.Output).ShouldBe(("The caller hung up.", null, true, 2L));
        budgets.Settled.ShouldBe([attempt.CostUsd!.Value]);
        budgets.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_caller_who_cancels_before_the_first_token_leaves_a_row_too()
    {
        await using var a = await FakeEndpoint.StartAsync(http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted));
        var budgets = new Ledger();
        var gateway = Tier(budgets, a);
        using var cancel = new CancellationTokenSource(100);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in gateway.Gateway.StreamAsync(gateway.Call("a"), cancel.Token)) { }
        });
        gateway.Attempts.ShouldHaveSingleItem().Error.ShouldBe("The caller hung up.");
        budgets.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_member_gets_a_rival_and_the_loser_is_called_off_and_paid()
    {
        await using var a = await FakeEndpoint.StartAsync(http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var budgets = new Ledger();
        var gateway = new TestGateway(Yaml([a, b], "hedge_after: 50ms"), budgets);
        var replied = (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();
        replied.Message.Text.ShouldBe("Hello");
        replied.Attempts.Select(t => (t.Provider, t.Error)).ShouldBe([("a", "Called off: another member was faster."), ("b", null)]);
        replied.Attempts[1].Decision.ShouldBe("hedge: a sent no token within 50 ms");
        replied.Attempts[0].Usage.IsEstimated.ShouldBeTrue();
        budgets.Settled.Sum().ShouldBe(replied.Attempts.Sum(t => t.CostUsd!.Value));
        budgets.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_mistake_in_a_race_leaves_no_money_held_and_no_place_taken()
    {
        await using var a = await FakeEndpoint.StreamingAsync();
        await using var b = await FakeEndpoint.StreamingAsync();
        var budgets = new Ledger();
        var gateway = new TestGateway(
            Yaml([a, b], "hedge_after: 20ms", ", concurrency: 1"),
            budgets,
            client: p =>
                p.Name == "a"
                    ? new ScriptedChatClient(TimeSpan.FromMilliseconds(200), new InvalidOperationException("bug"))
                    : new ScriptedChatClient(TimeSpan.FromMinutes(5))
        );
        await Should.ThrowAsync<InvalidOperationException>(async () => await gateway.AskAsync("fast"));
        gateway.Attempts.Select(t => t.Provider).Order().ShouldBe(["a", "b"]);
        budgets.Held.ShouldBe(0);
        gateway.Catalog.Models.ShouldAllBe(m => m.Provider.Slots.Running == 0);
    }

    [Fact]
    public async Task A_fast_member_has_no_rival()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        await new TestGateway(Yaml([a, b], "hedge_after: 5s")).AskAsync("fast");
        (a.Requests.Count, b.Requests.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task The_worst_case_is_held_before_each_attempt_and_its_cost_counted_after_it()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 500, Replies.Error("no")));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var budgets = new Ledger();
        var gateway = Tier(budgets, a, b);
        var replied = (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>();
        budgets.Settled.ShouldBe([0m, 0.000018m]);
        // 1,000 tokens of output by the file at 2 dollars a million, and no less than 12 bytes of input at 1.
        budgets.WorstCases.ShouldAllBe(w => w >= 0.002m + 0.000012m);
        b.Requests[0].Body.ShouldContain("\"max_completion_tokens\":1000");
        replied.Attempts.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_budget_that_is_spent_ends_the_call_before_anything_is_sent()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var failed = (await Tier(new Ledger { IsSpent = true }, a).AskAsync("fast"))[^1].ShouldBeOfType<ModelFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.BudgetSpent, "Spent; ask ops."));
        a.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_calls_than_a_provider_takes_wait_for_their_turn()
    {
        var running = 0;
        var most = 0;
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(20);
            Interlocked.Decrement(ref running);
            await FakeEndpoint.StreamAsync(http, Replies.OpenAi());
        });
        var gateway = new TestGateway(Yaml([a], limits: ", concurrency: 2"));
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.AskAsync("a")));
        all.Count(updates => updates[^1] is ModelReplied).ShouldBe(10);
        most.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_line_that_is_full_is_told_or_gone_around()
    {
        var open = new TaskCompletionSource();
        await using var a = await FakeEndpoint.StartAsync(async http =>
        {
            await open.Task;
            await FakeEndpoint.StreamAsync(http, Replies.OpenAi());
        });
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(Yaml([a, b], limits: ", concurrency: 1, queue: 0"), options: new PolicyOptions { Rounds = 1 });
        var first = gateway.AskAsync("a");
        while (a.Requests.Count == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        var failed = (await gateway.AskAsync("a"))[^1].ShouldBeOfType<ModelFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.RateLimited, "a takes 1 at once by its limits in models.yml; 1 run and 0 wait."));
        (await gateway.AskAsync("fast"))[^1].ShouldBeOfType<ModelReplied>().Attempts[^1].Provider.ShouldBe("b");
        open.SetResult();
        (await first)[^1].ShouldBeOfType<ModelReplied>();
    }

    [Fact]
    public async Task The_same_call_may_be_answered_from_the_cache_for_nothing()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = Tier(a);
        var call = gateway.Call("a") with { IsCacheable = true };
        await gateway.AskAsync(call);
        var updates = await gateway.AskAsync(call);
        updates[0].ShouldBe(new TextDelta("Hello"));
        var attempt = updates[^1].ShouldBeOfType<ModelReplied>().Attempts.ShouldHaveSingleItem();
        (attempt.IsCached, attempt.CostUsd, attempt.Usage.Input, attempt.Usage.Output).ShouldBe((true, 0m, 10, 4));
        a.Requests.Count.ShouldBe(1);

        // Another level, another message, another parameter: another call.
        await gateway.AskAsync(call with { Caller = call.Caller with { Level = "internal" } });
        await gateway.AskAsync(call with { Messages = [new ChatMessage(ChatRole.User, "Another?")] });
        await gateway.AskAsync(call with { Options = new ChatOptions { Temperature = 0.5f } });
        await gateway.AskAsync(call with { IsCacheable = false });
        a.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Calls_are_shared_by_weight()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var yaml = Yaml([a, b])
            .Replace(
                "{ members: [{ model: a }] }, { members: [{ model: b }] }",
                "{ members: [{ model: a, weight: 3 }, { model: b }] }",
                StringComparison.Ordinal
            );
        await new TestGateway(yaml, random: () => 0.74).AskAsync("fast");
        (a.Requests.Count, b.Requests.Count).ShouldBe((1, 0));
        await new TestGateway(yaml, random: () => 0.76).AskAsync("fast");
        (a.Requests.Count, b.Requests.Count).ShouldBe((1, 1));
    }

    private static TestGateway Tier(params FakeEndpoint[] endpoints) => new(Yaml(endpoints));

    private static TestGateway Tier(IBudgets budgets, params FakeEndpoint[] endpoints) => new(Yaml(endpoints), budgets);

    /// <summary>Providers and models a, b, c; the tier fast with a group of one each, in that order.</summary>
    /// <param name="patience">Time-outs of a; the others have all the time.</param>
    private static string Yaml(FakeEndpoint[] endpoints, string tier = "", string limits = "", string patience = Patient)
    {
        string Rows(Func<string, string> row) => string.Join("\n", endpoints.Select((_, i) => row(((char)('a' + i)).ToString())));
        return $$"""
            providers:
            {{Rows(n =>
                $"  - {{ name: {n}, address: \"{endpoints[n[0] - 'a'].Address}\", key_env: KEY, timeouts: {{ {(n == "a" ? patience : Patient)} }}{limits} }}"
            )}}
            models:
            {{Rows(n => $"  - {{ name: {n}, provider: {n}, id: {n}-1, max_output: 1000{(n == "a" ? ", context: 8000" : "")} }}")}}
            tiers:
              fast:
                groups: [{{string.Join(", ", endpoints.Select((_, i) => $"{{ members: [{{ model: {(char)('a' + i)} }}] }}"))}}]
                {{tier}}
            prices:
            {{Rows(n => $"  - {{ provider: {n}, model: {n}, from: 2020-01-01, input: 1, output: 2 }}")}}
            """;
    }
}

/// <summary>Budgets that keep a book.</summary>
internal sealed class Ledger : IBudgets
{
    private readonly Lock _gate = new();
    private ImmutableArray<decimal> _settled = [];
    private ImmutableArray<decimal?> _worst = [];
    private decimal _held;

    public bool IsSpent { get; init; }
    public ImmutableArray<decimal> Settled => _settled;
    public ImmutableArray<decimal?> WorstCases => _worst;
    public decimal Held => _held;

    public ValueTask<BudgetDecision> ReserveAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken)
    {
        if (IsSpent)
            return ValueTask.FromResult<BudgetDecision>(new BudgetSpent("all", 1, 1, call.At.AddDays(1), "Spent; ask ops."));
        lock (_gate)
        {
            _worst = _worst.Add(worstCaseUsd);
            _held += worstCaseUsd ?? 0;
        }
        return ValueTask.FromResult<BudgetDecision>(new BudgetHeld(new Hold(this, worstCaseUsd ?? 0)));
    }

    private sealed class Hold(Ledger ledger, decimal amount) : IBudgetHold
    {
        private bool _isOver;

        public ValueTask SettleAsync(decimal costUsd)
        {
            costUsd.ShouldBeLessThanOrEqualTo(amount);
            End();
            lock (ledger._gate)
                ledger._settled = ledger._settled.Add(costUsd);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_isOver)
                End();
            return ValueTask.CompletedTask;
        }

        private void End()
        {
            _isOver.ShouldBeFalse("a hold is settled once");
            _isOver = true;
            lock (ledger._gate)
                ledger._held -= amount;
        }
    }
}
