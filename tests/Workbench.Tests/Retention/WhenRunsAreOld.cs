using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Workbench.Server.Costs;
using Workbench.Server.Retention;
using Workbench.Server.Runs;
using Workbench.Shared.Retention;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;
using Workbench.Tests.Traces;

namespace Workbench.Tests.Retention;

public sealed class WhenRunsAreOld(EmbeddedPostgresFixture postgres)
{
    private static readonly string[] OfRuns = ["runs", "conversations", "run_claims", "step_starts", "steps", "step_attempts", "usage", "run_texts"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_go_with_all_that_is_theirs_and_every_sum_of_the_cost_pages_stays()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = new[] { await host.Runs.RunAsync("How many trees?"), await host.Runs.RunAsync("How many rivers?") };
        var young = await host.Runs.RunAsync("How many hills?");
        await host.AgeAsync(41, [.. old.Select(r => r.RunId)]);
        await host.AgeAsync(39, young.RunId);
        await WhenTracesAreSearched.IndexAsync(host.Runs);
        await host.Runs.Get<CostDays>().SumAsync(Cancellation);
        var before = await host.ReportsAsync();
        before[0].Totals.CostUsd.ShouldBe(0.012m, "three runs of two calls for 0.002 dollars");
        var plan = await host.PlanAsync();
        var line = plan.Agents.ShouldHaveSingleItem();
        (line.Agent, line.Days, line.Runs, line.Due).ShouldBe(("d0", 40, 3, 2));

        var round = await host.ApplyAsync();

        (round.Runs, round.Conversations, round.By).ShouldBe((2, 2, "ada"));
        foreach (var table in OfRuns)
        {
            var key = table switch
            {
                "runs" => "id",
                "conversations" => "(select conversation_id from runs where conversation_id = conversations.id)",
                _ => "run_id",
            };
            (
                await host.CountAsync(
                    $"select count(*) from {table} where {key} is distinct from '{(table == "conversations" ? young.ConversationId : young.RunId)}'"
                )
            ).ShouldBe(0, table);
        }
        (await host.CountAsync("select count(*) from usage")).ShouldBe(2);
        foreach (var summed in (bool[])[false, true])
        {
            if (summed)
                await host.Runs.Get<CostDays>().SumAsync(Cancellation);
            var after = await host.ReportsAsync();
            foreach (var (a, b) in after.Zip(before))
            {
                a.Totals.ShouldBe(b.Totals);
                a.Lines.Select(l => (l.Name, l.Totals)).ShouldBe(b.Lines.Select(l => (l.Name, l.Totals)));
                a.Days.Select(d => (d.Day, d.Totals)).ShouldBe(b.Days.Select(d => (d.Day, d.Totals)));
            }
        }
        (await host.Runs.Traces.FindAsync(old[0].RunId.ToString(), Cancellation)).ShouldBeNull();
        (await host.Runs.Traces.FindAsync(young.RunId.ToString(), Cancellation)).ShouldNotBeNull();
        var last = (await host.PlanAsync()).Last.ShouldNotBeNull();
        (last.State, last.Due, last.Runs).ShouldBe((RetentionState.Done, 2, 2));
        (await host.ApplyAsync()).Runs.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_said_goes_a_day_later_and_only_what_nobody_else_needs()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        var young = await host.Runs.RunAsync("How many hills?");
        var before = await host.CountAsync("select count(*) from blobs");
        var own = await host.OwnOfAsync(old.RunId, young.RunId);
        own.ShouldBeInRange(1, (int)before - 1);
        await host.AgeAsync(41, old.RunId);
        await host.ApplyAsync();
        (await host.ApplyAsync()).Blobs.ShouldBe(0, "somebody may be about to name them");

        await host.NextDayAsync();
        var round = await host.ApplyAsync();

        round.Blobs.ShouldBe(own);
        round.Bytes.ShouldBeGreaterThan(0);
        (await host.CountAsync("select count(*) from blobs")).ShouldBe(before - own);
        (await host.CountAsync("select count(*) from blob_removals")).ShouldBe(0);
        (await host.MissingAsync()).ShouldBe(0);

        await host.AgeAsync(41, young.RunId);
        await host.ApplyAsync();
        await host.NextDayAsync();
        (await host.ApplyAsync()).Blobs.ShouldBe(before - own);
        (await host.CountAsync("select count(*) from blobs")).ShouldBe(0);
    }

