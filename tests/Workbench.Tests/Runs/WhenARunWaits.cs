using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

/// <summary>For a time: a provider says to come back in ten minutes.</summary>
public sealed class WhenARunWaits(EmbeddedPostgresFixture postgres)
{
    private static readonly Dictionary<string, string?> OneSlot = new(StringComparer.Ordinal) { ["Runs:Slots"] = "1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_holds_no_slot_and_says_when_it_goes_on()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), BusyFor("slow"), settings: OneSlot);
        var before = TimeProvider.System.GetUtcNow();

        var waiting = await host.RunAsync("slow");

        waiting.Status.ShouldBe(RunStatus.Waiting);
        waiting.WakesAt.ShouldNotBeNull().ShouldBeInRange(before.AddMinutes(10), before.AddMinutes(11));
        waiting.Steps[^1].Title.ShouldBe("Waits for the model scripted, which has too much to do");
        (await host.RunAsync("quick")).Status.ShouldBe(RunStatus.Done, "the only slot is free");
        (await host.ScalarAsync($"select worker is null and lease_until is null from runs where id = '{waiting.RunId}'")).ShouldBe(true);
    }

    [Fact]
    public async Task It_goes_on_when_its_time_has_come_on_whichever_server_there_is()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        RunProgress waiting;
        await using (var before = await RunsHost.StartAsync(connection, BusyFor("slow")))
            waiting = await before.RunAsync("slow");
        await using var host = await RunsHost.StartAsync(connection);
        (await host.FollowAsync(waiting.RunId))[^1].WakesAt.ShouldNotBeNull().ShouldBe(waiting.WakesAt.ShouldNotBeNull(), TimeSpan.FromMilliseconds(1));

        await TenMinutesLaterAsync(host, waiting.RunId);
        var end = await EndAsync(host, waiting.RunId);

        end.Status.ShouldBe(RunStatus.Done);
        end.Answer.ShouldNotBeNull().Text.ShouldBe("There are 1.");
        end.DurationMs.ShouldBeLessThan(TimeSpan.FromMinutes(5).TotalMilliseconds, "nobody worked while it waited");
        var trace = await host.Traces.StepsAsync(waiting.RunId, 0, 100, Cancellation);
        trace
            .Select(s => (s.Kind, s.Status))
            .ShouldBe([
                (StepKind.Route, StepStatus.Ok),
                (StepKind.Model, StepStatus.Failed),
                (StepKind.Wait, StepStatus.Ok),
                (StepKind.Model, StepStatus.Ok),
                (StepKind.Tool, StepStatus.Ok),
                (StepKind.Sql, StepStatus.Ok),
                (StepKind.Model, StepStatus.Ok),
                (StepKind.Tool, StepStatus.Ok),
                (StepKind.Answer, StepStatus.Ok),
            ]);
    }

    [Fact]
    public async Task It_can_be_stopped()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), BusyFor("slow"));
        var waiting = await host.RunAsync("slow");

        Assert.IsType<Stopping>(await host.Chat.StopAsync(waiting.RunId, Cancellation));

        (await EndAsync(host, waiting.RunId)).Status.ShouldBe(RunStatus.Cancelled);
        (await host.ScalarAsync("select status from steps where kind = 'wait'")).ShouldBe("cancelled");
        await TenMinutesLaterAsync(host, waiting.RunId);
        (await host.Get<RunClaims>().WakeAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_question_of_the_conversation_does_not_take_its_place()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), BusyFor("slow"));
        var waiting = await host.RunAsync("slow");

        (await host.RunAsync("quick", waiting.ConversationId)).Status.ShouldBe(RunStatus.Done);

        (await host.ScalarAsync($"select status from runs where id = '{waiting.RunId}'")).ShouldBe("waiting");
    }

    [Fact]
    public async Task After_five_times_it_fails_with_what_the_provider_said()
    {
        var model = new ScriptedModel { Script = (_, _, _) => ScriptedModel.One(Busy()) };
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), model);
        var run = (await host.RunAsync("slow")).RunId;
        for (var i = 0; i < 5; i++)
        {
            (await host.ScalarAsync($"select status from runs where id = '{run}'")).ShouldBe("waiting");
            var calls = model.Calls.Count;
            await TenMinutesLaterAsync(host, run);
            await Eventually(() => model.Calls.Count > calls && !host.Get<RunExecutor>().IsExecuting(run));
        }

        var end = await EndAsync(host, run);

        end.Status.ShouldBe(RunStatus.Failed);
        end.Failure.ShouldNotBeNull().Message.ShouldContain("Come back in ten minutes.");
    }

    private static ScriptedModel BusyFor(string question) =>
        new()
        {
            Script = (call, _, _) =>
                ScriptedModel.One(call.Messages.Last(m => m.Role == ChatRole.User).Text == question ? Busy() : ScriptedModel.CountThenAnswer(call)),
        };

    private static ModelUpdate Busy() =>
        (ModelFailed)ScriptedModel.Fails(ModelFault.RateLimited, "Come back in ten minutes.") with
        {
            RetryAfter = TimeSpan.FromMinutes(10),
        };

    /// <summary>The store's clock tells the time of waiting runs: what was ten minutes ahead is past.</summary>
    private static Task TenMinutesLaterAsync(RunsHost host, Guid run) =>
        host.ScalarAsync(
            $"update runs set wakes_at = wakes_at - interval '10 minutes 1 second', asked_at = asked_at - interval '10 minutes 1 second' where id = '{run}'; update step_starts set started_at = started_at - interval '10 minutes 1 second' where run_id = '{run}'"
        );

    private static async Task<RunProgress> EndAsync(RunsHost host, Guid run)
    {
        RunProgress? end = null;
        for (var i = 0; i < 200 && end is not { IsEnded: true }; i++)
        {
            await Task.Delay(50, Cancellation);
            end = (await host.FollowAsync(run))[^1];
        }
        return end.ShouldNotBeNull();
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
            await Task.Delay(25, Cancellation);
        condition().ShouldBeTrue();
    }
}
