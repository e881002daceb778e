using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Server.Warehouses.Demo;
using Workbench.Server.Workspace;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenTheStartFails(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_refused_with_the_reason_until_it_has_worked()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), isReady: false);
        var startup = host.Get<StartupProgress>();
        startup.Fail("The warehouse is down.");

        var refused = Assert.IsType<AskRejected>(await host.Chat.AskAsync(new AskRequest("How many?"), Cancellation));
        refused.Message.ShouldContain("The warehouse is down.");

        startup.Report("Looking again", 0);
        startup.Ready();
        (await host.RunAsync("How many?")).Status.ShouldBe(RunStatus.Done);
    }

    [Fact]
    public async Task Whoever_waits_is_told_and_a_later_start_executes_what_is_asked_then()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), isReady: false);
        var asked = await host.AskAsync("How many?");
        var startup = host.Get<StartupProgress>();
        startup.Fail("The warehouse is down.");

        var end = (await host.FollowAsync(asked.Run))[^1];
        (end.Status, end.Failure?.Code).ShouldBe((RunStatus.Failed, "not_ready"));
        end.Failure.ShouldNotBeNull().Message.ShouldContain("The warehouse is down.");

        startup.Report("Looking again", 0);
        var second = await host.AskAsync("How many?", asked.Conversation);
        startup.Ready();
        (await host.FollowAsync(second.Run))[^1].Status.ShouldBe(RunStatus.Done);
    }

    [Fact]
    public async Task It_is_tried_again()
    {
        var warehouses = Substitute.For<IWarehouseSetup>();
        var tries = 0;
        warehouses
            .GrantAsync(Arg.Any<SemanticLayer>(), Arg.Any<CancellationToken>())
            .Returns(_ => ++tries == 1 ? throw new Npgsql.NpgsqlException("Connection refused.") : 0);
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), isReady: false);
        var progress = new StartupProgress();
        List<string> failures = [];
        progress.Changed += () =>
        {
            if (progress.Current.Failure is { } failure)
                failures.Add(failure);
        };
        var startup = new WorkspaceStartup(
            warehouses,
            host.Get<Today>(),
            progress,
            host.Get<ISemanticLayers>(),
            TimeProvider.System,
            NullLogger<WorkspaceStartup>.Instance
        );

        await startup.RunUntilReadyAsync(Cancellation);

        await progress.WhenReadyAsync(Cancellation);
        failures.ShouldHaveSingleItem().ShouldContain("Connection refused.");
    }
}
