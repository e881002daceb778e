using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Traces;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Traces;

public sealed class WhenTracesAreSearched(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_of_questions_statements_replies_and_errors_are_found_with_their_steps()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var good = await host.RunAsync("Revenue by región for warehouse_down?");
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Fails(ModelFault.BadRequest, "The prompt is too peculiar."));
        var bad = await host.RunAsync("Churn by plan?");
        await IndexAsync(host);

        (await FoundAsync(host, "REVENUE")).ShouldBe([good.RunId]);
        (await FoundAsync(host, "región")).ShouldBe([good.RunId]);
        (await FoundAsync(host, "down")).ShouldBe([good.RunId], "an underscore parts words");
        (await FoundAsync(host, "warehouse_down")).ShouldBe([good.RunId]);
        (await FoundAsync(host, "peculiar")).ShouldBe([bad.RunId]);
        (await FoundAsync(host, "\"select count\" thing")).ShouldBe([good.RunId], "of the statement, with its values");
        (await FoundAsync(host, "\"count select\"")).ShouldBeEmpty("the words of a phrase stand so");
        (await FoundAsync(host, "by -churn")).ShouldBe([good.RunId]);
        (await FoundAsync(host, "by")).ShouldBe([bad.RunId, good.RunId]);
        (await FoundAsync(host, "pecu")).ShouldBe([bad.RunId], "the last word is still being typed");
        (await FoundAsync(host, "pecu too")).ShouldBeEmpty("the others are whole");
        (await FoundAsync(host, "things that nobody said")).ShouldBeEmpty();
        (await FoundAsync(host, "'); drop table runs; --")).ShouldBeEmpty();
        (await FoundAsync(host, "\" -")).ShouldBeEmpty();

        var hit = (await ListAsync(host, new TraceFilter { Text = "\"select count\"" })).Runs[0].Hit.ShouldNotBeNull();
        hit.Steps.ShouldContain(4, "the SQL step");
        hit.Snippet.ShouldContain("select count(*) from t");
    }

    [Fact]
    public async Task The_instructions_that_every_run_has_are_not_searched()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.RunAsync("How many?");
        await IndexAsync(host);

        host.Model.Calls[0].Messages[0].Text.ShouldContain("Count things, then answer");
        (await FoundAsync(host, "\"count things then answer\"")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_indexed_before_a_crash_is_indexed_after_it()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("Where is the lighthouse?");
        await IndexAsync(host);

        // As an older version left it, and as a run that ends while nobody indexes leaves it.
        await host.ScalarAsync("truncate run_texts");
        (await FoundAsync(host, "lighthouse")).ShouldBeEmpty();
        await host.ScalarAsync("update runs set status = status");
        await IndexAsync(host);

        (await FoundAsync(host, "lighthouse")).ShouldBe([run.RunId]);
        (await host.ScalarAsync("select count(*) from run_text_queue")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_run_that_is_deleted_leaves_no_words()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");
        await IndexAsync(host);
        await host.ScalarAsync($"delete from runs where id = '{run.RunId}'");
        await IndexAsync(host);

        (await host.ScalarAsync("select count(*) from run_texts")).ShouldBe(0L);
    }

    [Fact]
    public async Task Rare_and_common_words_page_without_gaps_or_repeats_and_with_other_filters()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        // More than are looked at one by one: the last pages come from the index.
        await host.ScalarAsync(
            """
            insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at, status,
                fence, step_count, tokens, duration_ms, is_replaced)
            select gen_random_uuid(), gen_random_uuid(), case when i % 400 = 0 then 'rare common' else 'common' end, case when i % 7 = 0 then 'ann' else 'bob' end, 'd0', 'v1',
                'r1', 'test', 'internal', 'auto', '2026-11-01', '2026-11-01Z'::timestamptz - i * interval '1 minute', 'done', 1, 1, i, i, false
            from generate_series(1, 2000) i
            """
        );
        await IndexAsync(host);

        (await AllAsync(host, new TraceFilter { Text = "common" })).Count.ShouldBe(2000);
        (await AllAsync(host, new TraceFilter { Text = "rare" })).Count.ShouldBe(5);
        (await AllAsync(host, new TraceFilter { Text = "common -rare" })).Count.ShouldBe(1995);
        (await AllAsync(host, new TraceFilter { Text = "common", User = "ann" })).Count.ShouldBe(285);
        (await AllAsync(host, new TraceFilter { Text = "rare", User = "ann" })).Count.ShouldBe(0, "400 i are multiples of 7 first at i = 7");
        (await AllAsync(host, new TraceFilter { MinTokens = 1990 })).Count.ShouldBe(11);
        (await AllAsync(host, new TraceFilter { User = "ann", MinTokens = 1990 })).Count.ShouldBe(1, "1995");
    }

    internal static async Task IndexAsync(RunsHost host)
    {
        var indexer = host.Get<RunTextIndexer>();
        // The one in the background may hold some of them for a moment.
        do await indexer.IndexWaitingAsync(Cancellation);
        while (await host.ScalarAsync("select count(*) from run_text_queue") is > 0L);
    }

    private static Task<TracePage> ListAsync(RunsHost host, TraceFilter filter, string? after = null) =>
        host.Traces.ListAsync(filter, after, 150, Cancellation);

    private static async Task<IEnumerable<Guid>> FoundAsync(RunsHost host, string text) =>
        (await ListAsync(host, new TraceFilter { Text = text })).Runs.Select(r => r.Run);

    private static async Task<List<Guid>> AllAsync(RunsHost host, TraceFilter filter)
    {
        List<Guid> all = [];
        string? after = null;
        do
        {
            var page = await ListAsync(host, filter, after);
            page.Runs.Select(r => r.AskedAt).ShouldBeInOrder(SortDirection.Descending);
            all.AddRange(page.Runs.Select(r => r.Run));
            after = page.Next;
        } while (after is not null);
        all.ShouldBeUnique();
        return all;
    }
}
