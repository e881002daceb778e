using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Shouldly;
using Workbench.Server.StepLogs;
using Workbench.Server.Tools;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Traces;

/// <summary>A scripted tool that logs. The scripted run: 1 route, 2 model, 3 effect, 4 model, 5 answer (tool), 6 answer.</summary>
public sealed class WhenAStepLogs(EmbeddedPostgresFixture postgres)
{
    private const int Effect = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_lines_are_kept_with_it_and_a_replay_adds_none()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var log = host.Get<ILoggerFactory>().CreateLogger("Workbench.Sending.Post");
        log.LogInformation("Of no step.");
        var run = await RunAsync(
            host,
            async () =>
            {
                log.LogDebug("Asking #sales.");
                await Task.Yield();
                log.LogWarning("It took long.");
            }
        );

        (await LinesAsync(host, run, Effect)).ShouldBe([
            ("debug", "Workbench.Sending.Post", "Asking #sales."),
            ("warning", "Workbench.Sending.Post", "It took long."),
        ]);
        foreach (var other in (int[])[1, 2, 4, 5, 6])
            (await LinesAsync(host, run, other)).ShouldBeEmpty($"step {other}");

        (await host.Get<IReplays>().ReplayAsync(run, Cancellation)).ShouldBeOfType<ReplayedExactly>();
        (await LinesAsync(host, run, Effect)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_tool_that_breaks_leaves_its_stack_trace()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await RunAsync(host, () => throw new InvalidCastException("No channel."));

        var (level, _, text) = (await LinesAsync(host, run, Effect)).ShouldHaveSingleItem();
        level.ShouldBe("error");
        text.ShouldStartWith("The tool effect broke\nSystem.InvalidCastException: No channel.");
        text.ShouldContain(nameof(WhenAStepLogs));
    }

    [Fact]
    public async Task One_that_floods_the_log_keeps_its_first_lines_and_says_that_there_are_more()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var log = host.Get<ILoggerFactory>().CreateLogger("Flood");
        var run = await RunAsync(
            host,
            () =>
            {
                for (var i = 0; i < 2_000; i++)
                    log.LogInformation("Once more.");
                return Task.CompletedTask;
            }
        );

        var lines = await LinesAsync(host, run, Effect);

        lines.Count.ShouldBe(500);
        lines.SkipLast(1).ShouldAllBe(l => l.Text == "Once more.");
        lines[499].Text.ShouldBe("There are more lines of this step in the server's log.");
    }

    private static async Task<Guid> RunAsync(RunsHost host, Func<Task> effect)
    {
        host.Get<IEnumerable<IAgentTool>>().OfType<EffectTool>().Single().Effect = _ => effect();
        host.Model.Script = (call, _, _) =>
            ScriptedModel.One(
                call.Messages[^1].Role == ChatRole.Tool ? ScriptedModel.Answer("Sent.") : ScriptedModel.CallOf("effect", new JsonObject(), "call_1")
            );
        return (await host.RunAsync("Send it.")).RunId;
    }

    private static async Task<List<(string Level, string Category, string Text)>> LinesAsync(RunsHost host, Guid run, int step)
    {
        await host.Get<StepLogWriter>().WriteWaitingAsync(Cancellation);
        return [.. (await host.Traces.StepAsync(run, step, Cancellation)).ShouldNotBeNull().Log.Select(l => (l.Level, l.Category, l.Text))];
    }
}
