using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using NSubstitute;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Local;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Models;

public sealed class WhenTheLocalModelAnswers
{
    private static readonly SemanticCompiler Compiler = new();

    private static readonly PlanReading LastMonth = Reading("All", new() { Metrics = ["sales"], Time = new(new NamedRange("last_month")) });

    private static readonly PlanReading InRome = Reading(
        "Rome",
        new()
        {
            Metrics = ["sales"],
            Where =
            [
                new FieldFilter
                {
                    Field = "sale.city",
                    Op = "=",
                    Values = ["rome"],
                },
            ],
            Time = new(new NamedRange("last_month")),
        }
    );

    [Fact]
    public async Task One_number_is_shown_with_what_it_was_the_period_before()
    {
        var (answer, run, said) = await AskAsync(new PlannedQuery(LastMonth, []), r => ToolRun.Row(r, 120L, 100L, 20L, 0.2m));

        answer.Status.ShouldBe(AnswerStatus.Answered);
        answer.Origin.ShouldBe(AnswerOrigin.Compiled);
        answer.Text.ShouldBe("There were **120** sales in October 2026, up 20.0% from September 2026 (100).");
        string.Concat(said.OfType<AnswerTextContent>().Select(a => a.Text)).ShouldBe(answer.Text);
        answer.Columns.Select(c => c.Name).ShouldBe(["sales", "sales.previous", "sales.change", "sales.change_pct"]);
        answer.Query!.Compare!.IsContext.ShouldBeTrue();
        answer.Chart!.Type.ShouldBe(ChartType.Number);
        answer.Confidence.ShouldBe(new AnswerConfidence(ConfidenceBand.High, 0.9));
        answer.Sources.ShouldContain(s => s.Name == "Sales" && s.File == "3-metrics/sales.yml" && s.Line == 2);
        answer.Sql.ShouldNotBeNullOrEmpty();
        run.Asked.ShouldHaveSingleItem().Title.ShouldBe("Sales, October 2026");
    }

    [Fact]
    public async Task It_says_how_it_linked_the_words()
    {
        var plan = new PlannedQuery(LastMonth, []) { Links = [new("sales", "metric sales", 1), new("please", "", 0)] };
        var (_, _, said) = await AskAsync(plan, r => ToolRun.Row(r, 1L));
        said.OfType<TextReasoningContent>().Single().Text.ShouldBe("“sales” → metric sales\n“please”: not used\nReading: All sentence (p 0.90)");
    }

