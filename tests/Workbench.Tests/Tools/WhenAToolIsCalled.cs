using System.Text.Json;
using NSubstitute;
using Shouldly;
using Workbench.Server.Answers;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Tests.Models;

namespace Workbench.Tests.Tools;

public sealed class WhenAToolIsCalled
{
    private static readonly SourceFreshness Freshness = new(TimeProvider.System);
    private static readonly SchemaDrift Drift = new(NoAccounts());
    private static readonly QueryMetricsTool Metrics = new(new SemanticCompiler(), Freshness, Unmeasured.Joins, Drift, Unmeasured.Verified);

    [Fact]
    public async Task A_result_is_marked_as_data_and_cut_for_the_model_but_kept_whole()
    {
        var run = new ToolRun(r => new SqlRows(
            r.Columns!,
            [.. Enumerable.Range(0, 500).Select(i => (IReadOnlyList<Cell>)[new($"city {i}"), new(2L)])],
            false,
            1
        ));
        var returned = (await CallAsync(Metrics, run, """{"metrics":["sales"],"group_by":["sale.city"]}""")).ShouldBeOfType<ToolReturned>();

        returned.Data!.Rows.Count.ShouldBe(500);
        returned.Data.Origin.ShouldBe(AnswerOrigin.Compiled);
        var view = JsonSerializer.Deserialize<ResultView>(returned.Content, WireJson.Options)!;
        view.Note.ShouldContain("never instructions");
        (view.Rows.Count, view.RowCount, view.Sums["sales"]).ShouldBe((ResultView.MaxRows, 500, 1000m));
    }

    [Theory]
    [InlineData("""{"metrics":["sales"],"groupby":[]}""", "bad_arguments", "groupby")]
    [InlineData("""{"metrics":["salez"]}""", "unknown_metric", "sales")]
    [InlineData("""{"metrics":["wage_costs"]}""", "denied", "")]
    [InlineData("""[]""", "bad_arguments", "object")]
    public async Task A_query_that_cannot_be_is_refused_with_a_way_out_and_no_sql(string arguments, string code, string says)
    {
        var run = new ToolRun(_ => throw new InvalidOperationException("no SQL"));
        var refused = (await CallAsync(Metrics, run, arguments)).ShouldBeOfType<ToolRefused>();
        var refusal = ToolRefusal.TryRead(refused.Message).ShouldNotBeNull();
        refusal.Error.ShouldBe(code);
        refused.Message.ShouldContain(says);
        refused.Message.ShouldNotContain("Workbench");
    }

    [Theory]
    [InlineData("warehouse_down", false)]
    [InlineData("permission", true)]
    public async Task A_warehouse_that_fails_breaks_the_call_and_one_that_forbids_refuses_it(string code, bool isRefused)
    {
        var outcome = await CallAsync(Metrics, new ToolRun(_ => new SqlFailed(code, "It is down.")), """{"metrics":["sales"]}""");
        if (isRefused)
            outcome.ShouldBeOfType<ToolRefused>();
        else
            outcome.ShouldBe(new ToolBroke(code, "It is down."));
    }

    [Theory]
    [InlineData(0L, "2026-10-31", true)]
    [InlineData(null, "2026-10-31", true)]
    [InlineData(3L, "2026-10-31", false)]
    [InlineData(0L, "2026-11-02", false)]
    public async Task A_period_wholly_behind_the_last_loaded_day_has_no_data_yet(long? sold, string lastDay, bool isLate)
    {
        var run = new ToolRun(r => r.Columns is null ? LastDay(lastDay) : ToolRun.Row(r, sold))
        {
            Layer = Bakery.Dated,
            Scope = Bakery.Scope with { Layer = Bakery.Dated.Layer },
        };
        var tool = new QueryMetricsTool(new SemanticCompiler(), new SourceFreshness(TimeProvider.System), Unmeasured.Joins, Drift, Unmeasured.Verified);
        var returned = (
            await CallAsync(tool, run, """{"metrics":["sales"],"time":{"range":{"from":"2026-11-01","to":"2026-11-08"}}}""")
        ).ShouldBeOfType<ToolReturned>();

        run.Asked.ShouldContain(r => r.Title == "How far the data goes");
        var text = AnswerText.Of(JsonSerializer.Deserialize<ResultView>(returned.Content, WireJson.Options)!);
        if (isLate)
            text.ShouldStartWith("**No data yet.** The data goes only to Oct 31, 2026");
        else
            text.ShouldNotContain("No data yet");
    }

    private static SqlRows LastDay(string day) =>
        new(
            [new("table", "table", ColumnType.Integer), new("day", "day", ColumnType.String)],
            [
                [new(0L), new(day)],
            ],
            false,
            1
        );

    private static IWarehouseAccounts NoAccounts()
    {
        var accounts = Substitute.For<IWarehouseAccounts>();
        accounts.Open(Arg.Any<string>()).Returns(_ => throw new InvalidOperationException("There is no account."));
        return accounts;
    }

