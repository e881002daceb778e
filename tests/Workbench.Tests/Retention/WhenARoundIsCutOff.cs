using Npgsql;
using Shouldly;
using Workbench.Server.Costs;
using Workbench.Shared.Retention;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Retention;

/// <summary>The process that deletes dies half way: its connection is gone, as after SIGKILL.</summary>
public sealed class WhenARoundIsCutOff(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_run_is_there_whole_or_gone_whole_and_the_next_round_goes_on()
    {
        await using var host = await RetentionHost.StartAsync(
            postgres,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Retention:Together"] = "1", ["Retention:Pause"] = "0" }
        );
        List<Guid> runs = [];
        foreach (var what in (string[])["trees", "hills", "rivers"])
        {
            runs.Add((await host.Runs.RunAsync($"How many {what}?")).RunId);
            await host.AgeAsync(50 - runs.Count, runs[^1]);
        }
        await host.Runs.Get<CostDays>().SumAsync(Cancellation);
        var before = await host.ReportsAsync();
        // Somebody holds steps of the second, so that the round is within its transaction when it dies.
        await using var holder = await host.Runs.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand($"select from steps where run_id = '{runs[1]}' for update", holder);
        await hold.ExecuteNonQueryAsync(Cancellation);
        var applying = host.ApplyAsync();
        await host.WaitersAsync(1);
        (await host.PlanAsync()).Last.ShouldNotBeNull().State.ShouldBe(RetentionState.Running);

        await host.Runs.ScalarAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await Should.ThrowAsync<NpgsqlException>(async () => await applying);
        await transaction.RollbackAsync(Cancellation);

        var cut = (await host.PlanAsync()).Last.ShouldNotBeNull();
        (cut.State, cut.Due, cut.Runs).ShouldBe((RetentionState.CutOff, 3, 1));
        (await host.CountAsync("select count(distinct run_id) from steps")).ShouldBe(2);
        (await host.CountAsync("select count(*) from runs")).ShouldBe(2);
        (await host.CountAsync($"select count(*) from usage where run_id = '{runs[1]}'")).ShouldBe(2);
        await SumsStayAsync(host, before);
        (await host.MissingAsync()).ShouldBe(0);

        (await host.ApplyAsync()).Runs.ShouldBe(2);
        await SumsStayAsync(host, before);
        (await host.PlanAsync()).Last.ShouldNotBeNull().State.ShouldBe(RetentionState.Done);
    }

    [Fact]
    public async Task Texts_that_were_looked_at_and_not_deleted_yet_are_looked_at_again()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        await host.AgeAsync(41, old.RunId);
        await host.ApplyAsync();
        await host.NextDayAsync();
        var all = await host.CountAsync("select count(*) from blobs");
        await using var holder = await host.Runs.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand("select from blobs order by hash desc limit 1 for update", holder);
        await hold.ExecuteNonQueryAsync(Cancellation);
        var applying = host.ApplyAsync();
        await host.WaitersAsync(1);

        await host.Runs.ScalarAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await Should.ThrowAsync<NpgsqlException>(async () => await applying);
        await transaction.RollbackAsync(Cancellation);

        (await host.ApplyAsync()).Blobs.ShouldBe(all);
        (await host.CountAsync("select count(*) from blobs")).ShouldBe(0);
    }

    private static async Task SumsStayAsync(RetentionHost host, List<Workbench.Shared.Costs.CostReport> before)
    {
        foreach (var (after, was) in (await host.ReportsAsync()).Zip(before))
        {
            after.Totals.ShouldBe(was.Totals);
            after.Days.Select(d => (d.Day, d.Totals)).ShouldBe(was.Days.Select(d => (d.Day, d.Totals)));
        }
    }
}
