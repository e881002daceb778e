using System.Text.Json;
using Shouldly;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Demo;
using static Workbench.Tests.Agents.DemoScenarios;

namespace Workbench.Tests.Agents;

/// <summary>
/// d0 with a model that reacts, on the demo company's rows. Of each run the trace is held against what the endpoint was sent, word by word, and the bill against the
/// endpoint's own ledger.
/// </summary>
[Collection(AcmeCollection.Name)]
public sealed class WhenARealModelIsAsked(DemoAnalystHost host) : IClassFixture<DemoAnalystHost>
{
    private const string EnterpriseArr =
        """{"metrics":["arr"],"where":[{"field":"plan.tier","op":"=","values":["enterprise"]}],"time":{"range":"last_quarter"}}""";
    private const string SegmentArr =
        """{"metrics":["arr"],"where":[{"field":"account.segment","op":"=","values":["enterprise"]}],"time":{"range":"last_quarter"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Plainly => [.. Plain.Select(p => p.Question)];

    [Theory, MemberData(nameof(Plainly))]
    public async Task A_question_is_looked_up_queried_and_answered_with_the_right_rows(string question)
    {
        var (_, open, query) = Plain.Single(p => p.Question == question);
        host.Analyst.Behave(question, Careful(open, query));

        var end = await host.AskAsync(question);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        end.Answer.Origin.ShouldBe(AnswerOrigin.Compiled);
        end.Answer.Warnings.ShouldNotContain(w => w.Code == "number_not_in_rows");
        (await host.HoldsGoldAsync(question, end.Answer)).ShouldBeTrue();
        (await TraceAsync(end, question)).Count(s => s.Row.Kind == StepKind.Model).ShouldBe(3);
    }

    [Theory]
    [InlineData("What is our monthly revenue, misspelt?", """{"metrics":["mrrr"],"time":{"range":"last_month"}}""", "unknown_metric")]
    [InlineData("MRR by a field that is misspelt?", """{"metrics":["mrr"],"group_by":["account.regoin"],"time":{"range":"last_month"}}""", "unknown_field")]
    public async Task A_name_that_is_wrong_is_mended_by_what_the_refusal_says_is_near(string question, string query, string error)
    {
        host.Analyst.Behave(question, Careful(["mrr"], query));

        var end = await host.AskAsync(question);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        var steps = await TraceAsync(end, question);
        steps.Single(s => s.Row is { Kind: StepKind.Tool, Status: StepStatus.Failed }).Response.ShouldNotBeNull().ShouldContain(error);
    }

    [Fact]
    public async Task Two_readings_are_computed_side_by_side_and_asked_back_and_the_choice_answers()
    {
        const string Question = "How much is Enterprise, in all?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Count("query_metrics") == 0 ? new AnalystMove.Calls(("query_metrics", EnterpriseArr), ("query_metrics", SegmentArr))
                : turn.Count("ask_user") == 0
                    ? new AnalystMove.Calls(
                        (
                            "ask_user",
                            JsonSerializer.Serialize(
                                new
                                {
                                    question = "The plan or the segment?",
                                    alternatives = turn.Done.Select(
                                        (d, i) =>
                                            new
                                            {
                                                label = i == 0 ? "plan Enterprise" : "segment Enterprise",
                                                reading = "ARR at the end of the quarter",
                                                data = d["data"].GetString(),
                                            }
                                    ),
                                }
                            )
                        )
                    )
                : Answer(turn.Done.Where(d => d.Rows is not null).ElementAt(turn.Last!["chosen"].GetInt32()))
        );

        var waiting = await host.AskAsync(Question);
        waiting.Status.ShouldBe(RunStatus.Waiting);
        waiting.Answer!.Alternatives.Select(a => a.Value).Distinct().Count().ShouldBe(2, "both numbers stand beside their readings");
        var chosen = Assert.IsType<Asked>(await host.Chat.ChooseAsync(waiting.RunId, 1, Cancellation));
        var end = await host.FollowAsync(chosen.Run);

        end.Answer!.Query!.Where.Single().ShouldBeOfType<Shared.Queries.FieldFilter>().Field.ShouldBe("account.segment");
        var steps = await TraceAsync(end, Question);
        steps.Count(s => s.Row.Kind == StepKind.Sql).ShouldBe(2);
    }

    [Fact]
    public async Task A_choice_may_be_made_in_words_in_the_next_message()
    {
        const string Question = "How much is Enterprise, plan or segment?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Count("query_metrics") == 0 ? new AnalystMove.Calls(("query_metrics", EnterpriseArr), ("query_metrics", SegmentArr))
                : turn.Count("ask_user") == 0
                    ? new AnalystMove.Calls(
                        (
                            "ask_user",
                            """{"question":"Which?","alternatives":[{"label":"by plan","reading":"ARR of the plan"},{"label":"by segment","reading":"ARR of the segment"}]}"""
                        )
                    )
                : Answer(turn.Done.Where(d => d.Rows is not null).ElementAt(turn.Last!["chosen"].GetInt32()))
        );

        var waiting = await host.AskAsync(Question);
        var end = await host.AskAsync("by plan", conversation: waiting.ConversationId);

        end.RunId.ShouldBe(waiting.RunId);
        (await host.HoldsGoldAsync("What was our Enterprise ARR last quarter?", end.Answer!)).ShouldBeTrue();
    }

    [Fact]
    public async Task Free_sql_stands_on_the_answer_with_its_reason_and_the_metrics_that_it_could_have_used()
    {
        const string Question = "How many tables of plans are there?";
        host.Analyst.Behave(
            Question,
            turn => turn.Data is null ? Sql("select count(*) as plans from billing.plans", "No metric counts plans.") : Answer(turn.Data)
        );

        var end = await host.AskAsync(Question);

        end.Answer!.Origin.ShouldBe(AnswerOrigin.FreeSql);
        end.Answer.Warnings.Single(w => w.Code == "free_sql").Message.ShouldEndWith("Its reason: No metric counts plans.");
        end.Answer.Confidence!.Band.ShouldNotBe(ConfidenceBand.High);
        await TraceAsync(end, Question);
    }

    [Fact]
    public async Task Sql_with_a_wrong_column_is_mended_with_the_columns_that_are_near()
    {
        const string Question = "How many subscriptions have a status?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Last is null ? Sql("select count(statuss) as n from billing.subscriptions", "No metric.")
                : turn.Last.Error is not null
                    ? Sql($"select count({turn.Last["nearest"][0].GetString()!.Split('.')[^1]}) as n from billing.subscriptions", "No metric.")
                : Answer(turn.Data!)
        );

        var end = await host.AskAsync(Question);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        (await TraceAsync(end, Question)).Count(s => s.Row is { Kind: StepKind.Sql, Status: StepStatus.Failed }).ShouldBe(1);
    }

    [Fact]
    public async Task After_two_repairs_no_more_sql_is_run_and_another_way_is_taken()
    {
        const string Question = "How many tickets, by a model that cannot write SQL?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Last?.Error == "repairs_spent" ? Query("""{"metrics":["tickets"],"time":{"range":"last_month"}}""")
                : turn.Data is { } data ? Answer(data)
                : Sql($"select nothing_{turn.Count("execute_sql")} from support.tickets", "I like SQL.")
        );

        var end = await host.AskAsync(Question);

        end.Answer!.Origin.ShouldBe(AnswerOrigin.Compiled);
        var steps = await TraceAsync(end, Question);
        steps.Count(s => s.Row is { Kind: StepKind.Sql, Status: StepStatus.Failed }).ShouldBe(3, "the first and two repairs");
    }

    [Fact]
    public async Task Unknown_tools_broken_arguments_and_bare_words_are_told_and_mended()
    {
        const string Question = "How many accounts, by a clumsy model?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Last is null ? new AnalystMove.Calls(("drop_table", "{}"))
                : turn.Last.Error == "unknown_tool" ? new AnalystMove.Calls(("query_metrics", """{"metrics":["total_acc"""))
                : turn.Data is null ? Query("""{"metrics":["total_accounts"]}""")
                : turn.IsNudged ? Answer(turn.Data)
                : new AnalystMove.Words(Said(turn.Data))
        );

        var end = await host.AskAsync(Question);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        end.Answer.Rows.ShouldHaveSingleItem();
        end.Answer.Warnings.ShouldNotContain(w => w.Code == "no_proof");
        var steps = await TraceAsync(end, Question);
        string.Concat(steps.Select(s => s.Error)).ShouldContain("not a JSON object");
    }

    [Theory]
    [InlineData("How many seats do we have, by a careless model?", false)]
    [InlineData("How many seats do we have, by a stubborn model?", true)]
    public async Task A_wrong_number_is_sent_back_once_and_then_marked(string question, bool isStubborn)
    {
        host.Analyst.Behave(
            question,
            turn =>
                turn.Data is null ? Query("""{"metrics":["seats"],"time":{"range":"last_month"}}""")
                : turn.Last!.Error == "number_not_in_rows" && !isStubborn ? Answer(turn.Data)
                : Answer(turn.Data, "We have **77.7M** seats.")
        );

        var end = await host.AskAsync(question);

        end.Answer!.Warnings.Any(w => w.Code == "number_not_in_rows").ShouldBe(isStubborn);
        end.Answer.Text.Contains("77.7M", StringComparison.Ordinal).ShouldBe(isStubborn);
        if (isStubborn)
            end.Answer.Confidence!.Band.ShouldBe(ConfidenceBand.Low);
        (await TraceAsync(end, question)).Count(s => s.Row is { Kind: StepKind.Tool, Name: "answer" }).ShouldBe(2);
    }

    [Theory]
    [InlineData("Which seats, asks a careless model?", false)]
    [InlineData("Which seats, asks a stubborn model?", true)]
    public async Task A_wrong_number_in_a_question_back_is_sent_back_once_and_then_marked(string question, bool isStubborn)
    {
        host.Analyst.Behave(
            question,
            turn =>
                turn.Data is null ? Query("""{"metrics":["seats"],"time":{"range":"last_month"}}""")
                : turn.Last!.Text.Contains("chosen", StringComparison.Ordinal) ? Answer(turn.Data)
                : new AnalystMove.Calls(
                    (
                        "ask_user",
                        JsonSerializer.Serialize(
                            new
                            {
                                question = "The sold seats, or those in use?",
                                alternatives = new[]
                                {
                                    new
                                    {
                                        label = "sold",
                                        reading = turn.Last!.Error == "number_not_in_rows" && !isStubborn ? "as billed" : "**seventy-seven million** seats",
                                    },
                                    new { label = "in use", reading = "as logged in" },
                                },
                            }
                        )
                    )
                )
        );

        var waiting = await host.AskAsync(question);

        waiting.Status.ShouldBe(RunStatus.Waiting);
        waiting.Answer!.Warnings.Any(w => w.Code == "number_not_in_rows").ShouldBe(isStubborn);
        var chosen = Assert.IsType<Asked>(await host.Chat.ChooseAsync(waiting.RunId, 0, Cancellation));
        var end = await host.FollowAsync(chosen.Run);
        (await TraceAsync(end, question)).Count(s => s.Row is { Kind: StepKind.Tool, Name: "ask_user" }).ShouldBe(2);
    }

    [Theory]
    [InlineData("How many seats, by a model that never ends?", "few-steps", AnswerStatus.Answered, "the limit of 4 model steps")]
    [InlineData("How many seats, with few tokens?", "few-tokens", AnswerStatus.Refused, "the limit of 10 tokens")]
    [InlineData("How many seats, for little money?", "cheap", AnswerStatus.Refused, "the limit of $0.0001")]
    public async Task A_limit_ends_with_the_best_answer_so_far_and_says_so(string question, string agent, AnswerStatus status, string limit)
    {
        host.Analyst.Behave(
            question,
            turn => turn.Last is null ? LookUp("seats") : Query($$$"""{"metrics":["seats"],"time":{"range":{"last":{{{turn.Done.Count}}},"unit":"month"} } }""")
        );

        var end = await host.AskAsync(question, agent);

        (end.Status, end.Answer!.Status).ShouldBe((RunStatus.Done, status));
        end.Answer.Text.ShouldContain(limit);
        end.Answer.Warnings.ShouldContain(w => w.Code == "limit_reached");
        await TraceAsync(end, question);
    }

    [Theory]
    [InlineData("How many seats, while the provider is overloaded?", 503)]
    [InlineData("How many seats, with too many requests?", 429)]
    [InlineData("How many seats, when the stream dies?", 0)]
    public async Task A_provider_that_fails_in_the_middle_of_a_run_is_tried_again_and_each_try_is_on_record(string question, int status)
    {
        var failures = 0;
        host.Analyst.Behave(
            question,
            turn =>
                turn.Last is not null && failures++ < 1
                    ? status == 0
                        ? new AnalystMove.BreakOff()
                        : new AnalystMove.Refuse(status, "Not now.")
                    : Careful(["seats"], """{"metrics":["seats"],"time":{"range":"last_month"}}""")(turn)
        );

        var end = await host.AskAsync(question);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        var steps = await TraceAsync(end, question);
        steps.Where(s => s.Row.Kind == StepKind.Model).Select(s => s.Usage.Count).ShouldBe([1, 2, 1], "a row for each try");
    }

    [Fact]
    public async Task Another_provider_of_the_tier_goes_on_in_the_middle_of_a_run()
    {
        const string Question = "How many seats, when the first provider is gone?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn is { Model: "analyst", Last: not null }
                    ? new AnalystMove.Refuse(503, "Gone.")
                    : Careful(["seats"], """{"metrics":["seats"],"time":{"range":"last_month"}}""")(turn)
        );

        var end = await host.AskAsync(Question, model: "standard");

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        var models = (await TraceAsync(end, Question)).Where(s => s.Row.Kind == StepKind.Model).ToList();
        models[0].Usage.Select(u => u.Provider).ShouldBe(["scripted"]);
        models[1].Usage.Select(u => u.Provider).ShouldBe(["scripted", "backup"], "a try at each");
        models[2].Usage[^1].Provider.ShouldBe("backup");
        models.Select(m => m.Row.Attempts).ShouldBe(models.Select(m => m.Usage.Count), "a step of two tries is marked");
        (await host.Traces.FindAsync(end.RunId.ToString(), Cancellation))!.Line.Model.ShouldBe(models[^1].Usage[^1].Model, "who answered, and not the tier");
    }

    [Fact]
    public async Task A_long_run_has_notes_in_the_place_of_older_results_and_the_trace_shows_what_was_sent()
    {
        const string Question = "What is in every metric, one after the other?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Count("query_metrics") < 8
                    ? Query(
                        $$$"""{"metrics":["requests","bandwidth"],"group_by":["time.day"],"time":{"range":{"last":{{{90 - turn.Done.Count}}},"unit":"day"} } }"""
                    )
                    : Answer(turn.Data!)
        );

        var end = await host.AskAsync(Question);

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        var models = (await TraceAsync(end, Question)).Where(s => s.Row.Kind == StepKind.Model).ToList();
        var shortened = models.Where(m => m.Shortened > 0).ToList();
        shortened.Count.ShouldBeInRange(1, 3, "seldom, and in big steps");
        shortened[0].Row.Summary.ShouldNotBeNull().ShouldContain("shortened");
        shortened[0].Prompt.Count(p => p.Text.Contains("taken out to make room", StringComparison.Ordinal)).ShouldBe(shortened[0].Shortened);
        models[^1].Prompt.Sum(p => p.Bytes).ShouldBeLessThan(60_000);
    }

    [Fact]
    public async Task A_model_with_a_shorter_context_is_sent_less()
    {
        const string Question = "What is in every metric, one after the other, for a short memory?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Count("query_metrics") < 5
                    ? Query($$$"""{"metrics":["requests"],"group_by":["time.day"],"time":{"range":{"last":{{{90 - turn.Done.Count}}},"unit":"day"} } }""")
                    : Answer(turn.Data!)
        );

        var end = await host.AskAsync(Question, model: "forgetful");

        end.Answer!.Status.ShouldBe(AnswerStatus.Answered);
        var models = (await TraceAsync(end, Question)).Where(s => s.Row.Kind == StepKind.Model).ToList();
        models.ShouldContain(m => m.Shortened > 0);
        // 12,000 of context, of which 5,000 are for the reply, at four bytes a token; the host's own bound is 12,000.
        models.ShouldAllBe(m => m.Prompt.Sum(p => p.Bytes) <= 7_000 * 4);
    }

    [Fact]
    public async Task An_address_in_a_question_leaves_masked_and_filters_by_what_it_stands_for()
    {
        var email = await ScalarAsync("select email from crm.contacts where email is not null order by id limit 1");
        var question = $"What is the job title of {email}?";
        host.Analyst.Behave(
            question,
            turn =>
                turn.Data is { } data
                    ? Answer(data, $"{Masked(turn.Question)} is {data.Rows!.Value[0][0]}.")
                    : Query($$"""{"group_by":["contact.job_title"],"where":[{"field":"contact.email","op":"=","values":["{{Masked(turn.Question)}}"]}]}""")
        );

        var end = await host.AskAsync(question, level: "restricted");

        end.Answer!.Text.ShouldStartWith($"{email} is ");
        end.Answer.Rows.Count.ShouldBeGreaterThan(0, "the filter had the real address");
        host.Analyst.LedgerOf(question).ShouldAllBe(l => !l.Request.GetRawText().Contains(email));
        var model = (await TraceAsync(end, question)).First(s => s.Row.Kind == StepKind.Model);
        model.Prompt.Single(p => p.IsMasked).Text.ShouldBe("What is the job title of [email:1]?");
        var redaction = model.Redactions.ShouldHaveSingleItem();
        (redaction.Provider, redaction.Values["email"]).ShouldBe(("scripted", 1));

        static string Masked(string asked) => asked[asked.IndexOf('[', StringComparison.Ordinal)..(asked.IndexOf(']', StringComparison.Ordinal) + 1)];
    }

    [Fact]
    public async Task Columns_of_the_highest_level_leave_masked_and_come_back_in_the_answer()
    {
        const string Question = "Who are the first contacts?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Data is { } data
                    ? Answer(data, string.Join(", ", data.Rows!.Value.EnumerateArray().Select(r => $"{r[0]} {r[1]}")))
                    : Query("""{"group_by":["contact.first_name","contact.last_name","contact.phone","contact.job_title"],"limit":3}""")
        );

        var end = await host.AskAsync(Question, level: "restricted");

        var row = end.Answer!.Rows[0];
        end.Answer.Text.ShouldStartWith($"{row[0]} {row[1]}");
        var sent = host.Analyst.LedgerOf(Question)[^1].Request.GetProperty("messages").EnumerateArray().Select(AnalystTurn.Text).Last();
        sent.ShouldContain("[first_name:1]");
        sent.ShouldContain("[last_name:1]");
        sent.ShouldNotContain(row[2].ToString());
        sent.ShouldContain(row[3].ToString(), Case.Sensitive, "what every level may see is not masked");
        await TraceAsync(end, Question);
    }

    [Fact]
    public async Task What_the_level_hides_is_neither_in_the_index_nor_found()
    {
        const string Question = "What did our infrastructure cost?";
        host.Analyst.Behave(
            Question,
            turn =>
                turn.Last is null ? new AnalystMove.Calls(("look_up", """{"search":"infrastructure cost","open":["infrastructure_cost"]}"""))
                : turn.Last.Tool == "look_up" ? Query("""{"metrics":["infrastructure_cost"]}""")
                : Refusal("Your level does not cover this.")
        );

        var end = await host.AskAsync(Question, level: "internal");

        end.Answer!.Status.ShouldBe(AnswerStatus.Refused);
        var steps = await TraceAsync(end, Question);
        var system = steps.First(s => s.Row.Kind == StepKind.Model).Prompt[0].Text;
        system.ShouldNotContain("infrastructure_cost");
        steps.Single(s => s.Row is { Kind: StepKind.Tool, Name: "look_up" }).Response!.ShouldNotContain("finance.");
        steps.Single(s => s.Row is { Kind: StepKind.Tool, Name: "query_metrics" }).Response.ShouldNotBeNull().ShouldContain("denied");
    }

    private Task<List<StepDetail>> TraceAsync(RunProgress end, string question) => TraceAgainstLedger.ReadAsync(host, end, question);

    private async Task<string> ScalarAsync(string sql)
    {
        await using var command = host.Warehouse.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
