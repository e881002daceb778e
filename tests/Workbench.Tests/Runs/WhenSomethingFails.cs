using Shouldly;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenSomethingFails(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_warehouse_that_comes_back_is_asked_again_and_each_try_is_recorded()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
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
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
        host.Warehouse.Script = (_, _, _) => Task.FromResult(ScriptedWarehouse.Fault(kind, "It said no."));

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Failed);
        var failure = end.Failure.ShouldNotBeNull();
        failure.Code.ShouldBe(code);
        failure.Message.ShouldContain("It said no.");
        failure.CanRetry.ShouldBeTrue();
        host.Warehouse.Queries.Count.ShouldBe(tries);

        host.Warehouse.Script = (_, _, _) => Task.FromResult(ScriptedWarehouse.Row(1));
        var again = Assert.IsType<Shared.Chat.Asked>(await host.Chat.RetryAsync(end.RunId, Cancellation));
        (await host.FollowAsync(again.Run))[^1].Status.ShouldBe(RunStatus.Done);
        var conversation = (await host.Chat.FindAsync(end.ConversationId, Cancellation)).ShouldNotBeNull();
        conversation.Runs.Select(r => r.RunId).ShouldBe([again.Run], "the retry takes the place of the failed run");
    }

    [Fact]
    public async Task A_model_that_recovers_is_paid_for_each_try()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
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
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Fails(ModelFault.BadRequest, "The prompt is too long."));

        var end = await host.RunAsync("How many?");

        end.Failure.ShouldNotBeNull().Code.ShouldBe("model_refused");
        end.Failure.Message.ShouldContain("The prompt is too long.");
        host.Model.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_never_ends_meets_the_limits_of_its_agent()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            limits: new AgentLimits(Steps: 3, Tokens: 1_000_000, CostUsd: null, WallClock: TimeSpan.FromMinutes(1))
        );
        host.Model.Script = (call, number, _) => ScriptedModel.One(ScriptedModel.CountThenAnswer(call, counts: int.MaxValue));

        var end = await host.RunAsync("How many?");

        end.Failure.ShouldNotBeNull().Code.ShouldBe("limit_reached");
        end.Failure.Message.ShouldContain("3 model steps");
        host.Model.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_model_that_hangs_is_stopped_by_the_clock()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            limits: new AgentLimits(Steps: 3, Tokens: 1_000_000, CostUsd: null, WallClock: TimeSpan.FromSeconds(0.5))
        );
        host.Model.Script = (_, _, token) => Hanging(token);

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Failed);
        end.Failure.ShouldNotBeNull().Code.ShouldBe("limit_reached");
        end.Failure.CanRetry.ShouldBeTrue();
    }

    [Fact]
    public async Task A_store_that_fails_under_a_tool_is_no_fault_of_the_tool_and_the_run_goes_on()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
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
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
        host.Get<IEnumerable<IAgentTool>>().OfType<EffectTool>().Single().Effect = _ => throw new Npgsql.NpgsqlException("My own database is gone.");
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.CallOf("effect", [], "call_1"));

        var end = await host.RunAsync("How many?");

        end.Failure.ShouldNotBeNull().Code.ShouldBe("tool_broke");
        end.Failure.Message.ShouldContain("My own database is gone.");
    }

    [Fact]
    public async Task A_tool_that_does_not_exist_is_told_to_the_model()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
        host.Model.Script = (call, number, _) =>
            ScriptedModel.One(
                number == 1
                    ? ScriptedModel.CallOf("drop_table", [], "call_1")
                    : ScriptedModel.Answer(call.Messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Single().Result!.ToString()!)
            );

        var end = await host.RunAsync("How many?");

        end.Answer.ShouldNotBeNull().Text.ShouldContain("There is no tool \"drop_table\"");
    }

    [Fact]
    public async Task Words_without_the_answer_tool_are_shown_as_unproven()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Reply(new Microsoft.Extensions.AI.TextContent("Forty-two.")));

        var end = await host.RunAsync("How many?");

        end.Answer.ShouldNotBeNull().Text.ShouldBe("Forty-two.");
        end.Answer.Warnings.ShouldHaveSingleItem().Code.ShouldBe("no_proof");
    }

    private static async IAsyncEnumerable<ModelUpdate> Hanging(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield break;
    }
}
