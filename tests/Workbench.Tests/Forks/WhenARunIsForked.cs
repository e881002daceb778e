using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Forks;
using Workbench.Server.Models;
using Workbench.Shared.Chat;
using Workbench.Shared.Forks;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Forks;

/// <summary>The scripted run: 1 route, 2 model, 3 count, 4 its statement, 5 model, 6 count, 7 its statement, 8 model, 9 answer (tool), 10 answer.</summary>
public sealed class WhenARunIsForked(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finished_steps_come_from_the_journal_and_the_rest_is_done_anew()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var (calls, statements) = (host.Model.Calls.Count, host.Warehouse.Queries.Count);

        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 5));
        var end = (await host.FollowAsync(forked.Run))[^1];

        forked.Copied.ShouldBe(4);
        end.Status.ShouldBe(RunStatus.Done);
        end.Answer.ShouldNotBeNull().Text.ShouldBe("There are 2.");
        (host.Model.Calls.Count - calls).ShouldBe(2, "the first of three replies is in the journal");
        (host.Warehouse.Queries.Count - statements).ShouldBe(1, "the first of two statements is in the journal");
        PromptOf(host.Model.Calls[calls]).ShouldBe(PromptOf(host.Model.Calls[1]), "the prompt of step 5, word by word");
        (await KindsAsync(host, forked.Run)).ShouldBe(await KindsAsync(host, origin.RunId));
        var steps = await host.Traces.StepsAsync(forked.Run, 0, 100, Cancellation);
        steps.Select(s => s.Seq).ShouldBe(Enumerable.Range(1, 10));
        steps.ShouldAllBe(s => s.Attempts == 1);
    }

    [Fact]
    public async Task Nothing_is_paid_twice()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");

        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 8));
        await host.FollowAsync(forked.Run);

        (await SumAsync(host, origin.RunId, "cost_usd", "usage")).ShouldBe(0.006m);
        (await SumAsync(host, forked.Run, "cost_usd", "usage")).ShouldBe(0.002m, "one call of its own");
        (await SumAsync(host, forked.Run, "cost_usd", "steps")).ShouldBe(0.002m, "the trace says the same");
        (await host.Traces.FindAsync(forked.Run.ToString(), Cancellation)).ShouldNotBeNull().Line.CostUsd.ShouldBe(0.002m);
    }

    [Fact]
    public async Task It_says_where_it_comes_from_and_stays_off_the_page_until_it_is_wanted_there()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 5) { Model = "scripted" });
        await host.FollowAsync(forked.Run);

        var trace = (await host.Traces.FindAsync(forked.Run.ToString(), Cancellation)).ShouldNotBeNull();
        trace.Fork.ShouldBe(new ForkOrigin(origin.RunId, 5, 4, "model scripted instead of scripted"));
        (await host.Traces.FindAsync(origin.RunId.ToString(), Cancellation)).ShouldNotBeNull().Forks.ShouldBe([forked.Run]);
        (await host.Traces.ListAsync(new TraceFilter(), null, 10, Cancellation)).Runs.Single(r => r.Run == forked.Run).ForkOf.ShouldBe(origin.RunId);
        (await RunsOnPageAsync(host, origin.ConversationId)).ShouldBe([origin.RunId]);

        (await host.Get<IRunForks>().ShowInConversationAsync(forked.Run, Cancellation)).ShouldBeTrue();

        (await RunsOnPageAsync(host, origin.ConversationId)).ShouldBe([forked.Run]);
        (await host.Get<IRunForks>().ShowInConversationAsync(forked.Run, Cancellation)).ShouldBeFalse("it stands there already");
    }

    [Fact]
    public async Task Another_text_in_the_prompt_is_what_the_model_is_sent()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var before = host.Model.Calls.Count;

        var forked = await ForkAsync(
            host,
            new ForkRequest(origin.RunId, 5)
            {
                Messages = new Dictionary<int, string> { [1] = "Count backwards.", [4] = """{"n":99}""" },
            }
        );
        await host.FollowAsync(forked.Run);

        var sent = host.Model.Calls[before].Messages;
        sent[0].Text.ShouldBe("Count backwards.");
        sent[3].Contents.OfType<FunctionResultContent>().Single().Result.ShouldNotBeNull().ToString().ShouldBe("""{"n":99}""");
        PromptOf(host.Model.Calls[before])[1..3].ShouldBe(PromptOf(host.Model.Calls[1])[1..3], "the rest is as it was");
        host.Model.Calls[^1].Messages[0].Text.ShouldBe("Count backwards.", "and it stays so in the prompts after it");
        host.Model.Calls[1].Messages[0].Text.ShouldNotBe("Count backwards.");
        (await host.FollowAsync(origin.RunId))[^1].Answer.ShouldNotBeNull().Text.ShouldBe("There are 2.", "the run that it came from is as it was");
    }

    [Fact]
    public async Task Forks_are_gone_through_again_from_their_journals()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        ForkRequest[] requests =
        [
            new(origin.RunId, 5),
            new(origin.RunId, 5) { Messages = new Dictionary<int, string> { [1] = "Count backwards." } },
            new(origin.RunId, 3) { Result = """{"n":7}""" },
        ];
        foreach (var request in requests)
        {
            var forked = await ForkAsync(host, request);
            await host.FollowAsync(forked.Run);
            var again = await ForkAsync(host, new ForkRequest(forked.Run, 8));
            await host.FollowAsync(again.Run);
            var calls = host.Model.Calls.Count;

            foreach (var run in (Guid[])[forked.Run, again.Run])
                (await host.Get<IReplays>().ReplayAsync(run, Cancellation)).ShouldBeOfType<ReplayedExactly>().ModelCalls.ShouldBe(3);

            host.Model.Calls.Count.ShouldBe(calls, "nobody was asked");
        }
    }

    [Fact]
    public async Task What_a_person_wrote_into_a_prompt_is_masked_as_a_persons_words_are()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var before = host.Model.Calls.Count;

        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 5) { Messages = new Dictionary<int, string> { [1] = "Write to ann@example.com." } });
        await host.FollowAsync(forked.Run);

        var masking = RedactionContext.Find(host.Model.Calls[before].Options).ShouldNotBeNull();
        masking.Record.Select(m => m.Text).ShouldContain("Write to ann@example.com.");
        masking.InstructionsAreOurs.ShouldBeFalse();
        RedactionContext.Find(host.Model.Calls[0].Options).ShouldNotBeNull().InstructionsAreOurs.ShouldBeTrue("of a run that is no fork");
    }

    [Fact]
    public async Task Another_result_of_a_tool_is_what_the_model_sees()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var (calls, statements) = (host.Model.Calls.Count, host.Warehouse.Queries.Count);

        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 6) { Result = """{"error":"no such thing"}""" });
        var end = (await host.FollowAsync(forked.Run))[^1];

        forked.Copied.ShouldBe(7, "the call and its statement are kept");
        end.Status.ShouldBe(RunStatus.Done);
        host.Warehouse.Queries.Count.ShouldBe(statements);
        host.Model.Calls.Count.ShouldBe(calls + 1);
        host.Model.Calls[^1]
            .Messages[^1]
            .Contents.OfType<FunctionResultContent>()
            .Single()
            .Result.ShouldNotBeNull()
            .ToString()
            .ShouldBe("""{"error":"no such thing"}""");
    }

    [Fact]
    public async Task A_tool_call_is_made_again()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var (calls, statements) = (host.Model.Calls.Count, host.Warehouse.Queries.Count);

        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 6));
        (await host.FollowAsync(forked.Run))[^1].Status.ShouldBe(RunStatus.Done);

        forked.Copied.ShouldBe(5);
        host.Warehouse.Queries.Count.ShouldBe(statements + 1);
        host.Model.Calls.Count.ShouldBe(calls + 1);
    }

    [Fact]
    public async Task It_goes_on_on_another_server_when_its_own_dies()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Forked forked;
        var model = Counting();
        await using (var first = await StartAsync(connection, model))
        {
            var origin = await first.RunAsync("How many?");
            var script = model.Script;
            model.Script = (call, n, token) => StuckAsync(gate.Task, token);
            forked = await ForkAsync(first, new ForkRequest(origin.RunId, 5));
            await Until(() => model.Calls.Count == 4);
            model.Script = script;
        }

        await using var second = await StartAsync(connection, Counting());
        (await second.FollowAsync(forked.Run))[^1].Answer.ShouldNotBeNull().Text.ShouldBe("There are 2.");
        second.Model.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_question_that_it_asks_is_not_answered_by_the_next_words_of_the_conversation()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var script = host.Model.Script;
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.AskUser("Which ones?", "red ones", "blue ones"));
        var forked = await ForkAsync(host, new ForkRequest(origin.RunId, 8));
        (await host.FollowAsync(forked.Run))[^1].Status.ShouldBe(RunStatus.Waiting);
        host.Model.Script = script;

        var next = await host.AskAsync("red ones", origin.ConversationId);

        next.Run.ShouldNotBe(forked.Run);
        (await host.FollowAsync(next.Run))[^1].Status.ShouldBe(RunStatus.Done);
        host.Model.Calls[^1].Messages.Count(m => m.Role == ChatRole.User).ShouldBe(2, "neither the fork nor its question are in what the next run is told");
        (await host.Chat.ChooseAsync(forked.Run, 1, Cancellation)).ShouldBeOfType<Asked>();
        (await host.FollowAsync(forked.Run))[^1].Status.ShouldBe(RunStatus.Done);
    }

    [Theory]
    [InlineData(1, "Step 1 is neither a model call nor a tool call. Go on from the one before it.")]
    [InlineData(4, "Step 4 is a statement of step 3: go on from there.")]
    [InlineData(77, "The run has no step 77.")]
    public async Task Where_it_cannot_begin_it_says_so(int step, string reason)
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");

        (await host.Get<IRunForks>().ForkAsync(new ForkRequest(origin.RunId, step), Cancellation)).ShouldBe(new ForkRefused(reason));
        (await host.Get<IRunForks>().OfferAsync(origin.RunId, step, Cancellation)).ShouldBe(new NoFork(reason));
        (await host.ScalarAsync("select count(*) from runs")).ShouldBe(1L);
    }

    [Fact]
    public async Task What_cannot_be_changed_is_refused()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var forks = host.Get<IRunForks>();
        async Task<string> RefusalAsync(ForkRequest request) => (await forks.ForkAsync(request, Cancellation)).ShouldBeOfType<ForkRefused>().Reason;

        (await RefusalAsync(new ForkRequest(origin.RunId, 5) { Model = "none" })).ShouldContain("There is no model \"none\"");
        (await RefusalAsync(new ForkRequest(origin.RunId, 5) { Model = "auto" })).ShouldContain("Choose a model or a tier");
        (await RefusalAsync(new ForkRequest(origin.RunId, 5) { Result = "x" })).ShouldContain("only a tool call has a result");
        (await RefusalAsync(new ForkRequest(origin.RunId, 6) { Messages = new Dictionary<int, string> { [1] = "x" } })).ShouldContain("begins at a model call");
        (await RefusalAsync(new ForkRequest(origin.RunId, 5) { Messages = new Dictionary<int, string> { [9] = "x" } })).ShouldContain("the messages 1 to 4");
        (await RefusalAsync(new ForkRequest(Guid.NewGuid(), 5))).ShouldContain("There is no run");
    }

    [Fact]
    public async Task A_step_offers_what_can_be_changed_there()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var forks = host.Get<IRunForks>();

        var atModel = (await forks.OfferAsync(origin.RunId, 5, Cancellation)).ShouldBeOfType<ForkChoices>();
        atModel.Messages.Select(m => m.Role).ShouldBe(["system", "user", "assistant", "tool"]);
        atModel.Messages[1].Text.ShouldBe("How many?");
        atModel.Models.ShouldBe(["scripted"]);
        atModel.IsTool.ShouldBeFalse();

        var atTool = (await forks.OfferAsync(origin.RunId, 3, Cancellation)).ShouldBeOfType<ForkChoices>();
        atTool.IsTool.ShouldBeTrue();
        atTool.Result.ShouldNotBeNull().ShouldContain("\"data\":\"call_1\"");
        atTool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fork_can_be_forked_again()
    {
        await using var host = await StartAsync();
        var origin = await host.RunAsync("How many?");
        var first = await ForkAsync(host, new ForkRequest(origin.RunId, 5) { Messages = new Dictionary<int, string> { [1] = "Count backwards." } });
        await host.FollowAsync(first.Run);

        var second = await ForkAsync(host, new ForkRequest(first.Run, 8));
        var end = (await host.FollowAsync(second.Run))[^1];

        end.Answer.ShouldNotBeNull().Text.ShouldBe("There are 2.");
        second.Copied.ShouldBe(7);
        host.Model.Calls[^1].Messages[0].Text.ShouldBe("Count backwards.");
        (await SumAsync(host, second.Run, "cost_usd", "usage")).ShouldBe(0.002m);
    }

    private Task<RunsHost> StartAsync() => StartAsync(null, Counting());

    private async Task<RunsHost> StartAsync(string? connection, ScriptedModel model) =>
        await RunsHost.StartAsync(
            connection ?? await postgres.CreateStoreDatabaseAsync(),
            model,
            // The number that the scripted answer says.
            new ScriptedWarehouse { Script = (_, _, _) => Task.FromResult(ScriptedWarehouse.Row(2)) },
            more: services => services.AddForks()
        );

    /// <summary>Counts two things, then answers.</summary>
    private static ScriptedModel Counting() => new() { Script = (call, _, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: 2)) };

    private static async IAsyncEnumerable<ModelUpdate> StuckAsync(Task gate, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await gate.WaitAsync(token);
        yield break;
    }

    private static async Task Until(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(20, Cancellation);
    }

    private static async Task<Forked> ForkAsync(RunsHost host, ForkRequest request) =>
        (await host.Get<IRunForks>().ForkAsync(request, Cancellation)).ShouldBeOfType<Forked>();

    private static string[] PromptOf(ModelCall call) =>
        [.. call.Messages.Select(m => System.Text.Json.JsonSerializer.Serialize(m, AIJsonUtilities.DefaultOptions))];

    private static async Task<List<(StepKind, StepStatus, string)>> KindsAsync(RunsHost host, Guid run) =>
        [.. (await host.Traces.StepsAsync(run, 0, 100, Cancellation)).Select(s => (s.Kind, s.Status, s.Name))];

    private static async Task<IEnumerable<Guid>> RunsOnPageAsync(RunsHost host, Guid conversation) =>
        (await host.Chat.FindAsync(conversation, Cancellation)).ShouldNotBeNull().Runs.Select(r => r.RunId);

    private static async Task<object?> SumAsync(RunsHost host, Guid run, string column, string table) =>
        await host.ScalarAsync($"select sum({column}) from {table} where run_id = '{run}'");
}
