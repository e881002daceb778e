using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Comparisons;
using Workbench.Server.Forks;
using Workbench.Shared.Comparisons;
using Workbench.Shared.Forks;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Comparisons;

/// <summary>Runs of 1 route, 2 model, 3 count, 4 its statement, 5 model, 6 answer (tool), 7 answer.</summary>
public sealed class WhenTwoRunsAreCompared(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fork_is_the_same_up_to_what_was_changed()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Answer("Many."));
        var fork = (await host.Get<IRunForks>().ForkAsync(new ForkRequest(origin.RunId, 5), Cancellation)).ShouldBeOfType<Forked>().Run;
        await host.FollowAsync(fork);

        var comparison = await CompareAsync(host, origin.RunId, fork);

        comparison.Pairs.Select(p => (p.A?.Seq, p.B?.Seq)).ShouldBe(Enumerable.Range(1, 7).Select(i => ((int?)i, (int?)i)));
        comparison.Pairs.TakeWhile(p => p.IsSame).Count().ShouldBe(4);
        comparison.FirstDifference.ShouldNotBeNull().Differences.ShouldBe(["result"], "the same prompt, another reply");
        comparison.Pairs[5].Differences.ShouldContain("request");
    }

    [Fact]
    public async Task A_step_more_stands_alone_and_the_rest_beside_its_like()
    {
        await using var host = await StartAsync();
        var one = await host.RunAsync("How many?");
        host.Model.Script = (call, _, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: 2));
        var two = await host.RunAsync("How many?");

        var comparison = await CompareAsync(host, one.RunId, two.RunId);

        comparison.Pairs.Where(p => p.A is null).Select(p => p.B!.Kind).ShouldBe([StepKind.Tool, StepKind.Sql, StepKind.Model], ignoreOrder: true);
        comparison.Pairs.ShouldAllBe(p => p.B != null, "all that the shorter one did, the longer one did too");
        comparison.Pairs.Where(p => p is { A: not null, B: not null }).ShouldAllBe(p => p.A!.Kind == p.B!.Kind);
        comparison.Pairs[^1].A.ShouldNotBeNull().Kind.ShouldBe(StepKind.Answer);
    }

    [Fact]
    public async Task What_lies_near_is_offered_first()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var again = await host.RunAsync("How many?", origin.ConversationId);
        await host.RunAsync("Something else?", origin.ConversationId);
        var fork = (await host.Get<IRunForks>().ForkAsync(new ForkRequest(origin.RunId, 5), Cancellation)).ShouldBeOfType<Forked>().Run;
        await host.FollowAsync(fork);

        (await host.Get<IRunComparisons>().SuggestAsync(fork, Cancellation)).Select(r => r.Run).ShouldBe([origin.RunId, again.RunId]);
        (await host.Get<IRunComparisons>().SuggestAsync(origin.RunId, Cancellation))
            .Select(r => (r.Run, r.Why))
            .ShouldBe([(fork, "a fork of it"), (again.RunId, "the same question in this conversation")]);
    }

    [Fact]
    public async Task What_is_no_pair_is_refused()
    {
        await using var host = await StartAsync();
        var run = (await host.RunAsync("How many?")).RunId.ToString();
        var comparisons = host.Get<IRunComparisons>();

        (await comparisons.CompareAsync(run, run, Cancellation)).ShouldBeOfType<NotCompared>().Reason.ShouldContain("the same run");
        (await comparisons.CompareAsync(run, "ffffffff", Cancellation)).ShouldBeOfType<NotCompared>().Reason.ShouldContain("no run ffffffff");
    }

    private async Task<RunsHost> StartAsync() =>
        await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), more: services => services.AddForks().AddComparisons());

    private static async Task<RunComparison> CompareAsync(RunsHost host, Guid a, Guid b) =>
        (await host.Get<IRunComparisons>().CompareAsync(a.ToString(), b.ToString(), Cancellation)).ShouldBeOfType<RunComparison>();
}
