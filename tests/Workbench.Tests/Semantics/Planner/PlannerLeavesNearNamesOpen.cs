using System.Globalization;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// What a staffing agency, a bakery and every company's questions asked of every other one were told too surely: names that are nearly there, kinds of something else, one period
/// against another. On an orchard that no question set knows.
/// </summary>
public sealed class PlannerLeavesNearNamesOpen
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Orchard.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    private static PlanReading Read(string question) => Ask(question).ShouldBeOfType<PlannedQuery>(Show(question)).Best;

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("how many crates did our growth plan clients buy")]
    [InlineData("sales to clients on the growth plan")]
    public void A_word_of_change_before_a_noun_says_which_one_and_is_not_passed_over(string question) =>
        Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question));

    [Theory]
    [InlineData("growth of sales by city last quarter")]
    [InlineData("growth rate of sales by city last quarter")]
    [InlineData("which family grew the most in sales last quarter")]
    public void It_is_a_change_elsewhere(string question) => Read(question).Query.Compare.ShouldNotBeNull();

    [Theory]
    [InlineData("overripe % by family last month", "overripe_share by fruit.family in last_month")]
    [InlineData("overripe percentage per channel last month", "overripe_share by crate.channel in last_month")]
    public void A_percentage_is_the_one_that_the_layer_has(string question, string reading) => Show(question).ShouldBe(reading);

    [Theory]
    [InlineData("what is the best-selling fruit of each kind of client this year", "client.kind", 1)]
    [InlineData("top 3 fruits by sales per city last quarter", "client.city", 3)]
    [InlineData("for each city, which fruit had the highest sales last month", "client.city", 1)]
    [InlineData("biggest client by sales in every family", "fruit.family", 1)]
    [InlineData("top paying fruits in each city by sales", "client.city", 5)]
    public void The_first_of_each_is_counted_within_each(string question, string within, int first)
    {
        var query = Read(question).Query;
        query.Within.ShouldBe([within]);
        query.Limit.ShouldBe(first);
        query.GroupBy.Count.ShouldBeGreaterThan(1, "the things themselves are shown beside what they are the first of");
    }

    [Theory]
    [InlineData("which city has the highest sales per client")]
    [InlineData("top 3 cities by sales per client")]
    public void A_number_per_thing_is_no_first_of_each_thing(string question) => Read(question).P.ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("which family grew the most in sales from Q3 to Q4 of FY2026", "2026-04-01", "2026-07-01")]
    [InlineData("how did sales grow from Q2 to Q3 of FY2026", "2026-01-01", "2026-04-01")]
    [InlineData("how much did sales increase from August to September", "2026-09-01", "2026-10-01")]
    public void A_change_from_one_period_to_the_next_sets_the_second_against_the_first(string question, string from, string to)
    {
        var query = Read(question).Query;
        query.Time!.Range.ShouldBe(new DateRange(Day(from), Day(to)));
        query.Compare!.To.ShouldBeOfType<PreviousPeriod>();
    }

    [Fact]
    public void A_period_whose_year_was_said_is_not_moved() =>
        (Ask("sales from March 2026 to January 2026") as PlannedQuery)?.Best.Query.Time!.Range.ShouldNotBe(new DateRange(Day("2025-03-01"), Day("2026-02-01")));

    [Theory]
    [InlineData("sales in 2026", "2025-07-01", "2026-07-01")]
    [InlineData("sales by quarter 2026", "2025-07-01", "2026-07-01")]
    [InlineData("sales in the first half of 2026", "2025-07-01", "2026-01-01")]
    [InlineData("sales in calendar year 2025", "2025-01-01", "2026-01-01")]
    public void A_bare_year_is_the_one_that_the_company_counts_in(string question, string from, string to) =>
        Read(question).Query.Time!.Range.ShouldBe(new DateRange(Day(from), Day(to)));

    [Theory]
    [InlineData("no shows per month")]
    [InlineData("how many days of payment terms do our clients have on average")]
    [InlineData("punctuality of the Galway route last month")]
    [InlineData("sales by work city in october")]
    [InlineData("complaints by kind this year")]
    [InlineData("reserves by month last 6 months")]
    [InlineData("invoiced per month this year")]
    [InlineData("lead time by city last month")]
    [InlineData("average bill rating last month")]
    [InlineData("drops on hold last month")]
    [InlineData("how many clients ordered something in october")]
    [InlineData("complaints by shop this year")]
    [InlineData("revenue per canteen last month")]
    [InlineData("value of the returns by city last month")]
    [InlineData("top 3 companies by returns last month")]
    [InlineData("sales of the canteen by month this year")]
    [InlineData("sales by teir last month")]
    [InlineData("drops never fetched last month by route")]
    [InlineData("complaints from shop apple last month")]
    [InlineData("stock by family")]
    [InlineData("biggest drop by city this year")]
    [InlineData("largest complaint per city last quarter")]
    [InlineData("drops ended in December 2026")]
    public void What_is_only_nearly_named_is_never_sure(string question) => (Ask(question) as PlannedQuery)?.Best.P.ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("complaints by topic this year")]
    [InlineData("complaints by kind of client this year")]
    [InlineData("reservations by month last 6 months")]
    [InlineData("invoices per month this year")]
    [InlineData("sales to shops last month")]
    [InlineData("punctuality of the Kerry route last month")]
    [InlineData("top 3 clients by sales last month")]
    public void What_is_named_is_as_sure_as_before(string question) => Read(question).P.ShouldBeGreaterThanOrEqualTo(Sure, Show(question));

    [Fact]
    public void A_running_total_is_no_total_of_what_is_running() => Show("running total of sales per month this year").ShouldNotContain("client.running");

    [Fact]
    public void One_negation_denies_one_thing()
    {
        var read = Read("sales per month since april without the apple fruits").Query;
        read.Where.OfType<FieldFilter>().ShouldHaveSingleItem().Op.ShouldBe("<>");
    }

    [Fact]
    public void Conditions_that_no_row_meets_leave_no_answer_sure()
    {
        var limited = Read("sales to shops last month");
        limited.Given(isNothing: true, isBesideNothing: false).ShouldBeLessThan(Sure);
        limited.Given(isNothing: false, isBesideNothing: false).ShouldBe(limited.P);
        var all = Read("sales last month");
        all.Given(isNothing: true, isBesideNothing: false).ShouldBe(all.P);
    }

    [Fact]
    public void A_comparison_with_a_period_that_holds_nothing_is_not_sure()
    {
        var compared = Read("sales in 2025 compared with 2024");
        compared.Given(isNothing: false, isBesideNothing: true).ShouldBeLessThan(Sure, "the data may begin later");
        var alone = Read("sales last month");
        alone.Given(isNothing: false, isBesideNothing: true).ShouldBe(alone.P, "nobody asked for what was before");
    }

    [Theory]
    [InlineData("how do you work out the collection rate?")]
    [InlineData("define the bill rating")]
    public void Half_a_name_defines_nothing(string question) => Ask(question).ShouldNotBeOfType<PlannedLayerAnswer>(Show(question));

    [Theory]
    [InlineData("how do you work out the overripe share?", "layer: What Overripe share means")]
    [InlineData("what does punctuality mean", "layer: What Punctuality means")]
    public void A_whole_name_is_defined(string question, string reading) => Show(question).ShouldBe(reading);
}
