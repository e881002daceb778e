using System.Diagnostics;
using System.Runtime.CompilerServices;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenARunIsStopped(EmbeddedPostgresFixture postgres)
{
    private const string OpenSteps = "select count(*) from step_starts s where not exists (select from steps e where (e.run_id, e.seq) = (s.run_id, s.seq))";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_falls_silent_within_a_second_and_the_journal_says_who_did_it()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var silent = new TaskCompletionSource();
        host.Model.Script = (_, _, token) => Endless(silent, token);
        var asked = await host.AskAsync("How many?");
        await foreach (var picture in host.Chat.FollowAsync(asked.Run, Cancellation))
            if (picture.PartialText.Length > 0)
                break;

        var began = Stopwatch.GetTimestamp();
        (await host.Chat.StopAsync(asked.Run, Cancellation)).ShouldBeOfType<Stopping>();
        var end = (await host.FollowAsync(asked.Run))[^1];

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        silent.Task.IsCompleted.ShouldBeTrue();
        end.Status.ShouldBe(RunStatus.Cancelled);
        end.CancelledBy.ShouldBe(Environment.UserName);
        end.Steps.Single(s => s.Kind == StepKind.Model).Status.ShouldBe(StepStatus.Cancelled);
        (await host.Chat.StopAsync(asked.Run, Cancellation)).ShouldBeOfType<AlreadyEnded>();
    }

    [Fact]
    public async Task A_statement_at_the_warehouse_is_cancelled_too_also_from_another_process()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var executing = await RunsHost.StartAsync(connection);
        await using var other = await RunsHost.StartAsync(connection, settings: new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" });
        var cancelled = new TaskCompletionSource();
        executing.Warehouse.Script = async (_, _, token) =>
        {
            await using var registration = token.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return ScriptedWarehouse.Row(1);
        };
        var asked = await executing.AskAsync("How many?");
        await foreach (var picture in other.Chat.FollowAsync(asked.Run, Cancellation))
            if (picture.Steps.Any(s => s.Kind == StepKind.Sql))
                break;

        var began = Stopwatch.GetTimestamp();
        await other.Chat.StopAsync(asked.Run, Cancellation);
        var end = (await other.FollowAsync(asked.Run))[^1];

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        cancelled.Task.IsCompleted.ShouldBeTrue();
        end.Status.ShouldBe(RunStatus.Cancelled);
        end.Steps.Where(s => s.Kind is StepKind.Sql or StepKind.Tool).ShouldAllBe(s => s.Status == StepStatus.Cancelled);
        (await other.ScalarAsync(OpenSteps)).ShouldBe(0L, "no step is left open");
    }

    [Fact]
    public async Task A_run_that_waits_ends_at_once()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.AskUser("Which?", "red", "blue"));
        var waiting = await host.RunAsync("How many?");
        waiting.Status.ShouldBe(RunStatus.Waiting);

        await host.Chat.StopAsync(waiting.RunId, Cancellation);

        (await host.FollowAsync(waiting.RunId))[^1].Status.ShouldBe(RunStatus.Cancelled);
    }

    [Fact]
    public async Task A_stop_that_was_asked_before_the_run_pauses_wins_over_the_pause()
    {
        // Only the store knows of the stop: the signal is lost, and the heartbeat comes too late.
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            settings: new(StringComparer.Ordinal) { ["Runs:Lease"] = "00:10:00", ["Runs:Heartbeat"] = "00:01:00" }
        );
        host.Model.Script = (_, _, token) => StopThenAsk(host, token);

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Cancelled);
        end.CancelledBy.ShouldBe("somebody");
        end.Steps.ShouldAllBe(s => s.Status != StepStatus.Running);
        (await host.ScalarAsync("select status from runs")).ShouldBe("cancelled");
        (await host.ScalarAsync(OpenSteps)).ShouldBe(0L, "no step is left open");
    }

    [Fact]
    public async Task A_stop_in_the_instant_of_the_pause_never_leaves_the_run_waiting()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.AskUser("Which?", "red", "blue"));
        for (var i = 0; i < 20; i++)
        {
            var asked = await host.AskAsync("How many?");
            while ((string?)await host.ScalarAsync($"select status from runs where id = '{asked.Run}'") == "running" && i % 2 == 0) { }
            await host.Chat.StopAsync(asked.Run, Cancellation);

            var end = (await host.FollowAsync(asked.Run))[^1];
            while (host.Get<RunExecutor>().IsExecuting(asked.Run))
                await Task.Delay(5, Cancellation);
            (await host.ScalarAsync($"select status from runs where id = '{asked.Run}'")).ShouldBe("cancelled", $"try {i}: {end.Status}");
        }
        (await host.ScalarAsync(OpenSteps)).ShouldBe(0L, "no step is left open");
    }

    [Fact]
    public async Task A_run_that_nobody_knows_is_not_said_to_have_ended()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var unknown = Guid.NewGuid();
        (await host.Chat.StopAsync(unknown, Cancellation)).ShouldBe(new UnknownRun(unknown));
    }

    [Fact]
    public async Task A_process_that_shuts_down_hands_its_runs_to_the_next()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var leaving = await RunsHost.StartAsync(connection);
        leaving.Model.Script = (_, _, token) => Endless(new TaskCompletionSource(), token);
        var asked = await leaving.AskAsync("How many?");
        while (leaving.Model.Calls.Count == 0)
            await Task.Delay(10, Cancellation);
        await leaving.DisposeAsync();

        await using var next = await RunsHost.StartAsync(connection);

        (await next.FollowAsync(asked.Run))[^1].Status.ShouldBe(RunStatus.Done);
    }

    private static async IAsyncEnumerable<ModelUpdate> StopThenAsk(RunsHost host, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var stop = host.Store.CreateCommand("update runs set cancelled_by = 'somebody'");
        await stop.ExecuteNonQueryAsync(cancellationToken);
        yield return ScriptedModel.AskUser("Which?", "red", "blue");
    }

    private static async IAsyncEnumerable<ModelUpdate> Endless(
        TaskCompletionSource silent,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        try
        {
            while (true)
            {
                yield return new AnswerTextDelta("more ");
                await Task.Delay(20, cancellationToken);
            }
        }
        finally
        {
            silent.TrySetResult();
        }
    }
}
