using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// What an energy supplier's questions showed, on ski resorts that no question set knows: people say who they are before they ask, and go on from what had
/// no answer.
/// </summary>
public sealed class PlannerHearsWhoAsks
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string talk) => SkiResort.Harness.Talk(talk.Split('|'));

    private static string Show(string talk) => PlannerHarness.Show(Ask(talk)).Replace("  ", " ").TrimEnd();

    private static double P(string talk) => (Ask(talk) as PlannedQuery)?.Best.P ?? 0;

    [Theory]
    [InlineData("I'm redesigning our leaflet. Could you break down the passes of last month by channel for me?", "passes by pass.channel in last_month")]
    [InlineData("For the auditors I need one figure: how many bills did we send last month?", "bills in last_month")]
    [InlineData("Quick one from accounting: how many closures were there last month?", "closures in last_month")]
    [InlineData("One last thing for the newspaper, then I'll leave you in peace. How many lessons last month?", "lessons in last_month")]
    [InlineData("The mayor would like to know how people ski these days. Can I have the passes of last month by kind?", "passes by pass.kind in last_month")]
    [InlineData("Our chefs feel a bit neglected. How many lessons did we hold last month?", "lessons in last_month")]
    [InlineData("I'm preparing the yearbook. Lessons by level last month.", "lessons by lesson.level in last_month")]
    public void Who_asks_and_what_for_is_no_part_of_the_question(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("One last thing for the newspaper, then I'll leave you in peace. How many lessons did we hold last month?")]
    [InlineData("For the yearbook I need one figure: how many lessons did we hold last month?")]
    public void What_says_nothing_of_the_data_takes_nothing_from_the_answer(string question) => P(question).ShouldBeGreaterThanOrEqualTo(Sure, Show(question));

    [Fact]
    public void The_place_that_was_spoken_of_is_there()
    {
        const string Question = "I have to write to the mayor of Hochalm tonight. How many closures did we have there last month?";
        Show(Question).ShouldStartWith("closures where resort.name = Hochalm in last_month");
        Ask(Question).ShouldBeOfType<PlannedQuery>().Best.Assumptions.ShouldContain("From what was said before: Hochalm.");
        P(Question).ShouldBeLessThan(Sure);
    }

    [Fact]
    public void The_period_that_was_spoken_of_is_the_one_of_a_question_without_one()
    {
        const string Question = "I was away last week and would like to see what I missed. How many lessons were held on each day?";
        Show(Question).ShouldStartWith("lessons in last_week each day");
        P(Question).ShouldBeLessThan(Sure);
    }

    [Theory]
    [InlineData("There was a lot of fog in April. How many lessons did we hold last month?")]
    [InlineData("We had lessons for beginner groups in mind. How many lessons did we hold last month?")]
    [InlineData("My boss is in Hochalm. How many lessons did we hold last month?")]
    [InlineData("The glacier moved. How many lessons did we hold last month?")]
    [InlineData("A reporter waits and we have twenty minutes. How many lessons did we hold last month?")]
    [InlineData("I only care for Zermatt. How many lessons did we hold last month?")]
    public void A_condition_that_is_not_used_or_was_only_spoken_of_is_never_sure(string question) => P(question).ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("I'm redesigning our leaflet. How many parking lots do we have?")]
    [InlineData("The mayor asked me this morning. How many tourists drown in the lake?")]
    public void What_has_no_answer_has_none_in_a_second_sentence(string question) => Ask(question).ShouldBeOfType<PlannedRefusal>();

    [Theory]
    [InlineData("passes by channel last month|and how loud were the cannons?|only season")]
    [InlineData("lessons by level last month|and the price of milk?|and this year?")]
    public void What_goes_on_from_before_a_question_without_an_answer_says_so_and_is_never_sure(string talk)
    {
        var planned = Ask(talk).ShouldBeOfType<PlannedQuery>();
        planned.Best.P.ShouldBeLessThan(Sure);
        planned.Best.Assumptions.ShouldContain(assumption => assumption.StartsWith("Goes on from: ", StringComparison.Ordinal));
    }

    [Fact]
    public void And_what_goes_on_from_an_answer_says_nothing_of_it() =>
        Ask("passes by channel last month|only season").ShouldBeOfType<PlannedQuery>().Best.Assumptions.ShouldBeEmpty();

    [Theory]
    [InlineData("How much did we bill in September?", "billed in 2026-09-01")]
    [InlineData("How much did we bill in September?|per valley please", "billed by resort.valley")]
    [InlineData("How many bills did we send in September?", "bills in 2026-09-01")]
    public void How_much_is_an_amount_and_how_many_a_count(string talk, string reading) => Show(talk).ShouldStartWith(reading);

    [Fact]
    public void How_much_of_what_is_only_counted_is_never_sure() => P("How much did we close last month?").ShouldBeLessThan(Sure);

    [Theory]
    [InlineData("How much did guests tip last month?")]
    [InlineData("Are we selling more at Hochalm than a year ago?")]
    public void An_average_that_nobody_asked_for_and_a_number_that_only_a_verb_names_are_never_sure(string question)
    {
        Ask(question).ShouldBeOfType<PlannedQuery>();
        P(question).ShouldBeLessThan(Sure, Show(question));
    }

    [Fact]
    public void But_the_average_that_was_asked_for_is() => P("How much was the average tip last month?").ShouldBeGreaterThanOrEqualTo(Sure);

    [Theory]
    [InlineData("refunds as % of revenue by valley", "refunded_of_billed by resort.valley")]
    [InlineData("refunds as a percentage of revenue last month", "refunded_of_billed in last_month")]
    [InlineData("refunds as % of revenue by valley|only last month", "refunded_of_billed by resort.valley in last_month")]
    [InlineData("cancelled lessons as % of lessons by level", "cancellation_rate by lesson.level")]
    public void One_number_as_a_percentage_of_another_is_one_divided_by_the_other(string talk, string reading)
    {
        Show(talk).ShouldStartWith(reading);
        Show(talk).ShouldNotContain(" share");
    }

    [Theory]
    [InlineData("cancelled lessons % since July by level", "cancellation_rate by lesson.level")]
    [InlineData("cancelled lessons percentage by level", "cancellation_rate by lesson.level")]
    [InlineData("cancellation rate % by level", "cancellation_rate by lesson.level")]
    public void A_percentage_behind_a_part_is_that_part_of_all(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("How many closures last month, if we don't count the planned ones?")]
    [InlineData("closures last month, not counting planned")]
    [InlineData("closures last month, leaving out the planned ones")]
    [InlineData("closures last month ignoring storms")]
    public void What_is_not_counted_is_not_what_is_counted(string question) => Show(question).ShouldContain("closure.reason <> ");

    [Theory]
    [InlineData("list of bills over 1500 last month")]
    [InlineData("list the bills over 1500 last month")]
    public void A_limit_on_things_that_are_listed_is_on_what_each_is_worth(string question)
    {
        Show(question).ShouldContain("billed > 1500");
        Show(question).ShouldNotContain("bills >");
    }

    [Theory]
    [InlineData("month with highest revenue 2025", "billed in 2025-01-01..2026-01-01 each month", "billed")]
    [InlineData("In which month of this year did we hold the most lessons?", "lessons in this_year each month", "lessons")]
    [InlineData("revenue of last month by valley, biggest first", "billed by resort.valley in last_month", "billed")]
    [InlineData("revenue of last month by valley, smallest first", "billed by resort.valley in last_month", null)]
    public void What_stands_out_comes_first(string question, string reading, string? highest)
    {
        Show(question).ShouldStartWith(reading);
        if (highest is not null)
            Ask(question).ShouldBeOfType<PlannedQuery>().Best.Query.OrderBy.ShouldBe([new QueryOrder(highest, true)]);
    }

    [Theory]
    [InlineData("How much VAT did we bill last month?")]
    [InlineData("VAT on bills last month")]
    public void What_a_description_says_is_left_out_is_no_part_of_the_number(string question) => Ask(question).ShouldBeOfType<PlannedRefusal>();

    [Fact]
    public void A_noun_that_says_what_a_value_is_of_is_no_second_thing() =>
        Show("debt of private guests").ShouldStartWith("debt where account.guest_kind = private");

    [Theory]
    [InlineData("lessons by level last month|and in the same month last year?", "lessons by lesson.level in 2025-10-01..2025-11-01")]
    [InlineData("passes by channel last month|without face to face", "passes by pass.channel where pass.channel <> face_to_face in last_month")]
    public void Follow_ups_of_another_form(string talk, string reading) => Show(talk).ShouldStartWith(reading);

    [Fact]
    public void The_same_month_of_nothing_is_never_sure() => P("lessons in the same month last year").ShouldBeLessThan(Sure);

    [Theory]
    [InlineData("What is the cancellation rate for beginner lessons, and what is it for expert ones?")]
    [InlineData("How many passes did we sell at the desk last month, and how is it for those sold online?")]
    public void And_what_is_it_for_others_stands_beside_it(string question)
    {
        Show(question).ShouldContain(" in ");
        Show(question).ShouldContain(" by ");
    }
}