    [Fact]
    public async Task A_message_as_it_left_masked_goes_with_the_last_step_whose_notes_name_it()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var old = await host.Runs.RunAsync("How many trees?");
        var young = await host.Runs.RunAsync("How many hills?");
        var masked = Blob.Of(new byte[] { 1, 2, 3 });
        foreach (var run in (Guid[])[old.RunId, young.RunId])
        {
            var notes = Blob.Of(
                StoredResults.Pack(
                    new ModelStepNotes
                    {
                        Masked =
                        [
                            new MaskedPromptNote(
                                "p",
                                new Dictionary<int, string> { [1] = Convert.ToHexStringLower(masked.Hash) },
                                new Dictionary<string, int> { [run.ToString()] = 1 }
                            ),
                        ],
                    }
                )
            );
            await using var batch = host.Runs.Store.CreateBatch();
            batch.BatchCommands.Add(JournalSql.Write(run, new BlobKept(masked)));
            batch.BatchCommands.Add(JournalSql.Write(run, new BlobKept(notes)));
            await batch.ExecuteNonQueryAsync(Cancellation);
            await using var name = host.Runs.Store.CreateCommand(
                "update steps set data_hash = $1 where run_id = $2 and seq = (select min(seq) from steps where run_id = $2 and kind = 'model')"
            );
            name.Parameters.Add(new() { Value = notes.Hash });
            name.Parameters.Add(new() { Value = run });
            await name.ExecuteNonQueryAsync(Cancellation);
        }
        var isThere = $"select count(*) from blobs where hash = '\\x{Convert.ToHexStringLower(masked.Hash)}'";
        await host.AgeAsync(41, old.RunId);
        await host.ApplyAsync();
        await host.NextDayAsync();
        await host.ApplyAsync();
        (await host.CountAsync(isThere)).ShouldBe(1, "the other run shows it");

        await host.AgeAsync(41, young.RunId);
        await host.ApplyAsync();
        await host.NextDayAsync();
        await host.ApplyAsync();

