using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.Planner.Form;
using Workbench.Shared.Queries;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Questions that say their form count by the layer's calendar and by its metrics, and what was not read is never passed over surely.</summary>
public sealed class FormalQuestionsFollowTheLayer
{
    private const double Sure = 0.7;

    /// <summary>Weeks begin on Sunday; balances, currencies and filtered columns.</summary>
    private static readonly SemanticLayer Shop = new LayerSketch(
        "Shop",
        new LayerCalendar("America/New_York", DayOfWeek.Sunday, new FiscalYear(2, FiscalYearName.End), DefaultsToFiscal: true)
    )
        .Entity("customer", "customers", "name", [Dim("name", indexed: true), Dim("credit", "decimal")], [At("joined", true)])
        .Entity(
            "purchase",
            "purchases",
            null,
            [Dim("price", "decimal"), Dim("turnover", "decimal"), Dim("weight", "decimal"), Dim("fee_minor", "decimal"), Dim("kind", values: "charge,refund")],
            [At("bought", true)],
            [To("customer")]
        )
        .Entity("deposit", "deposits", null, [Dim("standing", "decimal")], [At("taken", true)], [To("customer")])
        .Metric("purchase_weight", "Purchase weight", Of("purchase", AggregationKind.Sum, "weight"))
        .Metric("charged", "Charged", Of("purchase", AggregationKind.Sum, "price", "kind = 'charge'"))
        .Metric("given_back", "Given back", Of("purchase", AggregationKind.Sum, "price", "kind = 'refund'"))
        .Metric("fees", "Fees", Of("purchase", AggregationKind.Sum, "fee_minor / 100.0", "kind = 'charge'"))
        .Metric("charged_turnover", "Charged turnover", Of("purchase", AggregationKind.Sum, "turnover", "kind = 'charge'"))
        .Metric("held", "Held", Balance("deposit", "standing", "taken"))
        .Build();

    private static readonly PlannerHarness InShop = new(Shop, new NamesInMemory(), new AcceptingCompiler());

    [Fact]
    public void A_quarter_of_a_year_is_the_layers_and_said_to_be()
    {
        var best = Best(PlannerHarness.Library.Ask("Return the number of loans in Q3 2026, rounded to 2 decimals"));

        best.Query.Time!.Range.ShouldBe(new DateRange(new DateOnly(2026, 1, 1), new DateOnly(2026, 4, 1)));
        best.Assumptions.ShouldContain(a => a.Contains("fiscal year", StringComparison.Ordinal) && a.Contains("calendar year", StringComparison.Ordinal));
    }

