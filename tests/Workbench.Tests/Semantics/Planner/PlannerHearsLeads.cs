using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>What goes before a question and behind it, and forms of asking that chatty people of other companies used. On a kennel, a zoo and a library.</summary>
public sealed class PlannerHearsLeads
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Kennel.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    [Theory]
    [InlineData("Sorry if this is silly, but how many dogs did we take on last month?", "dogs in last_month")]
    [InlineData("I hate to ask, but which yard had the most stays last month?", "stays by stay.yard.name, stay.yard in last_month")]
    [InlineData("For the club newsletter I need the new owners by month this year", "new_owners in this_year each month")]
    [InlineData("For the reunion we are planning, I'd like to know how many dogs were registered last year", "dogs in last_year")]
    [InlineData("Our vet is on leave and wants to know how many stays we had last month", "stays in last_month")]
    [InlineData(
        "The inspectors are in the house and want a list: how many stays did we have last month per yard?",
        "stays by stay.yard.name, stay.yard in last_month"
    )]
    public void The_question_begins_where_somebody_asks(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("How many stays did we have last month? It's for the inspectors.")]
    [InlineData("How many stays did we have last month? I want to print it.")]
    public void What_it_is_for_leaves_the_answer_sure(string question)
    {
        var alone = Ask("How many stays did we have last month?").ShouldBeOfType<PlannedQuery>().Best;
        var reading = Ask(question).ShouldBeOfType<PlannedQuery>(Show(question)).Best;
        PlannerHarness.Show(reading.Query).ShouldBe(PlannerHarness.Show(alone.Query));
        reading.P.ShouldBeGreaterThanOrEqualTo(Sure);
    }

    [Theory]
    [InlineData("How many stays did we have last month? We only want breeders.")]
    [InlineData("How many stays did we have last month? I mean those from Atlantis.")]
    [InlineData("How many stays did we have last month? We leave Fjord out.")]
    [InlineData("Dogs with a short coat bark a lot, so how many stays did we have last month?")]
    public void What_says_more_of_the_question_is_used_or_keeps_it_from_being_sure(string question)
    {
        var reading = (Ask(question) as PlannedQuery)?.Best;
        if (reading is { Query.Where.Count: 0 })
            reading.P.ShouldBeLessThan(Sure, Show(question));
    }

    [Theory]
    [InlineData("For atlantis I need the number of stays last month")]
    [InlineData("For Atlantis, how many stays did we have last month?")]
    [InlineData("Of the atlantis dogs, how many stays did we have last month?")]
    public void What_picks_rows_is_no_lead(string question) => Ask(question).ShouldNotBeOfType<PlannedQuery>(Show(question));

    [Theory]
    [InlineData("meals in july and august this year", "meals in 2026-07-01..2026-09-01")]
    [InlineData("meals in november and december of last year", "meals in 2025-11-01..2026-01-01")]
    [InlineData("how many meals did july and august 2025 have", "meals in 2025-07-01..2025-09-01")]
    public void Two_months_are_both_together_and_it_is_said(string question, string reading)
    {
        Show(question).ShouldBe(reading);
        Ask(question).ShouldBeOfType<PlannedQuery>().Best.Assumptions.ShouldContain("Both months together.");
    }

    [Theory]
    [InlineData("meals in july compared to august")]
    [InlineData("difference in meals between july and august")]
    [InlineData("meals in july and october")]
    public void Two_months_that_are_set_against_each_other_or_are_apart_are_not(string question) =>
        Show(question).ShouldNotContain("2026-07-01..2026-11-01", Case.Sensitive, question);

    [Theory]
    [InlineData("meals since the first of july", "meals in 2026-07-01..")]
    [InlineData("meals until the fifth of march", "meals in ..2026-03-06")]
    public void The_first_of_a_month_is_a_day(string question, string reading) => Show(question).ShouldBe(reading);

    [Theory]
    [InlineData("which languages had more than 8 new owners this year", "new_owners by owner.language in this_year having new_owners > 8")]
    [InlineData("in which languages did we have fewer than 3 new owners last month?", "new_owners by owner.language in last_month having new_owners < 3")]
    public void A_limit_on_how_many_holds_for_values_too(string question, string reading) => Show(question).ShouldBe(reading);

    [Theory]
    [InlineData("stays last month leaving out the yards in Oslo")]
    [InlineData("stays last month excluding the yards in Oslo")]
    [InlineData("How many stays did we have last month if you leave out the yards in Oslo?")]
    public void What_says_which_of_them_are_left_out_is_denied_too(string question) =>
        Show(question).ShouldStartWith("stays where stay.yard.town <> Oslo in last_month");

    [Fact]
    public void The_average_per_thing_is_all_of_it_by_how_many_there_are()
    {
        var reading = Ask("average stay fees per new owner by language last year").ShouldBeOfType<PlannedQuery>().Best;
        PlannerHarness.Show(reading.Query).ShouldBe("stay_fees_of_new_owners by owner.language in last_year");
        reading.Query.Define.ShouldNotBeNull().ShouldHaveSingleItem().Expr.ShouldBe("stay_fees / new_owners");
    }

    [Theory]
    [InlineData("meals and stays last month next to each other")]
    [InlineData("Could I see meals and stays for last month side by side?")]
    public void How_numbers_stand_together_is_no_word_of_a_name(string question) => Show(question).ShouldBe("meals, stays in last_month");

    [Fact]
    public void What_was_opened_need_not_be_open()
    {
        PlannerHarness.Show(Zoo.Harness.Ask("open complaints last month")).ShouldStartWith("open_complaints");
        PlannerHarness.Show(Zoo.Harness.Ask("complaints opened last month")).ShouldNotContain("open_complaints");
    }

    [Fact]
    public void Most_often_is_most() =>
        PlannerHarness.Show(PlannerHarness.Library.Ask("which three genres are borrowed most often")).ShouldEndWith("order loans desc limit 3");
}