        (await host.CountAsync(isThere)).ShouldBe(0);
    }

    [Fact]
    public async Task They_stay_while_they_are_not_over_or_their_conversation_goes_on_and_the_plan_says_so()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        var first = await host.Runs.RunAsync("How many trees?");
        var second = await host.Runs.RunAsync("How many now?", first.ConversationId);
        host.Runs.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.AskUser("Which?", "trees", "hills"));
        var waiting = await host.Runs.RunAsync("How many?");
        waiting.Status.ShouldBe(RunStatus.Waiting);
        await host.AgeAsync(50, first.RunId, waiting.RunId);

        var plan = await host.PlanAsync();
        plan.Due.ShouldBe(0);
        plan.Kept.Select(k => k.Runs).ShouldBe([1, 1]);
        plan.Kept[0].Reason.ShouldBe("are not over");
        plan.Kept[1].Reason.ShouldContain("conversation that goes on");
        (await host.ApplyAsync()).Runs.ShouldBe(0);

        await host.AgeAsync(50, second.RunId);
        (await host.PlanAsync()).Due.ShouldBe(2);
        (await host.ApplyAsync()).Runs.ShouldBe(2);
        (await host.CountAsync("select count(*) from runs")).ShouldBe(1);
    }

    [Fact]
    public async Task Each_agent_has_its_own_age_and_other_features_their_reasons()
    {
        await using var host = await RetentionHost.StartAsync(
            postgres,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Retention:Days"] = "60",
                ["Retention:Rules:0:Agent"] = "key:*",
                ["Retention:Rules:0:Days"] = "35",
                ["Retention:Rules:1:Agent"] = "audited",
            },
            more: services =>
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(
                    services,
                    new RunKeeper("are loved", run => $"exists (select from runs l where l.id = {run} and l.question like '%love%')")
                )
        );
        var runs = new List<Guid>();
        foreach (var (agent, question) in ((string, string)[])[("d0", "a"), ("key:portal", "b"), ("key:shop", "love"), ("audited", "c")])
        {
            runs.Add((await host.Runs.RunAsync(question)).RunId);
            await host.Runs.ScalarAsync($"update runs set agent = '{agent}' where id = '{runs[^1]}'");
        }
        await host.AgeAsync(50, [.. runs]);

        var plan = await host.PlanAsync();

        plan.Agents.Select(a => (a.Agent, a.Days, a.Due)).ShouldBe([("audited", (int?)null, 0L), ("d0", 60, 0), ("key:portal", 35, 1), ("key:shop", 35, 0)]);
        plan.Kept.ShouldHaveSingleItem().ShouldBe(new RetentionKept("are loved", 1));
        await host.ApplyAsync();
        (await host.CountAsync("select count(*) from runs")).ShouldBe(3);
    }

    [Fact]
    public async Task A_rule_is_tried_before_it_is_set_and_tells_what_would_go_and_how_much_room_that_is()
    {
        await using var host = await RetentionHost.StartAsync(postgres, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Retention:Days"] = "0" });
        var old = await host.Runs.RunAsync("How many trees are there in the park behind the house?");
        var young = await host.Runs.RunAsync("How many hills?");
        await host.AgeAsync(41, old.RunId);
        await host.AgeAsync(39, young.RunId);
        (await host.PlanAsync()).KeepsAll.ShouldBeTrue();
        var trial = new RetentionTrial("*", 40);

        var plan = await host.PlanAsync(trial);
        var room = await host.RoomAsync(trial);

        plan.Agents.ShouldHaveSingleItem().Due.ShouldBe(1);
        (await host.PlanAsync(new RetentionTrial("key:*", 40))).Due.ShouldBe(0, "it is a rule for others");
        (room.Runs, room.Blobs).ShouldBe((1, await host.OwnOfAsync(old.RunId, young.RunId)));
        room.RowBytes.ShouldBeGreaterThan(0);
        (await host.ApplyAsync()).Runs.ShouldBe(0, "it is tried, not set");

        host.Runs.Get<IOptionsMonitor<RetentionOptions>>().CurrentValue.Days = 40;
        (await host.ApplyAsync()).Runs.ShouldBe(plan.Due);
        await host.NextDayAsync();
        var swept = await host.ApplyAsync();
        swept.Blobs.ShouldBeGreaterThan(0);
        (swept.Blobs, swept.Bytes).ShouldBe((room.Blobs, room.BlobBytes), "what was foretold went");
    }

    [Theory]
    [InlineData("Retention:Days", "31")]
    [InlineData("Retention:Days", "-1")]
    [InlineData("Retention:Rules:0:Days", "50")]
    [InlineData("Retention:Schedule", "at night")]
    [InlineData("Retention:Together", "0")]
    public async Task A_rule_that_budgets_could_not_live_with_or_that_nobody_can_read_stops_the_start(string key, string value)
    {
        var fault = await Should.ThrowAsync<OptionsValidationException>(async () =>
            await RetentionHost.StartAsync(postgres, new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value })
        );
        fault.Message.ShouldContain(key.StartsWith("Retention:Rules", StringComparison.Ordinal) ? "Retention:Rules:0:Agent" : key.Split(':')[1]);
    }

    [Fact]
    public async Task Only_one_process_deletes_at_a_time()
    {
        await using var host = await RetentionHost.StartAsync(postgres);
        await using var other = await host.Runs.Store.OpenConnectionAsync(Cancellation);
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('retention', 0))", other);
        await hold.ExecuteNonQueryAsync(Cancellation);
        (await host.Runs.Get<RetentionRounds>().RunAsync("ada", Cancellation)).ShouldBeNull();
    }
}
