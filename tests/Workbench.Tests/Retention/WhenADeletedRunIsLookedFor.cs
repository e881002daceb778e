using Shouldly;
using Workbench.Server.Comparisons;
using Workbench.Server.Forks;
using Workbench.Shared.Chat;
using Workbench.Shared.Comparisons;
using Workbench.Shared.Forks;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Retention;

/// <summary>Links outlive runs: in a label, an eval's result, a bookmark, a page that is open.</summary>
public sealed class WhenADeletedRunIsLookedFor(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_for_it_is_told_that_it_is_not_there()
    {
        await using var host = await StartAsync();
        var old = await host.Runs.RunAsync("How many trees?");
        var young = await host.Runs.RunAsync("How many hills?");
        var shared = await host.Runs.Chat.ShareAsync(old.ConversationId, Cancellation);
        await host.AgeAsync(41, old.RunId);
        (await host.ApplyAsync()).Runs.ShouldBe(1);

        var id = old.RunId.ToString();
        (await host.Runs.Traces.FindAsync(id, Cancellation)).ShouldBeNull();
        (await host.Runs.Traces.StepsAsync(old.RunId, 0, 10, Cancellation)).ShouldBeEmpty();
        (await host.Runs.Costs.BillAsync(old.RunId, Cancellation)).ShouldBeNull();
        (await host.ReportsAsync()).ShouldAllBe(r => r.DearestRuns.All(d => d.Run == young.RunId));
        (await host.Runs.Get<IRunComparisons>().CompareAsync(id, young.RunId.ToString(), Cancellation)).ShouldBeOfType<NotCompared>().Reason.ShouldContain(id);
        (await host.Runs.Get<IRunForks>().OfferAsync(old.RunId, 2, Cancellation)).ShouldBeOfType<NoFork>().Reason.ShouldContain(id);
        (await host.Runs.Get<IRunForks>().ForkAsync(new ForkRequest(old.RunId, 2), Cancellation)).ShouldBeOfType<ForkRefused>();
        (await host.Runs.Get<IRunForks>().ShowInConversationAsync(old.RunId, Cancellation)).ShouldBeFalse();

        (await host.Runs.Chat.FindAsync(old.ConversationId, Cancellation)).ShouldBeNull();
        (await host.Runs.Chat.FindSharedAsync(shared, Cancellation)).ShouldBeNull();
        (await host.Runs.Chat.ListAsync(null, null, Cancellation)).Conversations.ShouldAllBe(c => c.Id == young.ConversationId);
        (await host.Runs.Chat.AskAsync(new AskRequest("And now?", old.ConversationId), Cancellation))
            .ShouldBeOfType<AskRejected>()
            .Message.ShouldContain("Start a new one");
        (await host.Runs.Chat.RetryAsync(old.RunId, null, Cancellation)).ShouldBeOfType<AskRejected>();
        (await host.Runs.Chat.EditAsync(old.RunId, "How many now?", Cancellation)).ShouldBeOfType<AskRejected>();
    }

    [Fact]
    public async Task A_run_stays_as_long_as_a_fork_or_a_retry_of_it_stays()
    {
        await using var host = await StartAsync();
        var forked = await host.Runs.RunAsync("How many trees?");
        var retried = await host.Runs.RunAsync("How many hills?");
        var fork = (await host.Runs.Get<IRunForks>().ForkAsync(new ForkRequest(forked.RunId, 2), Cancellation)).ShouldBeOfType<Forked>();
        (await host.Runs.FollowAsync(fork.Run))[^1].Status.ShouldBe(RunStatus.Done);
        var retry = (await host.Runs.Chat.RetryAsync(retried.RunId, null, Cancellation)).ShouldBeOfType<Asked>();
        (await host.Runs.FollowAsync(retry.Run))[^1].Status.ShouldBe(RunStatus.Done);
        await host.AgeAsync(60, forked.RunId, retried.RunId);

        (await host.ApplyAsync()).Runs.ShouldBe(0);
        (await host.Runs.Traces.FindAsync(fork.Run.ToString(), Cancellation)).ShouldNotBeNull().Fork.ShouldNotBeNull().Run.ShouldBe(forked.RunId);

        await host.AgeAsync(60, fork.Run, retry.Run);
        (await host.ApplyAsync()).Runs.ShouldBe(4);
    }

    private Task<RetentionHost> StartAsync() => RetentionHost.StartAsync(postgres, more: services => services.AddForks().AddComparisons());
}
