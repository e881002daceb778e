using Opentelemetry.Proto.Trace.V1;
using Shouldly;
using Workbench.Shared.Costs;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Telemetry;

/// <summary>Spans of another program, as the run that people see.</summary>
public sealed class WhenATraceArrives(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One call in the words of each convention: 1,000 tokens in, 400 of them from the cache; 50 out, 20 of them thoughts.</summary>
    public static TheoryData<string, (string, object)[]> Conventions =>
        new()
        {
            {
                "v1.36",
                [
                    ("gen_ai.operation.name", "chat"),
                    ("gen_ai.system", "openai"),
                    ("gen_ai.request.model", "gpt-x"),
                    ("gen_ai.usage.input_tokens", 1000),
                    ("gen_ai.usage.output_tokens", 50),
                    ("gen_ai.usage.cache_read_input_tokens", 400),
                    ("gen_ai.prompt.0.role", "system"),
                    ("gen_ai.prompt.0.content", "Be brief."),
                    ("gen_ai.prompt.1.role", "user"),
                    ("gen_ai.prompt.1.content", "Where is my parcel?"),
                    ("gen_ai.completion.0.role", "assistant"),
                    ("gen_ai.completion.0.content", "In Bremen."),
                ]
            },
            {
                "v1.41",
                [
                    ("gen_ai.operation.name", "chat"),
                    ("gen_ai.provider.name", "openai"),
                    ("gen_ai.request.model", "gpt"),
                    ("gen_ai.response.model", "gpt-x"),
                    ("gen_ai.usage.input_tokens", 1000),
                    ("gen_ai.usage.output_tokens", 50),
                    ("gen_ai.usage.cache_read.input_tokens", 400),
                    ("gen_ai.system_instructions", """[{"type":"text","content":"Be brief."}]"""),
                    ("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"Where is my parcel?"}]}]"""),
                    ("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"In Bremen."}],"finish_reason":"stop"}]"""),
                ]
            },
            {
                "main",
                [
                    ("gen_ai.operation.name", "chat"),
                    ("gen_ai.provider.name", "openai"),
                    ("gen_ai.request.model", "gpt-x"),
                    ("gen_ai.usage.input_tokens", 1000),
                    ("gen_ai.usage.output_tokens", 50),
                    ("gen_ai.usage.cache_read.input_tokens", 400),
                    ("gen_ai.usage.cache_write.input_tokens", 0),
                    (
                        "gen_ai.input.messages",
                        """[{"role":"system","parts":[{"type":"text","content":"Be brief."}]},{"role":"user","parts":[{"type":"text","content":"Where is my parcel?"}]}]"""
                    ),
                    ("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"In Bremen."}]}]"""),
                ]
            },
            {
                "OpenInference",
                [
                    ("openinference.span.kind", "LLM"),
                    ("llm.system", "openai"),
                    ("llm.model_name", "gpt-x"),
                    ("llm.token_count.prompt", 1000),
                    ("llm.token_count.completion", 50),
                    ("llm.token_count.total", 1050),
                    ("llm.token_count.prompt_details.cache_read", 400),
                    ("llm.input_messages.0.message.role", "system"),
                    ("llm.input_messages.0.message.content", "Be brief."),
                    ("llm.input_messages.1.message.role", "user"),
                    ("llm.input_messages.1.message.contents.0.message_content.type", "text"),
                    ("llm.input_messages.1.message.contents.0.message_content.text", "Where is my parcel?"),
                    ("llm.output_messages.0.message.role", "assistant"),
                    ("llm.output_messages.0.message.content", "In Bremen."),
                    ("input.value", "{}"),
                ]
            },
            {
                "npm ai",
                [
                    ("ai.operationId", "ai.generateText.doGenerate"),
                    ("ai.model.provider", "openai.chat"),
                    ("ai.model.id", "gpt-x"),
                    ("ai.usage.inputTokens", 1000),
                    ("ai.usage.outputTokens", 50),
                    ("ai.usage.cachedInputTokens", 400),
                    (
                        "ai.prompt.messages",
                        """[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Where is my parcel?"}]}]"""
                    ),
                    ("ai.response.text", "In Bremen."),
                ]
            },
        };

    [Theory, MemberData(nameof(Conventions))]
    public async Task A_call_says_the_same_in_every_convention(string convention, (string, object)[] attributes)
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();

        (await host.SendAsync(Told.Span(trace, 1, null, "chat gpt-x", 0, 250, attributes))).ShouldBe(new(0, null), convention);

        var (run, steps) = await host.RunAsync(trace);
        run.Line.Agent.ShouldBe("otel:shop-assistant");
        run.Line.Question.ShouldBe("Where is my parcel?");
        run.Line.Status.ShouldBe(RunStatus.Done);
        run.Line.AskedAt.ShouldBe(Told.Noon);
        run.Line.DurationMs.ShouldBe(250);
        run.Line.Tokens.ShouldBe(1050);
        // 600 fresh at 2, 400 from the cache at 0.5, 50 out at 10 dollars a million.
        run.Line.CostUsd.ShouldBe(0.0019m);
        var step = steps.ShouldHaveSingleItem();
        step.Row.Kind.ShouldBe(StepKind.Model);
        step.Prompt.Select(m => (m.Role, m.Text)).ShouldBe([("system", "Be brief."), ("user", "Where is my parcel?")]);
        step.Response.ShouldBe("In Bremen.");
        var usage = step.Usage.ShouldHaveSingleItem();
        (usage.Input, usage.CacheRead, usage.Output, usage.CostUsd, usage.Mismatch).ShouldBe((1000, 400, 50, 0.0019m, null));
    }

    [Fact]
    public async Task A_call_costs_what_the_price_list_said_when_it_was_made_and_what_the_program_reports_is_kept_apart()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        var october = Told.Span(
            trace,
            1,
            null,
            "chat",
            -30 * 86_400_000.0,
            -30 * 86_400_000.0 + 1,
            [.. Call("openai", "gpt-x", 1000, 100), ("llm.cost.total", 0.5)]
        );

        await host.SendAsync(october);

        var (run, steps) = await host.RunAsync(trace);
        run.Line.CostUsd.ShouldBe(0.0015m, "1,000 at 1 and 100 at 5 dollars a million");
        steps[0].Usage[0].ReportedCostUsd.ShouldBe(0.5m);
    }

    [Theory]
    [InlineData("anthropic", "claude-x", 100, 800, 50, null, 950, 0.0027225)]
    [InlineData("anthropic", "claude-x", 950, 800, 50, 1083, 950, 0.0027225)]
    [InlineData("anthropic", "claude-x", 950, 800, 50, null, 950, 0.0027225)]
    public async Task Input_that_leaves_out_the_cache_is_told_by_its_total_or_by_being_too_small(
        string provider,
        string model,
        int input,
        int read,
        int write,
        int? total,
        long inclusive,
        double cost
    )
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        (string, object)[] attributes =
        [
            .. Call(provider, model, input, 133),
            ("gen_ai.usage.cache_read.input_tokens", read),
            ("gen_ai.usage.cache_creation.input_tokens", write),
            .. total is { } sum ? new (string, object)[] { ("llm.token_count.total", sum) } : [],
        ];

        await host.SendAsync(Told.Span(trace, 1, null, "chat", 0, 1, attributes));

        var usage = (await host.RunAsync(trace)).Steps[0].Usage[0];
        (usage.Input, usage.CacheRead, usage.CacheWrite).ShouldBe((inclusive, read, write));
        // 100 fresh at 3, 800 read at 0.3, 50 written at 3.75, 133 out at 15 dollars a million.
        usage.CostUsd.ShouldBe((decimal)cost);
    }

    [Fact]
    public async Task What_has_no_price_or_does_not_add_up_is_unpriced_and_never_free()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        await host.SendAsync(
            Told.Span(trace, 1, null, "run", 0, 9, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "porter")),
            Told.Span(trace, 2, 1, "nobody's", 1, 2, Call("openai", "gpt-unheard-of", 10, 10)),
            Told.Span(trace, 3, 1, "too small", 2, 3, [.. Call("openai", "gpt-x", 10, 10), ("gen_ai.usage.reasoning.output_tokens", 11)]),
            Told.Span(
                trace,
                4,
                1,
                "no output",
                3,
                4,
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.provider.name", "openai"),
                ("gen_ai.request.model", "gpt-x"),
                ("llm.token_count.total", 30),
                ("gen_ai.usage.input_tokens", 10)
            ),
            Told.Span(trace, 5, 1, "nothing", 4, 5, ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-x"))
        );

        var (run, steps) = await host.RunAsync(trace);
        run.Line.CostUsd.ShouldBeNull();
        run.Line.Agent.ShouldBe("otel:porter");
        steps.Skip(1).Select(s => s.Usage.Single().CostUsd).ShouldAllBe(c => c == null);
        steps[1].Usage[0].Mismatch.ShouldBeNull("its counts add up");
        steps.Skip(2).ShouldAllBe(s => s.Usage[0].Mismatch != null);
        steps[3].Usage[0].Output.ShouldBe(0, "never what the total leaves");
    }

    [Fact]
    public async Task A_call_that_is_told_by_two_libraries_is_paid_once()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        await host.SendAsync(
            Told.Span(trace, 1, null, "agent", 0, 9, [("gen_ai.operation.name", "invoke_agent"), .. Call("openai", "gpt-x", 1000, 100)[1..]]),
            Told.Span(trace, 2, 1, "ChatOpenAI", 1, 5, [("openinference.span.kind", "LLM"), .. Call("openai", "gpt-x", 1000, 100)[1..]]),
            Told.Span(trace, 3, 2, "chat gpt-x", 2, 4, Call("openai", "gpt-x", 1000, 100))
        );

        var (run, steps) = await host.RunAsync(trace);
        run.Line.CostUsd.ShouldBe(0.003m);
        run.Line.Tokens.ShouldBe(1100);
        steps.Select(s => s.Usage.Count).ShouldBe([0, 0, 1]);
    }

    [Fact]
    public async Task Every_order_and_every_repetition_of_the_batches_gives_the_same_run()
    {
        var random = new Random(7);
        string? first = null;
        for (var round = 0; round < 12; round++)
        {
            await using var host = await TelemetryHost.StartAsync(postgres);
            var trace = new Guid("0123456789abcdef0123456789abcdef");
            var left = Journey(trace).OrderBy(_ => random.Next()).ToList();
            while (left.Count > 0)
            {
                var batch = left.Take(random.Next(1, 5)).ToList();
                left.RemoveRange(0, batch.Count);
                await host.SendAsync(batch);
                if (random.Next(3) == 0)
                    await host.SendAsync(batch);
                if (random.Next(3) == 0)
                    await host.SendAsync([.. batch.Take(1), .. left.Take(1)]);
                if (random.Next(2) == 0)
                    await host.WrittenAsync();
            }
            await host.WrittenAsync();
            var rows = (string)
                (
                    await host.Runs.ScalarAsync(
                        """
                        select (select to_jsonb(r)::text from runs r)
                            || (select jsonb_agg(to_jsonb(s) order by seq)::text from steps s)
                            || (select jsonb_agg(to_jsonb(s) order by seq)::text from step_starts s)
                            || (select jsonb_agg(to_jsonb(u) order by seq)::text from usage u)
                        """
                    )
                )!;
            rows.ShouldBe(first ??= rows, $"round {round}");
        }
    }

    [Fact]
    public async Task The_tree_is_the_spans_and_each_kind_shows_what_it_did()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        await host.SendAsync(Journey(trace));

        var (run, steps) = await host.RunAsync(trace);

        var names = steps.ToDictionary(s => s.Row.Seq, s => s.Row.Name);
        steps
            .Select(s => (s.Row.Kind, s.Row.Name, s.Row.Parent is { } parent ? names[parent] : null))
            .ShouldBe([
                (StepKind.Span, "concierge", null),
                (StepKind.Model, "gpt-x", "concierge"),
                (StepKind.Tool, "find_parcel", "concierge"),
                (StepKind.Sql, "shop", "find_parcel"),
                (StepKind.Model, "gpt-x", "concierge"),
                (StepKind.Tool, "mail", "concierge"),
            ]);
        run.Line.Agent.ShouldBe("otel:concierge");
        run.Line.User.ShouldBe("grace");
        run.Line.Question.ShouldBe("Where is my parcel?");
        steps[1].Response!.ShouldContain("find_parcel(");
        steps[2].Request!.ShouldContain("4711");
        steps[2].Response.ShouldBe("""{"town":"Bremen"}""");
        steps[3].Sql!.SqlWithValues.ShouldBe("select town from parcels where id = $1");
        steps[3].Sql!.RowCount.ShouldBe(1);
        steps[4].Prompt.Select(m => (m.Role, m.IsNew)).ShouldBe([("user", false), ("assistant", true), ("tool", true)]);
        steps[5].Row.Status.ShouldBe(StepStatus.Failed);
        steps[5].Error.ShouldBe("The post office is closed.");
        run.Line.CostUsd.ShouldBe((150 * 2 + 15 * 10) / 1_000_000m);
        run.Line.Status.ShouldBe(RunStatus.Done, "the agent went on");
    }

    [Fact]
    public async Task A_parent_that_never_comes_leaves_its_children_at_the_top()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        await host.SendAsync(
            Told.Span(trace, 2, 99, "one", 0, 1, Call("openai", "gpt-x", 10, 10)),
            Told.Span(trace, 3, 99, "two", 1, 2, Call("openai", "gpt-x", 10, 10)).Failing("No more tokens.")
        );
        var (run, steps) = await host.RunAsync(trace);
        steps.Select(s => s.Row.Parent).ShouldBe([null, null]);
        run.Line.Status.ShouldBe(RunStatus.Failed);
        run.Failure!.Message.ShouldBe("No more tokens.");

        await host.SendAsync(Told.Span(trace, 99, null, "late", -1, 3, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "late")));

        (run, steps) = await host.RunAsync(trace);
        steps.Select(s => s.Row.Parent).ShouldBe([null, 1, 1]);
        run.Line.Agent.ShouldBe("otel:late");
        run.Line.Status.ShouldBe(RunStatus.Done, "what it began with went well");
        run.Line.CostUsd.ShouldBe(0.00024m, "20 in and 20 out, once");
    }

    [Fact]
    public async Task Costs_and_lists_show_it_beside_our_own_and_as_no_question()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        await host.SendAsync(Journey(trace));
        await host.WrittenAsync();

        var day = DateOnly.FromDateTime(Told.Noon.UtcDateTime);
        var report = await host.Runs.Costs.ReportAsync(new CostQuery(day, day, CostGrouping.Agent), Cancellation);
        var line = report.Lines.ShouldHaveSingleItem();
        line.Name.ShouldBe("otel:concierge");
        line.Totals.CostUsd.ShouldBe(0.00045m);
        line.Totals.Questions.ShouldBe(0);
        var listed = (await host.Traces.ListAsync(new TraceFilter { Agent = "otel:concierge" }, null, 10, Cancellation)).Runs;
        listed.ShouldHaveSingleItem().Run.ShouldBe(trace);
    }

    [Fact]
    public async Task A_run_of_our_own_is_not_written_over_and_bad_spans_are_told_while_good_ones_stay()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var own = (await host.Runs.RunAsync("How many?")).RunId;
        var before = await host.Runs.ScalarAsync($"select jsonb_agg(to_jsonb(s) order by seq)::text from steps s where run_id = '{own}'");
        var good = Guid.NewGuid();
        var timeless = Told.Span(good, 7, null, "timeless", 0, 0);
        timeless.StartTimeUnixNano = 0;

        var taken = await host.SendAsync(
            Told.Span(own, 1, null, "intruder", 0, 1),
            timeless,
            Told.Span(good, 1, null, "good", 0, 1),
            Told.Span(Guid.Empty, 1, null, "nowhere", 0, 1)
        );

        taken.Refused.ShouldBe(3);
        var why = taken.Why.ShouldNotBeNull();
        why.ShouldContain("is a run of this workbench itself");
        why.ShouldContain("no start time");
        why.ShouldContain("all zero");
        (await host.RunAsync(good)).Steps.ShouldHaveSingleItem().Row.Name.ShouldBe("good");
        (await host.Runs.ScalarAsync($"select jsonb_agg(to_jsonb(s) order by seq)::text from steps s where run_id = '{own}'")).ShouldBe(before);
    }

    private static (string, object)[] Call(string provider, string model, int input, int output) =>
        [
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", provider),
            ("gen_ai.request.model", model),
            ("gen_ai.usage.input_tokens", input),
            ("gen_ai.usage.output_tokens", output),
        ];

    /// <summary>An agent that asks a model, looks into a database through a tool, asks again with the prompt grown, and fails to send a letter.</summary>
    private static List<Span> Journey(Guid trace) =>
        [
            Told.Span(
                trace,
                1,
                null,
                "invoke_agent concierge",
                0,
                100,
                ("gen_ai.operation.name", "invoke_agent"),
                ("gen_ai.agent.name", "concierge"),
                ("user.id", "grace"),
                ("gen_ai.conversation.id", "chat-9")
            ),
            Told.Span(
                trace,
                2,
                1,
                "chat gpt-x",
                10,
                20,
                [.. Call("openai", "gpt-x", 50, 5), ("gen_ai.input.messages", $"[{Asked}]"), ("gen_ai.output.messages", $"[{Called}]")]
            ),
            Told.Span(
                trace,
                3,
                1,
                "execute_tool find_parcel",
                30,
                60,
                ("gen_ai.operation.name", "execute_tool"),
                ("gen_ai.tool.name", "find_parcel"),
                ("gen_ai.tool.call.id", "c1"),
                ("gen_ai.tool.call.arguments", """{"id":4711}"""),
                ("gen_ai.tool.call.result", """{"town":"Bremen"}""")
            ),
            Told.Span(
                trace,
                4,
                3,
                "SELECT parcels",
                40,
                50,
                ("db.system.name", "postgresql"),
                ("db.namespace", "shop"),
                ("db.query.text", "select town from parcels where id = $1"),
                ("db.response.returned_rows", 1)
            ),
            Told.Span(
                trace,
                5,
                1,
                "chat gpt-x",
                70,
                80,
                [
                    .. Call("openai", "gpt-x", 100, 10),
                    ("gen_ai.input.messages", $"[{Asked},{Called},{Found}]"),
                    ("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"In Bremen."}]}]"""),
                ]
            ),
            Told.Span(trace, 6, 1, "execute_tool mail", 85, 95, ("openinference.span.kind", "TOOL"), ("tool.name", "mail"), ("input.value", "Dear Grace"))
                .Failing("The post office is closed."),
        ];

    private const string Asked = """{"role":"user","parts":[{"type":"text","content":"Where is my parcel?"}]}""";
    private const string Called = """{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"find_parcel","arguments":{"id":4711}}]}""";
    private const string Found = """{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":{"town":"Bremen"}}]}""";
}
