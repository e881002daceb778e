using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Forks;
using Workbench.Server.Tools;
using Workbench.Shared.Chat;
using Workbench.Shared.Forks;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Retention;

namespace Workbench.Tests.Runs;

/// <summary>A scripted tool in the place of the sandbox. The scripted run: 1 route, 2 model, 3 effect, 4 model, 5 answer (tool), 6 answer.</summary>
public sealed class WhenAToolMakesFiles(EmbeddedPostgresFixture postgres)
{
    private const int Effect = 3;

    private static readonly byte[] Picture = [0x89, 0x50, 0x4E, 0x47, 0, 1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_kept_with_its_step_and_the_run_replays_without_them()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await RunAsync(host, new("plot.png", "image/png", Picture), new("rows.csv", "text/csv", "région,n\n"u8.ToArray()));

        var step = (await host.Traces.StepAsync(run, Effect, Cancellation)).ShouldNotBeNull();
        step.Files.ShouldBe([
            new StepFile(1, "plot.png", "image/png", 8, IsKept: true),
            new StepFile(2, "rows.csv", "text/csv", 10, IsKept: true) { Text = "région,n\n" },
        ]);
        var file = (await host.Traces.FileAsync(run, Effect, 1, Cancellation)).ShouldNotBeNull();
        file.Content.ToArray().ShouldBe(Picture);
        (await host.Traces.FileAsync(run, Effect, 3, Cancellation)).ShouldBeNull();
        (await host.Get<IReplays>().ReplayAsync(run, Cancellation)).ShouldBeOfType<ReplayedExactly>();
    }

    [Fact]
    public async Task What_is_too_large_is_named_and_not_kept_and_what_is_no_text_is_not_shown_as_one()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await RunAsync(
            host,
            new("flood.bin", "application/octet-stream", new byte[20_000_001]),
            new("odd.txt", "text/plain", new byte[] { 0xFF, 0xFE })
        );

        (await host.Traces.StepAsync(run, Effect, Cancellation))
            .ShouldNotBeNull()
            .Files.ShouldBe([
                new StepFile(1, "flood.bin", "application/octet-stream", 20_000_001, IsKept: false),
                new StepFile(2, "odd.txt", "text/plain", 2, IsKept: true),
            ]);
        (await host.Traces.FileAsync(run, Effect, 1, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_export_holds_them_and_a_fork_behind_the_step_has_them_too()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), more: services => services.AddForks());
        var run = await RunAsync(host, new ToolFile("plot.png", "image/png", Picture));

        var export = (await host.Traces.ExportAsync(run, Cancellation)).ShouldNotBeNull().RootElement;
        var hash = export.GetProperty("step_files")[0].GetProperty("hash").GetString()!;
        export.GetProperty("files").GetProperty(hash).GetBytesFromBase64().ShouldBe(Picture);

        var fork = (await host.Get<IRunForks>().ForkAsync(new ForkRequest(run, 4), Cancellation)).ShouldBeOfType<Forked>();
        await host.FollowAsync(fork.Run);
        (await host.Traces.FileAsync(fork.Run, Effect, 1, Cancellation)).ShouldNotBeNull().Content.ToArray().ShouldBe(Picture);
    }

    [Fact]
    public async Task They_go_with_their_run()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var run = await RunAsync(host.Runs, new ToolFile("secret.txt", "text/plain", Encoding.UTF8.GetBytes("only in this file")));
        await host.AgeAsync(41, run);
        await host.ApplyAsync();
        await host.NextDayAsync();
        await host.ApplyAsync();

        (await host.CountAsync("select count(*) from step_files")).ShouldBe(0);
        (await host.CountAsync("select count(*) from blobs")).ShouldBe(0);
    }

    private static async Task<Guid> RunAsync(RunsHost host, params IReadOnlyList<ToolFile> files)
    {
        host.Model.Script = (call, _, _) =>
            ScriptedModel.One(
                call.Messages[^1].Role == ChatRole.Tool ? ScriptedModel.Answer("Done.") : ScriptedModel.CallOf("effect", new JsonObject(), "call_1")
            );
        host.Get<IEnumerable<IAgentTool>>().OfType<EffectTool>().Single().Files = files;
        var run = await host.RunAsync("Draw it.");
        run.Status.ShouldBe(RunStatus.Done);
        return run.RunId;
    }
}
