using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Client.Chat;
using Workbench.Client.Traces;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

/// <summary>Servers of an older and of a newer program on one store, as in a rolling restart.</summary>
public sealed class WhenVersionsMeet(EmbeddedPostgresFixture postgres)
{
    /// <summary>It asks, and leaves the work to others.</summary>
    private static readonly Dictionary<string, string?> OnlyAsks = new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_an_older_program_began_is_finished_by_a_newer_one_and_the_trace_says_so()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var old = await HostAsync(connection, "1.0", format: 1, new ScriptedModel { Script = (_, _, token) => NeverAsync(token) });
        var asked = await old.AskAsync("How many?");
        await Eventually(() => old.Model.Calls.Count == 1);
        await old.DisposeAsync();
        await using var newer = await HostAsync(connection, "2.0", format: 2);

        (await newer.FollowAsync(asked.Run))[^1].Answer.ShouldNotBeNull().Text.ShouldBe("There are 1.");

        var trace = (await newer.Traces.FindAsync(asked.Run.ToString(), Cancellation)).ShouldNotBeNull();
        trace.Claims.Select(c => c.Program).ShouldBe(["1.0", "2.0"]);
        RunHeaderView.Create(trace).Notes.ShouldContain(n => n.Contains("1.0 → 2.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_newer_program_began_is_left_to_it_and_whoever_waits_reads_why()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var newer = await HostAsync(connection, "2.0", format: 2, settings: OnlyAsks);
        var asked = await newer.AskAsync("How many?");
        await using var old = await HostAsync(connection, "1.0", format: 1);

        (await old.Get<RunClaims>().TryClaimAsync(asked.Run, Cancellation)).ShouldBeNull();
        var waiting = (await old.Get<RunPictures>().FindAsync(asked.Run, Cancellation)).ShouldNotBeNull();
        waiting.Status.ShouldBe(RunStatus.Queued);
        TurnView.Create(waiting).Body.ShouldBeOfType<TurnWorking>().Words.ShouldBe("Waiting for a server with the newer program that began it");

        await using var other = await HostAsync(connection, "2.1", format: 2);
        (await other.FollowAsync(asked.Run))[^1].Status.ShouldBe(RunStatus.Done);
        old.Model.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_a_newer_program_went_on_with_does_not_go_back_to_the_older_one()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var old = await HostAsync(connection, "1.0", format: 1, settings: OnlyAsks);
        var asked = await old.AskAsync("How many?");
        await using (var newer = await HostAsync(connection, "2.0", format: 2, new ScriptedModel { Script = (_, _, token) => NeverAsync(token) }))
            await Eventually(() => newer.Model.Calls.Count == 1);

        (await old.Get<RunClaims>().TryClaimAsync(asked.Run, Cancellation)).ShouldBeNull();
        (await old.ScalarAsync("select journal_format from runs")).ShouldBe(2);
    }

    [Fact]
    public async Task A_run_whose_journal_nobody_reads_any_more_is_refused_and_can_be_asked_again()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var asking = await HostAsync(connection, "1.0", format: JournalFormats.Oldest - 1, settings: OnlyAsks);
        var asked = await asking.AskAsync("How many?");
        await using var host = await HostAsync(connection, "9.0", format: 9);

        var end = (await host.FollowAsync(asked.Run))[^1];

        end.Status.ShouldBe(RunStatus.Failed);
        end.Failure.ShouldNotBeNull().Code.ShouldBe("journal_too_old");
        end.Failure.CanRetry.ShouldBeTrue();
        host.Model.Calls.ShouldBeEmpty();
    }

    private static Task<RunsHost> HostAsync(
        string connection,
        string program,
        int format,
        ScriptedModel? model = null,
        Dictionary<string, string?>? settings = null
    ) => RunsHost.StartAsync(connection, model, settings: settings, more: s => s.AddSingleton(new Worker { Program = program, JournalFormat = format }));

    private static async IAsyncEnumerable<ModelUpdate> NeverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
            await Task.Delay(25, Cancellation);
        condition().ShouldBeTrue();
    }
}
