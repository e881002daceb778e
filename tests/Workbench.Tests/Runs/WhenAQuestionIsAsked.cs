using Shouldly;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenAQuestionIsAsked(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_answered_and_the_journal_tells_how()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Done);
        end.Answer.ShouldNotBeNull().Text.ShouldBe("There are 1.");
        end.Steps.Select(s => (s.Seq, s.Parent, s.Kind, s.Status))
            .ShouldBe([
                (1, null, StepKind.Route, StepStatus.Ok),
                (2, null, StepKind.Model, StepStatus.Ok),
                (3, null, StepKind.Tool, StepStatus.Ok),
                (4, 3, StepKind.Sql, StepStatus.Ok),
                (5, null, StepKind.Model, StepStatus.Ok),
                (6, null, StepKind.Tool, StepStatus.Ok),
                (7, null, StepKind.Answer, StepStatus.Ok),
            ]);
        end.CostUsd.ShouldBe(0.004m);
        end.Answer.Tokens.ShouldBe(new AnswerTokens(200, 80, 20));
        (await host.ScalarAsync("select count(*) from step_starts")).ShouldBe(7L);
        (await host.ScalarAsync("select count(*) from steps")).ShouldBe(7L);
        (await host.ScalarAsync("select sum(cost_usd) from usage")).ShouldBe(0.004m);
    }

    [Fact]
    public async Task The_page_shows_the_same_from_memory_and_from_the_journal()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        var live = await host.RunAsync("How many?");
        var read = (await host.FollowAsync(live.RunId)).ShouldHaveSingleItem();

        Comparable(read).ShouldBe(Comparable(live));
    }

    [Fact]
    public async Task A_second_model_step_is_sent_what_the_first_was_sent_and_what_came_of_it()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        var end = await host.RunAsync("How many?");

        host.Model.Calls[1].Messages.Select(m => m.Role.Value).ShouldBe(["system", "user", "assistant", "tool"]);
        var prompt = (await host.Traces.StepAsync(end.RunId, 5, Cancellation)).ShouldNotBeNull().Prompt;
        prompt.Select(p => (p.Role, p.IsNew)).ShouldBe([("system", false), ("user", false), ("assistant", true), ("tool", true)]);
        prompt[1].Text.ShouldBe("How many?");
    }

    private static string Comparable(RunProgress run) =>
        System.Text.Json.JsonSerializer.Serialize(
            run with
            {
                Steps = [.. run.Steps.Select(s => s with { DurationMs = s.DurationMs is { } ms ? Math.Round(ms, 2) : null })],
            },
            Workbench.Shared.WireJson.Options
        );
}