    [Fact]
    public async Task The_number_of_another_reading_stands_beside_the_default_one()
    {
        var (answer, run, _) = await AskAsync(new PlannedQuery(LastMonth, [InRome]), r => ToolRun.Row(r, IsRome(r) ? 40L : 120L));
        run.Asked.Count.ShouldBe(2);
        answer.Text.ShouldBe("There were **120** sales in October 2026.\n\nRead as *Rome* it would be **40**.");
        answer.Alternatives.ShouldHaveSingleItem().Value.ShouldBe("40");
        answer.Alternatives[0].Query!.Where.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Readings_of_one_label_are_told_apart_by_their_sentences()
    {
        var twin = InRome with { Label = "All" };
        var (answer, _, _) = await AskAsync(new PlannedQuery(LastMonth, [twin]), r => ToolRun.Row(r, IsRome(r) ? 40L : 120L));
        answer.Alternatives.ShouldHaveSingleItem().Label.ShouldBe("Rome sentence");
    }

    [Fact]
    public async Task Readings_that_agree_need_no_question()
    {
        var (answer, _, _) = await AskAsync(new PlannedChoice("Which?", [LastMonth, InRome]), r => ToolRun.Row(r, 7L));
        answer.Status.ShouldBe(AnswerStatus.Answered);
        answer.Text.ShouldEndWith("The other reading of the question gives the same.");
    }

    [Fact]
    public async Task Readings_that_differ_are_asked_about_with_their_numbers_and_the_choice_needs_no_new_query()
    {
        var plan = new PlannedChoice("Which sales do you mean?", [LastMonth, InRome]);
        var (question, run, _, messages) = await RunAsync(plan, r => ToolRun.Row(r, IsRome(r) ? 40L : 120L), []);

        question.Status.ShouldBe(AnswerStatus.Clarify);
        question.Text.ShouldBe("Which sales do you mean?");
        question.Alternatives.Select(a => (a.Label, a.Value)).ShouldBe([("All", "120"), ("Rome", "40")]);

        var asked = messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Last();
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent(asked.CallId, AskUserTool.Choice(1, "Rome"))]));
        var (answer, after, _, _) = await RunAsync(plan, _ => throw new InvalidOperationException("no more SQL"), messages, run);
        answer.Text.ShouldStartWith("There were **40** Rome sales in October 2026");
        after.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_plan_that_changed_meanwhile_still_puts_each_number_under_its_own_reading()
    {
        PlanOutcome[] plans = [new PlannedQuery(LastMonth, [InRome]), new PlannedQuery(InRome, [LastMonth])];
        var (answer, run, _, _) = await RunAsync(plans, r => ToolRun.Row(r, IsRome(r) ? 40L : 120L), []);
        run.Asked.Count.ShouldBe(2);
        answer.Reading.ShouldBe("Rome sentence");
        answer.Text.ShouldStartWith("There were **40** Rome sales");
        answer.Alternatives.ShouldHaveSingleItem().Value.ShouldBe("120");
    }

    [Fact]
    public async Task A_reading_that_came_meanwhile_is_computed_before_it_is_told()
    {
        PlanOutcome[] plans = [new PlannedQuery(LastMonth, []), new PlannedQuery(InRome, [])];
        var (answer, run, _, _) = await RunAsync(plans, r => ToolRun.Row(r, IsRome(r) ? 40L : 120L), []);
        run.Asked.Count.ShouldBe(2);
        answer.Text.ShouldStartWith("There were **40** Rome sales");
    }

    [Fact]
    public async Task A_choice_is_what_the_person_read_and_not_its_place_in_a_list_that_changed()
    {
        var inOslo = Reading("Oslo", InRome.Query with { Where = [InRome.Query.Where[0] with { Values = ["oslo"] }] });
        Func<SqlRequest, SqlOutcome> warehouse = r => ToolRun.Row(r, IsRome(r) ? 40L : 120L);
        var (_, run, _, messages) = await RunAsync(new PlannedChoice("Which?", [LastMonth, InRome]), warehouse, []);
        var asked = messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Last();
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent(asked.CallId, AskUserTool.Choice(1, "Rome"))]));

        var (turned, _, _, _) = await RunAsync(new PlannedChoice("Which?", [InRome, inOslo, LastMonth]), warehouse, [.. messages], run);
        turned.Text.ShouldStartWith("There were **40** Rome sales");
        var (gone, after, _, _) = await RunAsync(new PlannedChoice("Which?", [LastMonth, inOslo]), warehouse, [.. messages], run);
        (gone.Status, gone.Text).ShouldBe((AnswerStatus.Refused, "I lost track of this question. Please ask it again."));
        after.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_the_compiler_refuses_is_refused_with_its_reason()
    {
        var impossible = Reading("x", new() { Metrics = ["sales"], GroupBy = ["sale.town"] });
        var (answer, run, _) = await AskAsync(new PlannedQuery(impossible, []), _ => throw new InvalidOperationException());
        answer.Status.ShouldBe(AnswerStatus.Refused);
        answer.Text.ShouldContain("sale.town");
        run.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_level_hides_is_denied_without_a_name()
    {
        var hidden = Reading("x", new() { Metrics = ["wage_costs"] });
        var (answer, _, _) = await AskAsync(new PlannedQuery(hidden, []), _ => throw new InvalidOperationException());
        answer.Status.ShouldBe(AnswerStatus.Denied);
        var all = JsonSerializer.Serialize(answer, WireJson.Options);
        all.ShouldNotContain("wage", Case.Insensitive);
    }

    [Fact]
    public async Task A_refusal_a_denial_and_an_answer_from_the_layer_need_no_query()
    {
        var (refused, _, _) = await AskAsync(new PlannedRefusal("I do not forecast.", ["Sales last month"]), _ => throw new InvalidOperationException());
        (refused.Status, refused.Text, refused.FollowUps.Count).ShouldBe((AnswerStatus.Refused, "I do not forecast.", 1));
        var (denied, _, _) = await AskAsync(new PlannedDenial("Your level does not cover this."), _ => throw new InvalidOperationException());
        denied.Status.ShouldBe(AnswerStatus.Denied);
        var source = new AnswerSource("sales", "", null, null, null);
        var (layer, _, _) = await AskAsync(
            new PlannedLayerAnswer("Sales are loaves.", "What is in sales?", [source], []),
            _ => throw new InvalidOperationException()
        );
        (layer.Status, layer.Origin).ShouldBe((AnswerStatus.Answered, AnswerOrigin.Layer));
        layer.Sources.ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    public async Task The_comparison_of_its_own_accord_is_not_inherited_by_the_next_question()
    {
        var history = new PlannedTurn("before", LastMonth.Query with { Compare = new(new PreviousPeriod()) { IsContext = true } }, []);
        var planner = new ScriptedPlanner(new PlannedRefusal("no", []));
        await foreach (
            var _ in Client(planner).GetStreamingResponseAsync([new(ChatRole.User, "and?")], Options([history]), TestContext.Current.CancellationToken)
        ) { }
        planner.Asked!.History.ShouldHaveSingleItem().Query!.Compare.ShouldBeNull();
    }

    [Fact]
    public async Task Asked_again_it_says_the_same_byte_by_byte()
    {
        var first = await SayAsync();
        var second = await SayAsync();
        second.ShouldBe(first);

        async Task<string> SayAsync()
        {
            var (_, _, _, messages) = await RunAsync(new PlannedQuery(LastMonth, [InRome]), r => ToolRun.Row(r, IsRome(r) ? 1L : 2L), []);
            return JsonSerializer.Serialize(messages, Microsoft.Extensions.AI.AIJsonUtilities.DefaultOptions);
        }
    }

    [Fact]
    public async Task Its_tokens_are_estimated_and_marked()
    {
        List<AIContent> contents = [];
        await foreach (
            var update in Client(new ScriptedPlanner(new PlannedRefusal("no", [])))
                .GetStreamingResponseAsync([new(ChatRole.User, "How many?")], Options([]), TestContext.Current.CancellationToken)
        )
            contents.AddRange(update.Contents);
        contents.OfType<UsageContent>().Single().Details.AdditionalCounts!.ShouldContainKey("estimated");
    }

    private static bool IsRome(SqlRequest request) => request.SqlWithValues.Contains("rome", StringComparison.OrdinalIgnoreCase);

    private static PlanReading Reading(string label, SemanticQuery query) => new(label, label + " sentence", query, 0.9, Chart: null, FollowUps: []);

    private static LocalChatClient Client(IPlanner planner) => new(planner, Compiler, new NoValues(), Unmeasured.Verified);

    private static ChatOptions Options(ImmutableArray<PlannedTurn> history) =>
        new LocalModelContext(Bakery.Revision, "bakery", Bakery.Scope, history).AddTo(new ChatOptions());

    private static async Task<(Answer, ToolRun, List<AIContent>)> AskAsync(PlanOutcome plan, Func<SqlRequest, SqlOutcome> warehouse)
    {
        var (answer, run, said, _) = await RunAsync(plan, warehouse, []);
        return (answer, run, said);
    }

    /// <summary>The loop of a run, as short as can be.</summary>
    private static Task<(Answer Answer, ToolRun Run, List<AIContent> Said, List<ChatMessage> Messages)> RunAsync(
        PlanOutcome plan,
        Func<SqlRequest, SqlOutcome> warehouse,
        List<ChatMessage> messages,
        ToolRun? before = null
    ) => RunAsync([plan], warehouse, messages, before);

    /// <param name="plans">Of each call of the model; the last one stays.</param>
    private static async Task<(Answer Answer, ToolRun Run, List<AIContent> Said, List<ChatMessage> Messages)> RunAsync(
        PlanOutcome[] plans,
        Func<SqlRequest, SqlOutcome> warehouse,
        List<ChatMessage> messages,
        ToolRun? before = null
    )
    {
        if (messages.Count == 0)
            messages.Add(new(ChatRole.User, "How many?"));
        var run = before ?? new ToolRun(warehouse);
        var freshness = new SourceFreshness(TimeProvider.System);
        var drift = new SchemaDrift(Substitute.For<IWarehouseAccounts>());
        var tools = new AgentTools([
            new QueryMetricsTool(Compiler, freshness, Unmeasured.Joins, drift, Unmeasured.Verified),
            new AskUserTool(),
            new AnswerTool(Unmeasured.Checks, Unmeasured.Verified),
        ]);
        var client = Client(new ScriptedPlanner(plans));
        List<AIContent> said = [];
        for (var step = 0; step < 5; step++)
        {
            List<FunctionCallContent> calls = [];
            await foreach (var update in client.GetStreamingResponseAsync(messages, Options([]), TestContext.Current.CancellationToken))
            {
                said.AddRange(update.Contents);
                calls.AddRange(update.Contents.OfType<FunctionCallContent>());
            }
            messages.Add(new(ChatRole.Assistant, [.. calls]));
            List<AIContent> results = [];
            foreach (var call in calls)
            {
                run.CallId = call.CallId;
                switch (await tools.Find(call.Name)!.InvokeAsync(AgentTools.Arguments(call), run, TestContext.Current.CancellationToken))
                {
                    case ToolAnswered answered:
                        return (answered.Answer, run, said, messages);
                    case ToolAsked asked:
                        return (asked.Question, run, said, messages);
                    case ToolReturned returned:
                        run.Data[call.CallId] = returned.Data!;
                        results.Add(new FunctionResultContent(call.CallId, returned.Content));
                        break;
                    case ToolRefused refused:
                        results.Add(new FunctionResultContent(call.CallId, refused.Message));
                        break;
                    case var other:
                        throw new InvalidOperationException(other.ToString());
                }
            }
            messages.Add(new(ChatRole.Tool, results));
        }
        throw new InvalidOperationException("It never answered.");
    }

    private sealed class ScriptedPlanner(params PlanOutcome[] plans) : IPlanner
    {
        private int _call;

        public PlanRequest? Asked { get; private set; }

        public PlanOutcome Plan(PlanRequest request)
        {
            Asked = request;
            return plans[Math.Min(_call++, plans.Length - 1)];
        }
    }

    private sealed class NoValues : IValueIndexes, IValueIndex
    {
        public IValueIndex Declared(Workbench.Server.Semantics.Layer.SemanticLayer layer) => this;

        public ValueTask<IValueIndex> GetAsync(LayerRevision layer, string account, CancellationToken cancellationToken) => new(this);

        public IReadOnlyList<ValueMatch> Find(string phrase, int limit = 8) => [];
    }
}
