using Shouldly;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenSomethingFails(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_warehouse_that_comes_back_is_asked_again_and_each_try_is_recorded()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Warehouse.Script = (_, number, _) =>
            Task.FromResult(number < 3 ? ScriptedWarehouse.Fault(WarehouseFaultKind.Transient, "Connection refused.") : ScriptedWarehouse.Row(7));

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Done);
        end.Steps.Single(s => s.Kind == StepKind.Sql).Attempts.ShouldBe(3);
        var step = (await host.Traces.StepAsync(end.RunId, 4, Cancellation)).ShouldNotBeNull();
        step.Attempts.Select(a => (a.Number, a.Outcome)).ShouldBe([(1, "warehouse_down"), (2, "warehouse_down"), (3, "rows")]);
        step.Attempts[0].Error.ShouldNotBeNull().ShouldContain("Connection refused.");
    }

    [Theory]
    [InlineData(WarehouseFaultKind.Transient, "warehouse_down", 4)]
    [InlineData(WarehouseFaultKind.Timeout, "warehouse_timeout", 2)]
    [InlineData(WarehouseFaultKind.Cancelled, "cancelled", 2)]
    [InlineData(WarehouseFaultKind.BadQuery, "bad_query", 1)]
    public async Task A_warehouse_that_stays_away_fails_the_run_with_the_reason_and_a_retry_works(WarehouseFaultKind kind, string code, int tries)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Warehouse.Script = (_, _, _) => Task.FromResult(ScriptedWarehouse.Fault(kind, "It said no."));

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Failed);
        var failure = end.Failure.ShouldNotBeNull();
        failure.Code.ShouldBe(code);
        failure.Message.ShouldContain("It said no.");
        failure.CanRetry.ShouldBeTrue();
        host.Warehouse.Queries.Count.ShouldBe(tries);

        host.Warehouse.Script = (_, _, _) => Task.FromResult(ScriptedWarehouse.Row(1));
        var again = Assert.IsType<Shared.Chat.Asked>(await host.Chat.RetryAsync(end.RunId, null, Cancellation));
        (await host.FollowAsync(again.Run))[^1].Status.ShouldBe(RunStatus.Done);
        var conversation = (await host.Chat.FindAsync(end.ConversationId, Cancellation)).ShouldNotBeNull();
        conversation.Runs.Select(r => r.RunId).ShouldBe([again.Run], "the retry takes the place of the failed run");
    }

    [Fact]
    public async Task A_model_that_recovers_is_paid_for_each_try()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(number == 1 ? ScriptedModel.Fails(ModelFault.Overloaded, "Try later.") : ScriptedModel.CountThenAnswer(call));

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Done);
        var step = (await host.Traces.StepAsync(end.RunId, 2, Cancellation)).ShouldNotBeNull();
        step.Usage.Count.ShouldBe(2);
        step.Attempts.Select(a => a.Outcome).ShouldBe(["overloaded", "replied"]);
        end.CostUsd.ShouldBe(0.004m, "the refused try used no tokens");
    }

    [Fact]
    public async Task A_model_that_refuses_the_prompt_is_not_asked_twice()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Fails(ModelFault.BadRequest, "The prompt is too long."));

        var end = await host.RunAsync("How many?");

        end.Failure.ShouldNotBeNull().Code.ShouldBe("model_refused");
        end.Failure.Message.ShouldContain("The prompt is too long.");
        host.Model.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_does_not_hear_the_same_refusal_is_stopped_and_what_it_had_is_told()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(
                number == 1 ? ScriptedModel.CountThenAnswer(call) : ScriptedModel.CallOf("answer", new() { ["status"] = "perhaps" }, $"call_{number}")
            );

        var end = await host.RunAsync("How many?");

        host.Model.Calls.Count.ShouldBe(5, "one that counted, and four that were refused");
        end.Answer.ShouldNotBeNull().Confidence!.Band.ShouldBe(ConfidenceBand.Low);
        end.Answer.Warnings.ShouldContain(w =>
            w.Code == "limit_reached" && w.Message.Contains("4 refusals in a row that say the same") && w.Message.Contains("choose another model")
        );
    }

    [Fact]
    public async Task A_model_that_never_ends_meets_the_limits_of_its_agent_and_its_last_result_is_the_answer()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            limits: new AgentLimits(Steps: 3, Tokens: 1_000_000, CostUsd: null, WallClock: TimeSpan.FromMinutes(1))
        );
        host.Model.Script = (call, number, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: int.MaxValue));

        var end = await host.RunAsync("How many?");

        (end.Status, end.Failure).ShouldBe((RunStatus.Done, null));
        var answer = end.Answer.ShouldNotBeNull();
        answer.Status.ShouldBe(AnswerStatus.Answered);
        answer.Rows.ShouldHaveSingleItem()[0].Number.ShouldBe(3, "the third statement's row");
        answer.Text.ShouldContain("the limit of 3 model steps");
        answer.Warnings.ShouldContain(w => w.Code == "limit_reached" && w.Message.Contains("raise the limit"));
        answer.Confidence!.Band.ShouldBe(ConfidenceBand.Low);
        host.Model.Calls.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(0, 1_000_000, null, "the limit of 0 model steps")]
    [InlineData(60, 5, null, "the limit of 5 tokens")]
    [InlineData(60, 1_000_000, 0.001, "the limit of $0.001")]
    public async Task A_limit_that_is_met_before_there_is_a_result_is_said_clearly(int steps, long tokens, double? cost, string limit)
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            limits: new AgentLimits(steps, tokens, (decimal?)cost, WallClock: TimeSpan.FromMinutes(1))
        );
        host.Model.Script = (_, number, _) => ScriptedModel.One(ScriptedModel.CallOf("nothing", [], $"call_{number}"));

        var end = await host.RunAsync("How many?");

        (end.Status, end.Answer!.Status).ShouldBe((RunStatus.Done, AnswerStatus.Refused));
        end.Answer.Text.ShouldContain($"I reached {limit} before I had a result.");
        end.Answer.Warnings.ShouldContain(w => w.Code == "limit_reached");
    }

    [Fact]
    public async Task A_model_without_a_price_under_a_limit_of_cost_is_named()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            limits: new AgentLimits(60, 1_000_000, 1m, WallClock: TimeSpan.FromMinutes(1))
        );
        host.Model.Script = (call, _, _) =>
            ScriptedModel.One(
                ScriptedModel.CountThenAnswer(call) is ModelReplied replied
                    ? replied with
                    {
                        Attempts = [replied.Attempts[0] with { CostUsd = null }],
                    }
                    : throw new InvalidOperationException()
            );

        var end = await host.RunAsync("How many?");

        end.CostUsd.ShouldBeNull();
        end.Answer!.Warnings.ShouldContain(w => w.Code == "cost_unknown" && w.Message.Contains("$1"));
    }

    [Fact]
    public async Task A_model_that_hangs_is_stopped_by_the_clock_with_what_it_has()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            limits: new AgentLimits(Steps: 3, Tokens: 1_000_000, CostUsd: null, WallClock: TimeSpan.FromSeconds(2))
        );
        host.Model.Script = (call, number, token) => number == 1 ? ScriptedModel.One(ScriptedModel.CountThenAnswer(call)) : Hanging(token);

        var end = await host.RunAsync("How many?");

        (end.Status, end.Failure).ShouldBe((RunStatus.Done, null));
        end.Answer!.Rows.ShouldHaveSingleItem();
        end.Answer.Text.ShouldContain("the limit of 2 s");
        var hung = end.Steps.Last(s => s.Kind == StepKind.Model);
        (hung.Status, hung.Detail).ShouldBe((StepStatus.Cancelled, "Stopped: the run reached the limit of 2 s of its agent."));
    }

    [Fact]
    public async Task A_store_that_fails_under_a_tool_is_no_fault_of_the_tool_and_the_run_goes_on()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        // The end of the statement cannot be written, once.
        await host.ScalarAsync(
            """
            create sequence failures;
            create function fail_once() returns trigger language plpgsql as $$
            begin
                if new.kind = 'sql' and nextval('failures') = 1 then
                    raise exception 'The disk is full.' using errcode = 'disk_full';
                end if;
                return new;
            end $$;
            create trigger fail_once before insert on steps for each row execute function fail_once();
            """
        );

        var end = await host.RunAsync("How many?");

        (end.Status, end.Failure?.Code).ShouldBe((RunStatus.Done, null));
        host.Warehouse.Queries.Count.ShouldBe(2, "whether the statement had run was not on record");
        (await host.ScalarAsync("select count(*) from run_claims")).ShouldBe(2L);
    }

    [Fact]
    public async Task A_tool_that_breaks_fails_its_run_even_with_the_words_of_a_store()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Get<IEnumerable<IAgentTool>>().OfType<EffectTool>().Single().Effect = _ => throw new Npgsql.NpgsqlException("My own database is gone.");
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.CallOf("effect", [], "call_1"));

        var end = await host.RunAsync("How many?");

        end.Failure.ShouldNotBeNull().Code.ShouldBe("tool_broke");
        end.Failure.Message.ShouldContain("My own database is gone.");
    }

    [Fact]
    public async Task A_tool_that_does_not_exist_is_told_to_the_model()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(
                number == 1
                    ? ScriptedModel.CallOf("drop_table", [], "call_1")
                    : ScriptedModel.Answer(call.Messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Single().Result!.ToString()!)
            );

        var end = await host.RunAsync("How many?");

        end.Answer.ShouldNotBeNull().Text.ShouldContain("unknown_tool");
    }

    [Fact]
    public async Task Words_without_the_answer_tool_are_shown_as_unproven()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Reply(new Microsoft.Extensions.AI.TextContent("Forty-two.")));

        var end = await host.RunAsync("How many?");

        end.Answer.ShouldNotBeNull().Text.ShouldBe("Forty-two.");
        end.Answer.Warnings.ShouldHaveSingleItem().Code.ShouldBe("no_proof");
        host.Model.Calls.Count.ShouldBe(2, "once it is told to call the tool");
        host.Model.Calls[1].Messages[^1].Text.ShouldContain("call of the tool answer");
    }

    [Fact]
    public async Task Arguments_that_are_no_json_and_ids_that_are_not_there_are_told_and_mended()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(
                number switch
                {
                    1 => ScriptedModel.Reply(
                        new Microsoft.Extensions.AI.FunctionCallContent("", "count", ScriptedModel.Arguments(new() { ["not_json"] = """{"what": "thi""" })),
                        new Microsoft.Extensions.AI.FunctionCallContent("", "count", ScriptedModel.Arguments(new() { ["what"] = "a" })),
                        new Microsoft.Extensions.AI.FunctionCallContent("", "count", ScriptedModel.Arguments(new() { ["what"] = "b" }))
                    ),
                    _ => ScriptedModel.Answer("Counted."),
                }
            );

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Done);
        var results = host.Model.Calls[1].Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().ToList();
        results.Select(r => r.CallId).Distinct().Count().ShouldBe(3);
        results[0].Result!.ToString()!.ShouldContain("not a JSON object: they end with");
        results[1].Result!.ToString()!.ShouldContain(results[1].CallId);
    }

    [Fact]
    public async Task A_number_that_no_row_holds_is_sent_back_once_and_then_marked()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Warehouse.Script = (_, _, _) => Task.FromResult(ScriptedWarehouse.Row(1_204_512));
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(number == 1 ? ScriptedModel.CountThenAnswer(call) : ScriptedModel.Answer("There are **1.3M**, up from 12."));

        var end = await host.RunAsync("How many?");

        host.Model.Calls.Count.ShouldBe(3);
        var back = host.Model.Calls[2].Messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Single().Result!.ToString()!;
        back.ShouldContain("number_not_in_rows");
        back.ShouldContain("1.3M, 12");
        end.Answer!.Warnings.ShouldContain(w => w.Code == "number_not_in_rows" && w.Message.Contains("1.3M, 12"));

        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(
                call.Messages.Any(m => m.Role == Microsoft.Extensions.AI.ChatRole.Tool)
                    ? ScriptedModel.Answer("There are **1.2M**.")
                    : ScriptedModel.CountThenAnswer(call)
            );
        (await host.RunAsync("How many now?")).Answer!.Warnings.ShouldBeEmpty();
    }

    private static async IAsyncEnumerable<ModelUpdate> Hanging(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield break;
    }
}
