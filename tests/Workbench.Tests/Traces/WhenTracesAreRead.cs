using Shouldly;
using Workbench.Server.Models;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Traces;

public sealed class WhenTracesAreRead(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_filter_finds_what_it_names()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var good = await host.RunAsync("Revenue by region?");
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Fails(Server.Models.ModelFault.BadRequest, "No."));
        var bad = await host.RunAsync("Churn by plan?");

        async Task<IEnumerable<Guid>> FoundAsync(TraceFilter filter) => (await host.Traces.ListAsync(filter, null, 50, Cancellation)).Runs.Select(r => r.Run);

        await WhenTracesAreSearched.IndexAsync(host);
        var (account, level) = await PlaceAsync(host, good.RunId);
        (await FoundAsync(new TraceFilter())).ShouldBe([bad.RunId, good.RunId]);
        (await FoundAsync(new TraceFilter { Text = "revenue" })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { Text = "There are 1" })).ShouldBe([good.RunId], "words of the answer count too");
        (await FoundAsync(new TraceFilter { Status = RunStatus.Failed })).ShouldBe([bad.RunId]);
        (await FoundAsync(new TraceFilter { Answer = AnswerStatus.Answered })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { Agent = "d0", Model = "scripted" })).ShouldBe([bad.RunId, good.RunId]);
        (await FoundAsync(new TraceFilter { Agent = "d1" })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { MinCostUsd = 0.001m })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { Conversation = bad.ConversationId })).ShouldBe([bad.RunId]);
        (await FoundAsync(new TraceFilter { From = good.AskedAt.AddTicks(10), To = bad.AskedAt.AddHours(1) })).ShouldBe([bad.RunId]);
        (
            await FoundAsync(
                new TraceFilter
                {
                    Version = "v1",
                    Account = account,
                    Level = level,
                }
            )
        ).ShouldBe([bad.RunId, good.RunId]);
        (await FoundAsync(new TraceFilter { Version = "v2" })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { Account = "other" })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { Level = "nobody" })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { Error = bad.Failure!.Code })).ShouldBe([bad.RunId]);
        (await FoundAsync(new TraceFilter { MinTokens = 200 })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { MinSteps = 7 })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { Origin = RunOrigin.Person })).ShouldBe([bad.RunId, good.RunId]);
        foreach (var origin in Enum.GetValues<RunOrigin>().Where(o => o != RunOrigin.Person))
            (await FoundAsync(new TraceFilter { Origin = origin })).ShouldBeEmpty(origin.ToString());
        (await FoundAsync(new TraceFilter { Feedback = FeedbackFilter.None, Status = RunStatus.Done })).ShouldBe([good.RunId]);
        await host.ScalarAsync($"update runs set feedback_good = false where id = '{good.RunId}'");
        (await FoundAsync(new TraceFilter { Feedback = FeedbackFilter.Bad })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { Feedback = FeedbackFilter.Any })).ShouldBe([good.RunId]);
        (await FoundAsync(new TraceFilter { Feedback = FeedbackFilter.Good })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { Feedback = FeedbackFilter.None })).ShouldBe([bad.RunId]);
        var facets = await host.Traces.FacetsAsync(Cancellation);
        facets.Agents.ShouldBe(["d0"]);
        facets.Models.ShouldBe(["scripted"]);
    }

    private static async Task<(string Account, string Level)> PlaceAsync(RunsHost host, Guid run)
    {
        var view = (await host.Traces.FindAsync(run.ToString(), Cancellation)).ShouldNotBeNull();
        return (view.Account, view.Level);
    }

    [Fact]
    public async Task Pages_neither_skip_nor_repeat()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        for (var i = 0; i < 7; i++)
            await host.RunAsync($"Question {i}?");

        List<Guid> seen = [];
        string? after = null;
        do
        {
            var page = await host.Traces.ListAsync(new TraceFilter(), after, 3, Cancellation);
            seen.AddRange(page.Runs.Select(r => r.Run));
            after = page.Next;
        } while (after is not null);

        seen.Count.ShouldBe(7);
        seen.Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_and_by_a_beginning_that_only_it_has()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        foreach (var name in (string[])[run.RunId.ToString(), run.RunId.ToString("N"), run.RunId.ToString()[..6]])
            (await host.Traces.FindAsync(name, Cancellation)).ShouldNotBeNull(name).Line.Run.ShouldBe(run.RunId);
        foreach (var name in (string[])["ffff", "not an id", ""])
            (await host.Traces.FindAsync(name, Cancellation)).ShouldBeNull(name);
    }

    [Fact]
    public async Task Steps_come_by_range_as_a_tree_with_their_figures()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        var steps = await host.Traces.StepsAsync(run.RunId, 2, 3, Cancellation);

        steps
            .Select(s => (s.Seq, s.Parent, s.Depth, s.Kind, s.HasChildren))
            .ShouldBe([(3, null, 0, StepKind.Tool, true), (4, 3, 1, StepKind.Sql, false), (5, null, 0, StepKind.Model, false)]);
        steps[1].Summary.ShouldBe("1 row");
        steps[2].Tokens.ShouldBe(110);
        steps[2].CostUsd.ShouldBe(0.002m);
        steps.ShouldAllBe(s => s.StartMs >= 0 && s.DurationMs >= 0);
    }

    [Fact]
    public async Task A_step_tells_what_all_that_is_below_it_took_however_deep()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, _, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: 2));
        var run = (await host.RunAsync("How many?")).RunId;
        // 3 count, 4 its statement, 5 model, 8 model: as if the tool had asked a model, and that one another.
        foreach (var table in (string[])["step_starts", "steps"])
            await host.ScalarAsync($"update {table} set parent = case seq when 5 then 3 when 8 then 5 else parent end");
        await host.ScalarAsync("update steps set status = 'failed' where seq = 4");
        await host.ScalarAsync("update steps set cost_usd = null where seq = 8");

        var steps = await host.Traces.StepsAsync(run, 0, 100, Cancellation);

        steps[2].Below.ShouldBe(new StepSum(Steps: 3, Tokens: 220, CostUsd: 0.002m, Unpriced: 1, Failed: 1));
        steps[4].Below.ShouldBe(new StepSum(Steps: 1, Tokens: 110, CostUsd: null, Unpriced: 1, Failed: 0));
        steps.Where(s => s.Below is not null).Select(s => s.Seq).ShouldBe([3, 5, 6], "6 has its statement");
        steps[7].Depth.ShouldBe(2);
        (await host.Traces.StepsAsync(run, 2, 1, Cancellation))[0].Below.ShouldBe(steps[2].Below, "a range tells the same");
    }

    [Fact]
    public async Task A_run_shows_what_it_has_cost_while_it_runs()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        async IAsyncEnumerable<ModelUpdate> SlowlyAsync(ModelCall call)
        {
            asked.SetResult();
            await goOn.Task.WaitAsync(Cancellation);
            yield return ScriptedModel.CountThenAnswer(call);
        }
        host.Model.Script = (call, number, _) => number == 2 ? SlowlyAsync(call) : ScriptedModel.One(ScriptedModel.CountThenAnswer(call));
        var running = host.RunAsync("How many?");
        await asked.Task.WaitAsync(Cancellation);

        var line = (await host.Traces.ListAsync(new TraceFilter(), null, 1, Cancellation)).Runs[0];
        var header = (await host.Traces.FindAsync(line.Run.ToString(), Cancellation)).ShouldNotBeNull().Line;
        goOn.SetResult();
        var end = await running;

        (line.Status, line.Tokens, line.CostUsd).ShouldBe((RunStatus.Running, 110, 0.002m));
        (header.Tokens, header.CostUsd).ShouldBe((110, 0.002m));
        (await host.Traces.FindAsync(end.RunId.ToString(), Cancellation)).ShouldNotBeNull().Line.CostUsd.ShouldBe(0.004m);
    }

    [Fact]
    public async Task What_a_tool_refused_is_told_in_words_and_not_in_the_form_that_models_read()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(number == 1 ? ScriptedModel.CallOf("answer", new() { ["status"] = "perhaps" }, "call_1") : ScriptedModel.CountThenAnswer(call));
        var run = await host.RunAsync("How many?");

        var refused = (await host.Traces.StepsAsync(run.RunId, 0, 20, Cancellation)).First(s => s.Kind == StepKind.Tool);
        var detail = (await host.Traces.StepAsync(run.RunId, refused.Seq, Cancellation)).ShouldNotBeNull();

        refused.Summary.ShouldNotBeNull().ShouldStartWith("The arguments cannot be read");
        detail.Error.ShouldBe(refused.Summary);
        detail.Response.ShouldNotBeNull().ShouldContain("bad_arguments");
    }

    [Fact]
    public async Task A_statement_shows_its_parameters_its_login_and_its_rows()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        var sql = (await host.Traces.StepAsync(run.RunId, 4, Cancellation)).ShouldNotBeNull().Sql.ShouldNotBeNull();

        sql.Sql.Text.ShouldBe("select count(*) from t where what = $1");
        sql.Sql.Parameters.ShouldHaveSingleItem().Values.ShouldHaveSingleItem().Text.ShouldBe("thing 1");
        sql.SqlWithValues.ShouldBe("select count(*) from t where what = 'thing 1'");
        sql.Login.ShouldBe("internal");
        sql.Rows.ShouldHaveSingleItem().ShouldHaveSingleItem().Number.ShouldBe(1);
        (await host.Traces.StepAsync(run.RunId, 99, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_export_holds_every_row_and_all_content_that_they_name()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        using var export = (await host.Traces.ExportAsync(run.RunId, Cancellation)).ShouldNotBeNull();

        var root = export.RootElement;
        root.GetProperty("steps").GetArrayLength().ShouldBe(7);
        root.GetProperty("usage").GetArrayLength().ShouldBe(2);
        var blobs = root.GetProperty("blobs");
        foreach (var step in root.GetProperty("steps").EnumerateArray())
        foreach (var name in (string[])["request_hash", "response_hash", "data_hash", "rows_hash", "tools_hash"])
            if (step.GetProperty(name).GetString() is { } hash)
                blobs.TryGetProperty(hash, out _).ShouldBeTrue($"{name} of step {step.GetProperty("seq")}");
        (await host.Traces.ExportAsync(Guid.NewGuid(), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Prompts_are_stored_once_however_often_they_are_sent()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, _, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: 20));

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Done);
        var sent = host.Model.Calls.Sum(c => c.Messages.Count);
        sent.ShouldBeGreaterThan(400);
        (await host.ScalarAsync("select sum(cardinality(prompt_added)) from step_starts")).ShouldBe(
            42L,
            "each message is named by the one prompt that it was new in"
        );
        var last = host.Model.Calls[^1].Messages;
        var prompt = (await host.Traces.StepAsync(end.RunId, end.Steps.Last(s => s.Kind == StepKind.Model).Seq, Cancellation)).ShouldNotBeNull().Prompt;
        prompt.Count.ShouldBe(last.Count);
        prompt.Select(p => p.Role).ShouldBe(last.Select(m => m.Role.Value));
    }
}
