using System.Runtime.CompilerServices;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

/// <summary>As in a rolling restart: one server after the other goes and comes back.</summary>
public sealed class WhenAServerIsAskedToStop(EmbeddedPostgresFixture postgres)
{
    private static readonly Dictionary<string, string?> AsksOnly = new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" };

    [Fact]
    public async Task What_goes_on_comes_to_its_end_and_nothing_new_is_begun()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new ScriptedModel { Script = (call, _, token) => AfterAsync(reply.Task, call, token) };
        var going = await RunsHost.StartAsync(connection, model, settings: new(StringComparer.Ordinal) { ["Runs:Drain"] = "00:01:00" });
        await using var asking = await RunsHost.StartAsync(connection, settings: AsksOnly);
        var begun = await going.AskAsync("begun");
        await Eventually(() => model.Calls.Count == 1);

        var executor = going.Get<RunExecutor>();
        var stopping = going.DisposeAsync().AsTask();
        await Eventually(() => executor.IsDraining);
        var later = await asking.AskAsync("later");
        // It would have been taken by now: a server that takes runs looks every 0.2 s.
        await Task.Delay(600, TestContext.Current.CancellationToken);
        stopping.IsCompleted.ShouldBeFalse();
        reply.SetResult();
        await stopping;

        (await asking.ScalarAsync($"select status || ' ' || fence from runs where id = '{begun.Run}'")).ShouldBe("done 1");
        (await asking.ScalarAsync($"select status || ' ' || fence from runs where id = '{later.Run}'")).ShouldBe("queued 0");
    }

    [Fact]
    public async Task What_takes_too_long_is_handed_on_at_once()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var model = new ScriptedModel { Script = (call, _, token) => AfterAsync(Task.Delay(Timeout.Infinite, token), call, token) };
        var going = await RunsHost.StartAsync(
            connection,
            model,
            // Nobody waits for a lease here: the run is handed on.
            settings: new(StringComparer.Ordinal) { ["Runs:Drain"] = "00:00:00.3", ["Runs:Lease"] = "00:05:00" }
        );
        await using var staying = await RunsHost.StartAsync(connection);
        var begun = await going.AskAsync("begun");
        await Eventually(() => model.Calls.Count == 1);

        await going.DisposeAsync();

        (await staying.FollowAsync(begun.Run))[^1].Status.ShouldBe(RunStatus.Done);
        (await staying.ScalarAsync("select fence from runs")).ShouldBe(2);
    }

    private static async IAsyncEnumerable<ModelUpdate> AfterAsync(Task ready, ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ready.WaitAsync(cancellationToken);
        yield return ScriptedModel.CountThenAnswer(call);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
            await Task.Delay(25, TestContext.Current.CancellationToken);
        condition().ShouldBeTrue();
    }
}
