using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenAnExecutorLosesItsRun(EmbeddedPostgresFixture postgres)
{
    /// <summary>An executor that renews nothing looks dead to the others after a second.</summary>
    private static readonly Dictionary<string, string?> Frozen = new(StringComparer.Ordinal)
    {
        ["Runs:Lease"] = "00:00:01",
        ["Runs:Heartbeat"] = "00:01:00",
        ["Runs:TakesOthers"] = "false",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_one_finishes_it_and_repeats_no_finished_step()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var warehouse = new ScriptedWarehouse();
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new ScriptedModel
        {
            Script = (call, number, _) =>
                call.Messages.Any(m => m.Role == ChatRole.Tool) ? Late(stuck.Task, call) : ScriptedModel.One(ScriptedModel.CountThenAnswer(call)),
        };
        await using var dying = await RunsHost.StartAsync(connection, first, warehouse, Frozen);
        await using var other = await RunsHost.StartAsync(connection, warehouse: warehouse);

        var asked = await dying.AskAsync("How many?");
        var end = (await other.FollowAsync(asked.Run))[^1];

        end.Status.ShouldBe(RunStatus.Done);
        end.Answer.ShouldNotBeNull().Text.ShouldBe("There are 1.");
        first.Calls.Count.ShouldBe(2);
        other.Model.Calls.Count.ShouldBe(1, "the first reply was in the journal, only the second was lost");
        other.Model.Calls[0].Messages.Select(m => m.Text).ShouldBe(first.Calls[1].Messages.Select(m => m.Text), "the lost prompt is sent again word by word");
        warehouse.Queries.Count.ShouldBe(1);
        end.Steps.Single(s => s.Seq == 5).Attempts.ShouldBe(2);
        var trace = (await other.Traces.FindAsync(asked.Run.ToString(), Cancellation)).ShouldNotBeNull();
        trace.Claims.Select(c => c.Fence).ShouldBe([1, 2]);
        trace.Claims.Select(c => c.Worker).Distinct().Count().ShouldBe(2);

        // The first one wakes up and wants to write what it got.
        var before = (long)(await other.ScalarAsync("select count(*) from steps"))!;
        stuck.SetResult();
        await Eventually(() => !dying.Get<RunExecutor>().IsExecuting(asked.Run));
        (await other.ScalarAsync("select count(*) from steps")).ShouldBe(before);
        (await other.ScalarAsync("select count(*) from usage")).ShouldBe(2L);
    }

    [Fact]
    public async Task A_try_that_it_had_still_to_make_is_not_made()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var settings = new Dictionary<string, string?>(Frozen, StringComparer.Ordinal) { ["Runs:RetryDelay"] = "00:00:03" };
        var first = new ScriptedModel { Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Fails(ModelFault.Transient, "Come back later.")) };
        await using var waiting = await RunsHost.StartAsync(connection, first, settings: settings);
        var asked = await waiting.AskAsync("How many?");
        await Eventually(() => first.Calls.Count == 1);
        await using var other = await RunsHost.StartAsync(connection);

        (await other.FollowAsync(asked.Run))[^1].Status.ShouldBe(RunStatus.Done);
        await Eventually(() => !waiting.Get<RunExecutor>().IsExecuting(asked.Run));

        first.Calls.Count.ShouldBe(1, "somebody else has done the step meanwhile");
    }

    [Fact]
    public async Task What_it_paid_in_the_step_that_was_cut_off_stays_on_the_bill_beside_what_the_next_one_pays()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var first = new ScriptedModel { Script = (call, _, token) => FailOverThenWaitAsync(call, token) };
        var dying = await RunsHost.StartAsync(connection, first);
        await using var other = await RunsHost.StartAsync(connection, settings: new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" });
        var asked = await dying.AskAsync("How many?");
        await Eventually(() => first.Calls.Count == 1);

        await dying.DisposeAsync();
        await using var next = await RunsHost.StartAsync(connection);

        (await other.FollowAsync(asked.Run))[^1].Status.ShouldBe(RunStatus.Done);
        (
            await other.ScalarAsync("select string_agg(number || ' ' || cost_usd::float8, ', ' order by number) from usage group by seq order by seq limit 1")
        ).ShouldBe("1 0, 2 0.5, 3 0.002");
        (await other.ScalarAsync("select cost_usd::float8 from runs")).ShouldBe(0.504);
        (await other.ScalarAsync("select sum(cost_usd)::float8 from steps")).ShouldBe(0.504, "the trace says what the bill says");
    }

    [Fact]
    public async Task Its_next_write_is_refused_whole()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), settings: Frozen);
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Model.Script = (call, _, _) => Late(stuck.Task, call);
        var asked = await host.AskAsync("How many?");
        await Eventually(() => host.Model.Calls.Count == 1);
        await host.ScalarAsync("update runs set lease_until = now() - interval '1 second'");

        var held = (await host.Get<RunClaims>().TryClaimAsync(asked.Run, Cancellation)).ShouldNotBeNull();

        held.Fence.ShouldBe(2);
        (await host.Get<RunClaims>().TryClaimAsync(asked.Run, Cancellation)).ShouldBeNull("the lease of the second one is fresh");
        stuck.SetResult();
        await Eventually(() => !host.Get<RunExecutor>().IsExecuting(asked.Run));
        (await host.ScalarAsync("select count(*) from steps where kind = 'model'")).ShouldBe(0L);
        (await host.ScalarAsync("select status from runs")).ShouldBe("running");
    }

    [Fact]
    public async Task What_was_asked_of_nobody_is_taken_up_within_seconds()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var asking = await RunsHost.StartAsync(connection, settings: new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" });
        var asked = await asking.AskAsync("How many?");
        (await asking.ScalarAsync("select status from runs")).ShouldBe("queued");

        await using var server = await RunsHost.StartAsync(connection);

        (await asking.FollowAsync(asked.Run))[^1].Status.ShouldBe(RunStatus.Done);
        server.Model.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_must_not_happen_twice_is_left_to_a_person()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var effect = new EffectTool();
        var dying = await RunsHost.StartAsync(connection, EffectThenAnswer(), settings: Frozen);
        var tool = dying.Get<IEnumerable<Server.Tools.IAgentTool>>().OfType<EffectTool>().Single();
        tool.Effect = _ => Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        var asked = await dying.AskAsync("Send it.");
        await Eventually(() => tool.Invocations == 1);

        await using var other = await RunsHost.StartAsync(connection, EffectThenAnswer());
        var waiting = (await other.FollowAsync(asked.Run))[^1];

        waiting.Status.ShouldBe(RunStatus.Waiting);
        waiting.Steps.Single(s => s.Kind == StepKind.Tool).Status.ShouldBe(StepStatus.Unknown);
        waiting.Answer.ShouldNotBeNull().Alternatives.Select(a => a.Label).ShouldBe(["Do it again", "It happened"]);
        var again = other.Get<IEnumerable<Server.Tools.IAgentTool>>().OfType<EffectTool>().Single();
        again.Invocations.ShouldBe(0);

        await other.Chat.ChooseAsync(asked.Run, 1, Cancellation);
        var end = (await other.FollowAsync(asked.Run))[^1];

        end.Status.ShouldBe(RunStatus.Done);
        again.Invocations.ShouldBe(0);
        effect.Invocations.ShouldBe(0);
    }

    private static ScriptedModel EffectThenAnswer() =>
        new()
        {
            Script = (call, _, _) =>
                ScriptedModel.One(
                    call.Messages.Any(m => m.Role == ChatRole.Tool) ? ScriptedModel.Answer("Done.") : ScriptedModel.CallOf("effect", [], "call_effect")
                ),
        };

    private static async IAsyncEnumerable<ModelUpdate> Late(Task when, ModelCall call)
    {
        await when;
        yield return ScriptedModel.CountThenAnswer(call);
    }

    /// <summary>One provider fails, the next one is paid for what it had generated when the process was told to stop.</summary>
    private static async IAsyncEnumerable<ModelUpdate> FailOverThenWaitAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var usage = new TokenUsage(100, 0, 0, 20, 0, IsEstimated: true);
        call.Attempted!(ScriptedModel.Attempt(1, TokenUsage.None, 0) with { Error = "Overloaded.", Fault = ModelFault.Overloaded });
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            call.Attempted!(ScriptedModel.Attempt(2, usage, 0.5m));
        }
        yield return ScriptedModel.CountThenAnswer(call);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            i.ShouldBeLessThan(500, "it should have come true within ten seconds");
            await Task.Delay(20, Cancellation);
        }
    }
}