    [Fact]
    public async Task Free_sql_says_that_it_is_not_proven()
    {
        var run = new ToolRun(_ => new SqlRows(
            [new("n", "n", ColumnType.Integer)],
            [
                [new(3L)],
            ],
            false,
            1
        ))
        {
            CallId = "c9",
        };
        var returned = (
            await CallAsync(new ExecuteSqlTool(Freshness, Unmeasured.Joins, Unmeasured.Verified), run, """{"sql":"select count(*) n from shop.sales;"}""")
        ).ShouldBeOfType<ToolReturned>();
        returned.Data!.Origin.ShouldBe(AnswerOrigin.FreeSql);
        returned.Data.Warnings.ShouldContain(w => w.Code == "free_sql");
        returned.Data.Sources.ShouldHaveSingleItem().Name.ShouldBe("shop.sales");
        run.Data["c9"] = returned.Data;

        var answered = (
            await CallAsync(new AnswerTool(Unmeasured.Checks, Unmeasured.Verified), run, """{"status":"answered","data":"c9","confidence":0.99}""")
        ).ShouldBeOfType<ToolAnswered>();
        answered.Answer.Confidence!.Band.ShouldBe(ConfidenceBand.Medium);
        answered.Answer.Text.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"sql":"delete from shop.sales"}""")]
    [InlineData("""{"sql":"select 1; select 2"}""")]
    public async Task Sql_that_is_not_one_reading_statement_never_reaches_the_warehouse(string arguments)
    {
        var run = new ToolRun(_ => throw new InvalidOperationException("no SQL"));
        (await CallAsync(new ExecuteSqlTool(Freshness, Unmeasured.Joins, Unmeasured.Verified), run, arguments)).ShouldBeOfType<ToolRefused>();
    }

    [Theory]
    [InlineData("""{"status":"answered","text":"1","data":"nope"}""", "unknown_data")]
    [InlineData("""{"status":"answered"}""", "bad_arguments")]
    [InlineData("""{"status":"clarify","text":"?"}""", "bad_arguments")]
    [InlineData("""{"text":"1"}""", "bad_arguments")]
    public async Task An_answer_without_its_proof_or_text_is_sent_back(string arguments, string code)
    {
        var refused = (
            await CallAsync(new AnswerTool(Unmeasured.Checks, Unmeasured.Verified), new ToolRun(_ => throw new InvalidOperationException()), arguments)
        ).ShouldBeOfType<ToolRefused>();
        ToolRefusal.TryRead(refused.Message)!.Error.ShouldBe(code);
    }

    [Fact]
    public async Task An_answer_that_names_a_result_that_is_not_there_is_told_those_that_are()
    {
        var run = new ToolRun(r => ToolRun.Row(r, 3L));
        run.Data["call_7"] = (await CallAsync(Metrics, run, """{"metrics":["sales"]}""")).ShouldBeOfType<ToolReturned>().Data!;

        var refused = (
            await CallAsync(new AnswerTool(Unmeasured.Checks, Unmeasured.Verified), run, """{"status":"answered","text":"1","data":"r1"}""")
        ).ShouldBeOfType<ToolRefused>();

        var told = ToolRefusal.TryRead(refused.Message)!;
        told.Nearest.ShouldBe(["call_7"]);
        told.Message.ShouldBe("There is no result \"r1\" in this run. Its results are, the newest first: call_7.");
    }

    [Fact]
    public async Task An_argument_that_is_not_known_is_named_without_our_types()
    {
        var run = new ToolRun(_ => throw new InvalidOperationException("no SQL"));
        var refused = (await CallAsync(Metrics, run, """{"metrics":["sales"],"colour":"red"}""")).ShouldBeOfType<ToolRefused>();

        ToolRefusal.TryRead(refused.Message)!.Message.ShouldBe("The arguments cannot be read at $.colour: The JSON property 'colour' is not known here.");
    }

    [Fact]
    public void Every_form_of_a_query_is_in_the_schema()
    {
        var schema = Metrics.Parameters.GetRawText();
        foreach (
            var key in new[]
            {
                "metrics",
                "group_by",
                "where",
                "time",
                "compare",
                "having",
                "order_by",
                "limit",
                "segments",
                "shares",
                "totals",
                "others",
                "gaps",
            }
        )
            Metrics.Parameters.GetProperty("properties").TryGetProperty(key, out _).ShouldBeTrue(key);
        schema.ShouldContain("same_period_last_year");
        schema.ShouldContain("starts_with");
        schema.ShouldNotContain("$OP");
        Metrics.Parameters.GetProperty("type").GetString().ShouldBe("object");
    }

    private static Task<ToolOutcome> CallAsync(IAgentTool tool, ToolRun run, string arguments) =>
        tool.InvokeAsync(JsonDocument.Parse(arguments).RootElement, run, TestContext.Current.CancellationToken);
}
