using Npgsql;
using Shouldly;
using Workbench.Server.Costs;
using Workbench.Server.Forks;
using Workbench.Server.Retention;
using Workbench.Server.Runs;
using Workbench.Shared.Forks;
using Workbench.Shared.Retention;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Retention;

/// <summary>Runs and what was said in them are deleted while other runs say the same.</summary>
public sealed class WhenOthersWriteMeanwhile(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_finds_what_it_names_and_no_cent_is_lost()
    {
        // A second stands for the day in which nobody deletes what was written, and a process relies on nothing.
        await using var host = await RetentionHost.StartAsync(postgres, knownFor: TimeSpan.Zero);
        const int askers = 4,
            atLeast = 12,
            atMost = 200;
        using var done = new CancellationTokenSource();
        var deleted = new Deleted();
        var deleting = DeleteAsync(host, deleted, done.Token);

        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, askers)
                .Select(asker =>
                    Task.Run(async () =>
                    {
                        List<RunStatus> ended = [];
                        Guid? conversation = null;
                        // On a busy machine it takes longer until something is deleted, and it is what they write meanwhile that counts.
                        for (var i = 0; i < atLeast || (i < atMost && (deleted.Runs == 0 || deleted.Blobs == 0)); i++)
                        {
                            // All say the same, so that what one deletes another needs.
                            var run = await host.Runs.RunAsync($"How many {(i + asker) % 3}?", i % 4 == 0 ? null : conversation);
                            conversation = run.ConversationId;
                            ended.Add(run.Status);
                            await Task.Delay(Random.Shared.Next(300), Cancellation);
                        }
                        return ended;
                    })
                )
        );
        await done.CancelAsync();
        await deleting;

        var asked = statuses.Sum(s => s.Count);
        statuses.SelectMany(s => s).ShouldAllBe(s => s == RunStatus.Done);
        deleted.Runs.ShouldBeGreaterThan(0);
        deleted.Blobs.ShouldBeGreaterThan(0);
        (await host.MissingAsync()).ShouldBe(0);
        await host.Runs.Get<CostDays>().SumAsync(Cancellation);
        foreach (var report in await host.ReportsAsync())
        {
            report.Totals.Runs.ShouldBe(asked);
            report.Totals.CostUsd.ShouldBe(asked * 0.004m, "two calls for 0.002 dollars each");
        }
        (await host.CountAsync("select count(*) from runs")).ShouldBe(asked - deleted.Runs);
    }

    [Fact]
    public async Task A_blob_that_a_writer_has_in_hand_stays_whoever_comes_first()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        await host.AgeAsync(41, old.RunId);
        await host.ApplyAsync();
        await host.NextDayAsync();
        var all = await host.CountAsync("select count(*) from blobs");
        // The same blob, written by another process that does not know it: not committed yet.
        await using var writer = await host.Runs.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await writer.BeginTransactionAsync(Cancellation);
        await using var keep = new NpgsqlCommand(
            $"insert into blobs (hash, size, is_compressed, data) select hash, size, is_compressed, data from blobs order by hash limit 1 {JournalSql.OnBlobConflict} returning hash",
            writer
        );
        var hash = (byte[])(await keep.ExecuteScalarAsync(Cancellation))!;

        var applying = host.ApplyAsync();
        await host.WaitersAsync(1);
        await transaction.CommitAsync(Cancellation);

        (await applying).Blobs.ShouldBe(all - 1);
        (await host.Runs.ScalarAsync("select hash from blobs")).ShouldBe(hash);
        (await host.CountAsync("select count(*) from blob_removals")).ShouldBe(1, "it is looked at again");
    }

    [Fact]
    public async Task What_a_process_wrote_within_the_day_stays_though_nothing_names_it()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        await host.AgeAsync(41, old.RunId);
        await host.ApplyAsync();
        await host.Runs.ScalarAsync("update blob_removals set since = since - interval '1 day'");

        (await host.ApplyAsync()).Blobs.ShouldBe(0, "this process knows them, and writes none of them again");

        await host.Runs.RunAsync("How many trees?");
        (await host.MissingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_an_executor_that_stands_still_may_have_in_hand_stays()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        var halted = await host.Runs.RunAsync("How many hills?");
        var own = await host.OwnOfAsync(old.RunId, halted.RunId);
        await host.AgeAsync(41, old.RunId);
        await host.ApplyAsync();
        await host.NextDayAsync();
        // Taken up two days ago, and not over: its process was stopped, and may go on at any moment with what it had in hand.
        await host.Runs.ScalarAsync($"update run_claims set at = now() - interval '2 days' where run_id = '{halted.RunId}'");
        await host.Runs.ScalarAsync($"update runs set status = 'running', lease_until = now() + interval '1 hour' where id = '{halted.RunId}'");
        (await host.ApplyAsync()).Blobs.ShouldBe(0);

        await host.Runs.ScalarAsync("update blobs set kept_at = now() - interval '3 days'");

        (await host.ApplyAsync()).Blobs.ShouldBe(own, "what only the run said that is gone, and nobody wrote since");
        (await host.MissingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_question_that_comes_while_its_conversation_is_deleted_begins_it_anew()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        await host.AgeAsync(41, old.RunId);
        // Somebody holds the run for a moment, so that the round waits with the conversation in its hand.
        await using var holder = await host.Runs.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand("select from runs for update", holder);
        await hold.ExecuteNonQueryAsync(Cancellation);
        var applying = host.ApplyAsync();
        await host.WaitersAsync(1);
        var asking = host.Runs.RunAsync("And now?", old.ConversationId);
        await host.WaitersAsync(2);
        await transaction.CommitAsync(Cancellation);

        (await applying).Runs.ShouldBe(1);
        var asked = await asking;
        asked.Status.ShouldBe(RunStatus.Done);
        asked.ConversationId.ShouldBe(old.ConversationId);
        (await host.CountAsync($"select count(*) from conversations where id = '{old.ConversationId}'")).ShouldBe(1);
        (await host.MissingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_fork_of_a_run_that_is_deleted_at_that_moment_is_refused()
    {
        await using var host = await RetentionHost.StartAsync(postgres, more: services => services.AddForks());
        var old = await host.Runs.RunAsync("How many trees?");
        await host.AgeAsync(41, old.RunId);
        await using var holder = await host.Runs.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand("select from runs for update", holder);
        await hold.ExecuteNonQueryAsync(Cancellation);
        var applying = host.ApplyAsync();
        await host.WaitersAsync(1);
        var forking = host.Runs.Get<IRunForks>().ForkAsync(new ForkRequest(old.RunId, 2), Cancellation);
        await host.WaitersAsync(2);
        await transaction.CommitAsync(Cancellation);

        (await applying).Runs.ShouldBe(1);
        (await forking).ShouldBeOfType<ForkRefused>().Reason.ShouldContain("was deleted a moment ago");
        (await host.CountAsync("select count(*) from runs")).ShouldBe(0);
        (await host.CountAsync("select count(*) from steps")).ShouldBe(0);
    }

    private static async Task DeleteAsync(RetentionHost host, Deleted deleted, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            var over = (Guid[])
                (
                    await host.Runs.ScalarAsync(
                        "select coalesce(array_agg(id), '{}') from runs where status = 'done' and ended_at between now() - interval '1 day' and now() - interval '0.5 seconds'"
                    )
                )!;
            await host.AgeAsync(41, over);
            await host.Runs.ScalarAsync(
                "update blobs set kept_at = kept_at - interval '1 day' where kept_at between now() - interval '1 day' and now() - interval '1 second'"
            );
            await host.Runs.ScalarAsync("update blob_removals set since = since - interval '1 day' where since < now() - interval '1 second'");
            var round = await host.ApplyAsync();
            deleted.Add(round);
        }
    }

    private sealed class Deleted
    {
        private long _runs;
        private long _blobs;

        public long Runs => Interlocked.Read(ref _runs);

        public long Blobs => Interlocked.Read(ref _blobs);

        public void Add(RetentionRound round)
        {
            Interlocked.Add(ref _runs, round.Runs);
            Interlocked.Add(ref _blobs, round.Blobs);
        }
    }
}
