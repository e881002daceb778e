using Shouldly;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Demo;
using static Workbench.Tests.Agents.DemoScenarios;

namespace Workbench.Tests.Agents;

/// <summary>As <see cref="WhenARealModelIsAsked"/>, of a provider in Anthropic's form, alone and with one of OpenAI's form in the same run.</summary>
[Collection(AcmeCollection.Name)]
public sealed class WhenAModelSpeaksAnthropicsForm(DemoAnalystHost host) : IClassFixture<DemoAnalystHost>
{
    private const string Claude = "claude";
    private const string Seats = """{"metrics":["seats"],"time":{"range":"last_month"}}""";
    private const string Accounts = """{"metrics":["total_accounts"]}""";

    [Theory]
    [InlineData("What was our Enterprise ARR last quarter?")]
    [InlineData("Who are our ten largest customers by ARR?")]
    [InlineData("Refunds as a percentage of invoiced revenue by fiscal quarter")]
    public async Task A_question_is_looked_up_queried_and_answered_with_the_right_rows(string question)
    {
        var (_, open, query) = Plain.Single(p => p.Question == question);
        host.Analyst.Behave(question, Careful(open, query));

        var end = await host.AskAsync(question, model: Claude);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        (await host.HoldsGoldAsync(question, end.Answer)).ShouldBeTrue();
        var models = await ModelsAsync(end, question);
        models.Count.ShouldBe(3);
        models.ShouldAllBe(m => m.Usage.Single().Provider == "house");
        models[^1].Usage[0].CacheRead.ShouldBeGreaterThan(0);
        models[^1].Usage[0].CacheWrite.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Calls_of_one_reply_run_side_by_side_and_all_their_results_go_back_together()
    {
        const string Question = "How many seats and how many accounts?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Data is null
                    ? new AnalystMove.Calls(("query_metrics", Seats), ("query_metrics", Accounts), ("look_up", """{"open":["seats"]}"""))
                    : Answer(turn.Data)
        );

        var end = await host.AskAsync(Question, model: Claude);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        end.Answer.Query!.Metrics.ShouldBe(["total_accounts"]);
        var steps = await TraceAgainstLedger.ReadAsync(host, end, Question);
        steps.Where(s => s.Row.Kind == StepKind.Tool).Select(s => s.Row.Name).ShouldBe(["query_metrics", "query_metrics", "look_up", "answer"]);
        // How far the data goes is asked once in a while, for all runs.
        steps.Count(s => s.Row is { Kind: StepKind.Sql, Name: not "How far the data goes" }).ShouldBe(2);
        var sent = host.Analyst.LedgerOf(Question)[^1].Request.GetProperty("messages").EnumerateArray().Select(AnalystTurn.Role);
        sent.ShouldBe(["system", "user", "assistant", "tool", "tool", "tool"]);
    }

    [Fact]
    public async Task Unknown_tools_broken_arguments_and_bare_words_are_told_and_mended()
    {
        const string Question = "How many accounts, by a clumsy model of the other form?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Last is null ? new AnalystMove.Calls(("drop_table", "{}"))
                : turn.Last.Error == "unknown_tool" ? new AnalystMove.Calls(("query_metrics", """{"metrics":["total_acc"""))
                : turn.Data is null ? Query(Accounts)
                : turn.IsNudged ? Answer(turn.Data)
                : new AnalystMove.Words(Said(turn.Data))
        );

        var end = await host.AskAsync(Question, model: Claude);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        string.Concat((await TraceAgainstLedger.ReadAsync(host, end, Question)).Select(s => s.Error)).ShouldContain("not a JSON object");
    }

    [Theory]
    [InlineData("How many seats, while the other provider is overloaded?", 529)]
    [InlineData("How many seats, when the other stream dies?", 0)]
    public async Task A_provider_that_fails_in_the_middle_of_a_run_is_tried_again_and_each_try_is_on_record(string question, int status)
    {
        var failures = 0;
        host.Analyst.Behave(
            question,
            turn =>
                turn.Last is null || failures++ > 0 ? Careful(["seats"], Seats)(turn)
                : status == 0 ? new AnalystMove.BreakOff()
                : new AnalystMove.Refuse(status, "Not now.")
        );

        var end = await host.AskAsync(question, model: Claude);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        (await ModelsAsync(end, question)).Select(s => s.Usage.Count).ShouldBe([1, 2, 1], "a row for each try");
    }

    [Theory]
    [InlineData("How many seats, from the one form to the other?", "max", "other-first", "one-second")]
    [InlineData("How many seats, from the other form to the one?", "fast", "one-first", "other-second")]
    public async Task A_provider_of_another_form_goes_on_in_the_middle_of_a_run(string question, string tier, string first, string second)
    {
        host.Analyst.Behave(
            question,
            turn =>
                turn.Last is null ? new AnalystMove.Calls(("query_metrics", Seats), ("query_metrics", Accounts))
                : turn.Model == first ? new AnalystMove.Refuse(503, "Gone.")
                : Answer(turn.Data!)
        );

        var end = await host.AskAsync(question, model: tier);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        var models = await ModelsAsync(end, question);
        models[0].Usage.Select(u => u.Provider).ShouldBe([first]);
        models[1].Usage.Select(u => u.Provider).ShouldBe([first, second], "a try at each");
    }

    [Fact]
    public async Task A_model_that_calls_no_tools_is_not_asked_and_the_run_and_its_trace_say_so()
    {
        const string Question = "How many seats, says one that only writes?";

        var end = await host.AskAsync(Question, model: "wordy");

        (end.Status, end.Failure?.Code).ShouldBe((RunStatus.Failed, "model_refused"));
        end.Failure!.Message.ShouldContain("wordy cannot take it: the call needs tools, which its `capabilities` in models.yml do not name.");
        var step = (await host.Traces.StepsAsync(end.RunId, 0, 100, TestContext.Current.CancellationToken)).Single(s => s.Kind == StepKind.Model);
        var attempt = (await host.Traces.StepAsync(end.RunId, step.Seq, TestContext.Current.CancellationToken))!.Usage.ShouldHaveSingleItem();
        host.Analyst.LedgerOf(Question).ShouldBeEmpty();
        (attempt.Model, attempt.CostUsd, attempt.Input).ShouldBe(("wordy", 0m, 0));
    }

    [Theory]
    [InlineData("How many seats, by one of the other form that never ends?", "few-steps", AnswerStatus.Answered, "the limit of 4 model steps")]
    [InlineData("How many seats, for little money in the other form?", "cheap", AnswerStatus.Refused, "the limit of $0.0001")]
    public async Task A_limit_ends_with_the_best_answer_so_far_and_says_so(string question, string agent, AnswerStatus status, string limit)
    {
        host.Analyst.Behave(
            question,
            turn => turn.Last is null ? LookUp("seats") : Query($$$"""{"metrics":["seats"],"time":{"range":{"last":{{{turn.Done.Count}}},"unit":"month"} } }""")
        );

        var end = await host.AskAsync(question, agent, model: Claude);

        (end.Status, end.Answer!.Status).ShouldBe((RunStatus.Done, status));
        end.Answer.Text.ShouldContain(limit);
        await TraceAgainstLedger.ReadAsync(host, end, question);
    }

    private async Task<List<StepDetail>> ModelsAsync(RunProgress end, string question) =>
        [.. (await TraceAgainstLedger.ReadAsync(host, end, question)).Where(s => s.Row.Kind == StepKind.Model)];
}
