using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Chat;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Replays;

public sealed class WhenARunIsReplayed(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_makes_the_same_requests_and_calls_writes_and_pays_nothing()
    {
        await using var host = await StartAsync(
            new ScriptedModel { Script = (call, _, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: 3)) }
        );
        var run = (await host.RunAsync("How many?")).RunId;
        var (calls, statements, rows) = (host.Model.Calls.Count, host.Warehouse.Queries.Count, await RowsAsync(host));

        var replayed = Assert.IsType<ReplayedExactly>(await ReplayAsync(host, run));

        (replayed.ModelCalls, replayed.ToolCalls, replayed.Ending).ShouldBe((4, 4, "answered"));
        // Four prompts, of which each holds the one before.
        replayed.Bytes.ShouldBeGreaterThan(4 * "Count things, then answer.".Length);
        (host.Model.Calls.Count, host.Warehouse.Queries.Count, await RowsAsync(host)).ShouldBe((calls, statements, rows));
    }

    [Fact]
    public async Task A_run_that_was_taken_over_asked_back_failed_on_the_way_and_waited_is_the_same_again()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var calls = 0;
        var model = new ScriptedModel
        {
            Script = (call, _, _) =>
                ScriptedModel.One(
                    (Interlocked.Increment(ref calls), call.Messages.Count(m => m.Role == ChatRole.Tool)) switch
                    {
                        (1, _) => ScriptedModel.Fails(ModelFault.Overloaded, "Try later."),
                        (3, _) => (ModelFailed)ScriptedModel.Fails(ModelFault.RateLimited, "Come back in ten minutes.") with
                        {
                            RetryAfter = TimeSpan.FromMinutes(10),
                        },
                        (_, 0) => ScriptedModel.CountThenAnswer(call),
                        (_, 1) => ScriptedModel.AskUser("Which ones?", "red ones", "blue ones"),
                        _ => ScriptedModel.Answer("There are 7."),
                    }
                ),
        };
        Guid run;
        await using (var first = await StartAsync(model, connection))
        {
            run = (await first.RunAsync("How many?")).RunId;
            (await first.ScalarAsync("select status || ' ' || (wakes_at is not null) from runs")).ShouldBe("waiting true");
        }
        await using var host = await StartAsync(model, connection);
        await host.ScalarAsync("update runs set wakes_at = now()");
        for (var i = 0; i < 200 && await host.ScalarAsync("select answer_text from runs") is not string; i++)
            await Task.Delay(50, Cancellation);
        Assert.IsType<ReplayedExactly>(await ReplayAsync(host, run)).Ending.ShouldBe("waits for a person");
        await host.Chat.ChooseAsync(run, 1, Cancellation);
        (await host.FollowAsync(run))[^1].Status.ShouldBe(RunStatus.Done);

        Assert.IsType<ReplayedExactly>(await ReplayAsync(host, run)).Ending.ShouldBe("answered");
    }

    [Fact]
    public async Task A_run_that_failed_or_was_stopped_goes_as_far_as_its_journal()
    {
        var model = new ScriptedModel();
        await using var host = await StartAsync(model);
        model.Script = (call, _, token) =>
            call.Messages.Any(m => m.Role == ChatRole.Tool) ? Never(token) : ScriptedModel.One(ScriptedModel.CountThenAnswer(call));
        var stopped = (await host.AskAsync("stop me")).Run;
        for (var i = 0; i < 200 && model.Calls.Count < 2; i++)
            await Task.Delay(25, Cancellation);
        await host.Chat.StopAsync(stopped, Cancellation);
        await host.FollowAsync(stopped);
        model.Script = (call, _, _) =>
            ScriptedModel.One(
                call.Messages.Any(m => m.Role == ChatRole.Tool)
                    ? ScriptedModel.Fails(ModelFault.BadRequest, "The prompt is too long.")
                    : ScriptedModel.CountThenAnswer(call)
            );
        var failed = (await host.RunAsync("fail")).RunId;

        var first = Assert.IsType<ReplayedExactly>(await ReplayAsync(host, stopped));
        (first.ModelCalls, first.ToolCalls, first.Ending).ShouldBe((1, 1, "stopped by a person"));
        var second = Assert.IsType<ReplayedExactly>(await ReplayAsync(host, failed));
        (second.ModelCalls, second.ToolCalls, second.Ending).ShouldBe((2, 1, "failed"));
    }

    [Fact]
    public async Task What_the_loop_would_ask_otherwise_now_is_shown_with_both_texts()
    {
        await using var host = await StartAsync(
            new ScriptedModel { Script = (call, _, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: 2)) }
        );
        var run = (await host.RunAsync("How many?")).RunId;
        // As if the loop of then had sent the second prompt with another question: what it was told is another text than what it would be told now.
        await host.ScalarAsync(
            """
            update step_starts set prompt_added = prompt_added[2:2] || prompt_added[1:1] where kind = 'model' and prompt_parent is not null and seq = (
                select max(seq) from step_starts where kind = 'model');
            update steps s set prompt_added = b.prompt_added from step_starts b where (b.run_id, b.seq) = (s.run_id, s.seq)
            """
        );

        var diverged = Assert.IsType<ReplayDiverged>(await ReplayAsync(host, run));

        diverged.What.ShouldBe("message 5 of the prompt");
        diverged.Step.ShouldBe((int)(await host.ScalarAsync("select max(seq) from step_starts where kind = 'model'"))!);
        diverged.Then.ShouldNotBeNull().ShouldNotBe(diverged.Now);
    }

    [Fact]
    public async Task What_is_not_there_or_cannot_be_read_is_said()
    {
        await using var host = await StartAsync(new ScriptedModel());
        var run = (await host.RunAsync("How many?")).RunId;
        (await ReplayAsync(host, Guid.NewGuid())).ShouldBeNull();

        await host.ScalarAsync("delete from blobs where hash = (select response_hash from steps where kind = 'tool' limit 1)");

        Assert.IsType<ReplayRefused>(await ReplayAsync(host, run)).Reason.ShouldStartWith("What the run did cannot be read: Blob ");
    }

    private async Task<RunsHost> StartAsync(ScriptedModel model, string? connection = null) =>
        await RunsHost.StartAsync(connection ?? await postgres.CreateStoreDatabaseAsync(), model);

    private static Task<ReplayOutcome?> ReplayAsync(RunsHost host, Guid run) => host.Get<IReplays>().ReplayAsync(run, Cancellation);

    private static async Task<string> RowsAsync(RunsHost host) =>
        (string)
            (
                await host.ScalarAsync(
                    "select concat_ws(' ', (select count(*) from runs), (select count(*) from step_starts), (select count(*) from steps), (select count(*) from usage), (select count(*) from blobs), (select max(xmin::text::bigint) from runs))"
                )
            )!;

    private static async IAsyncEnumerable<ModelUpdate> Never([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }
}