    [Fact]
    public void Weeks_begin_when_the_layers_do() =>
        Best(InShop.Ask("Return the number of purchases in the last 2 weeks, not including the current week"))
            .Query.Time!.Range.ShouldBe(new DateRange(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 15)));

    [Theory]
    [InlineData("Return the number of purchases in the last full calendar month")]
    [InlineData("Return the number of purchases in the previous month")]
    public void One_period_is_the_whole_one_before(string question) =>
        Best(InShop.Ask(question)).Query.Time!.Range.ShouldBe(new DateRange(new DateOnly(2026, 10, 1), new DateOnly(2026, 11, 1)));

    [Fact]
    public void A_balance_is_never_added_up_over_time() =>
        Best(InShop.Ask("Return the total standing of deposits, rounded to 2 decimals")).Query.Define.ShouldNotBeNull().ShouldNotContain(d => d.Agg == "sum");

    [Fact]
    public void A_column_that_only_one_metric_counts_is_that_metric() =>
        PlannerHarness.Show(InShop.Ask("Return the total turnover of purchases")).ShouldBe("charged_turnover");

    [Theory]
    [InlineData("Return the total fees for each customer", "fees")]
    [InlineData("Return the total fee minor of purchases", "fees")]
    public void A_column_in_another_unit_is_the_metric_that_counts_it(string question, string metric) =>
        Best(InShop.Ask(question)).Query.Metrics.ShouldBe([metric]);

    [Theory]
    [InlineData("Return the number of purchases for each customer without 'red' in its name")]
    [InlineData("Return the top 5 customers")]
    public void What_would_be_turned_round_or_chosen_by_chance_is_not_answered_so(string question) => P(InShop.Ask(question)).ShouldBeLessThan(Sure);

    [Fact]
    public void The_bottom_ones_are_the_smallest() =>
        Best(InShop.Ask("Return the bottom 5 customers and their total weight")).Query.OrderBy.ShouldHaveSingleItem().Desc.ShouldBeFalse();

    [Fact]
    public void A_column_of_several_filtered_metrics_is_never_surely_its_bare_sum() => P(Ask("Return the total price of purchases")).ShouldBeLessThan(Sure);

    [Fact]
    public void A_column_that_the_layer_adds_up_as_it_stands_is_sure() => P(Ask("Return the total weight of purchases")).ShouldBeGreaterThanOrEqualTo(Sure);

    [Fact]
    public void Days_are_cut_on_the_layers_clock() =>
        Best(InShop.Ask("Return the average number of days between the joined date and the bought date, rounded to 2 decimals"))
            .Query.Define!.ShouldContain(d => d.Expr!.Contains("at time zone 'America/New_York'", StringComparison.Ordinal));

    [Theory]
    [InlineData("To get the heavy ones, filter kind to charge.")]
    [InlineData("Filter customers in France using ILIKE.")]
    [InlineData("Join only the purchases that are charges.")]
    [InlineData("Join purchases to customers where kind = refund.")]
    [InlineData("Include months, including months where weight is above 5.")]
    public void An_instruction_that_was_not_read_is_never_passed_over(string instruction) =>
        P(Ask("Return the total weight of purchases", instruction)).ShouldBeLessThan(Sure);

    [Theory]
    [InlineData("Match names case-insensitively using LIKE with wildcards.")]
    [InlineData("Weekend days are Saturday (6) and Sunday (0). Truncate date to week for aggregation.")]
    [InlineData("Always join purchases with customers first.")]
    [InlineData("To get the total weight per customer, join the customers and purchases tables, group by customer, and sum the weight.")]
    public void Talk_about_sql_costs_nothing(string instruction) =>
        P(Ask("Return the total weight of purchases", instruction)).ShouldBeGreaterThanOrEqualTo(Sure);

    [Fact]
    public void An_act_that_names_nothing_is_never_sure() => P(Ask("Return the number of purchases of customers transferred")).ShouldBeLessThan(Sure);

    [Theory]
    [InlineData("return rate last month", false)]
    [InlineData("how high is the return on sales", false)]
    [InlineData("Return the weight of purchases", true)]
    [InlineData("For each customer: weight. Return name and weight", true)]
    public void A_question_is_formal_when_it_begins_to_ask_so(string question, bool isFormal) =>
        FormPlanner.IsFormal(new PlanRequest(question, [], InShop.Scope(), new NamesInMemory())).ShouldBe(isFormal);

    [Theory]
    [InlineData("Return the number of purchases in the last 5000 years")]
    [InlineData("Return the number of purchases in the last 9999 quarters inclusive of the current quarter")]
    [InlineData("Return §7§ and ◈3 of purchases ordered by ▲0")]
    [InlineData("Return the purchases with the most !!!")]
    [InlineData("Return the customers with the longest ▲9 ◇ ‿")]
    [InlineData("Return the number of purchases in ٢٠٢٥ and in 20٢5")]
    [InlineData("Return \ud800 the weight of purchases")]
    [InlineData("Return purchases that contain '§0§' or §1§ either ◈0 or ◈1")]
    [InlineData("Return the top 99999999999 customers by total weight")]
    public void Odd_marks_and_counts_never_throw(string question)
    {
        Should.NotThrow(() => Ask(question));
        Should.NotThrow(() => Ask("Return the total weight of purchases", question));
        Should.NotThrow(() => Ask(question, "A = B + B + B + B + B + B + B + B. B = A + A + A + A + A + A + A + A. " + question));
    }

    [Fact]
    public void What_may_not_be_read_is_not_named()
    {
        var library = new PlannerHarness(SampleLayers.Library, new NamesInMemory(), new SemanticCompiler());

        library.AskAt("public", "Return the vendor of purchases, ordered by vendor").ShouldNotBeOfType<PlannedQuery>();
    }

    private static PlanOutcome Ask(string question, string? instructions = null) =>
        new QuestionPlanner(new AcceptingCompiler()).Plan(new PlanRequest(question, [], InShop.Scope(), new NamesInMemory()) { Instructions = instructions });

    private static PlanReading Best(PlanOutcome outcome) => outcome.ShouldBeOfType<PlannedQuery>().Best;

    private static double P(PlanOutcome outcome) => outcome is PlannedQuery planned ? planned.Best.P : 0;
}
