using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Questions as people say them, on theatres that no question set knows: asides, their own year, nouns that are values, halves of names misspelt.</summary>
public sealed class PlannerHearsPeopleOut
{
    private const double Sure = 0.8;

    private static string Show(string talk) => PlannerHarness.Show(Theatre.Harness.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    private static double P(PlanOutcome outcome) => (outcome as PlannedQuery)?.Best.P ?? 0;

    [Theory]
    [InlineData("tickets sold by month last season year", "last_fiscal_year")]
    [InlineData("return rate by play this theatre year", "this_fiscal_year")]
    [InlineData("takings last seasen yaer", "last_fiscal_year")]
    public void The_companys_name_for_its_year_is_the_fiscal_year(string question, string period) => Show(question).ShouldContain(period);

    [Theory]
    [InlineData("return rate at Garrick last month", "return_rate where house.name = Garrick")]
    [InlineData("tickets sold of Garrick vs Drury last month", "house.name in Garrick,Drury")]
    [InlineData("return rate by city last month", "return_rate by house.city")]
    public void What_two_ways_lead_to_is_at_the_end_of_the_shorter_one(string question, string reading)
    {
        var shown = Show(question).Replace("ticket.performance.", "").Replace("[", "").Replace("]", "");
        shown.ShouldContain(reading);
        shown.ShouldNotContain("home_house");
    }

    [Theory]
    [InlineData("patrons at Garrick", "subscribers where")]
    [InlineData("ushers hired this year", "headcount where")]
    public void A_value_in_the_plural_names_those_who_have_it(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("how many supporters do we have", "subscribers")]
    public void Those_whom_we_have_are_counted_by_the_number_that_bears_their_name(string question, string reading) => Show(question).ShouldBe(reading);

    [Theory]
    [InlineData("I have a dinner with investors on Monday: how many tickets did we sell last month?", "tickets in last_month vs previous")]
    [InlineData("We are anxious about Garrick. What was the return rate last month?", "house.name = Garrick")]
    [InlineData("I'm new here. How many tickets did we sell last month?", "tickets in last_month vs previous")]
    public void What_is_said_beside_the_question_is_no_part_of_it_but_for_what_it_names(string question, string reading) =>
        Show(question).ShouldContain(reading);

    [Fact]
    public void What_was_left_out_of_another_sentence_is_never_sure() =>
        P(Theatre.Harness.Ask("Do sopranos skive on Fridays? Tickets sold last month please")).ShouldBeLessThan(Sure);

    [Theory]
    [InlineData("Globex Corp only: how many tickets did we sell last month?")]
    [InlineData("Atlantis: how many tickets did we sell last month?")]
    [InlineData("atlantis: how many tickets did we sell last month?")]
    [InlineData("Excluding refunds: how many tickets did we sell last month?")]
    [InlineData("Our atlantis branch: how many tickets did we sell last month?")]
    [InlineData("I am talking about atlantis: how many tickets did we sell last month?")]
    [InlineData("We sell to Globex. How many tickets did we sell last month?")]
    [InlineData("The orchestra moved. How many tickets did we sell last month?")]
    public void A_condition_before_the_question_that_nothing_knows_is_never_sure(string question) =>
        P(Theatre.Harness.Ask(question)).ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("I have a dinner with investors on Monday: how many tickets did we sell last month?")]
    [InlineData("My colleague is on holiday and nobody else knows: how many tickets did we sell last month?")]
    [InlineData("Just out of interest, and no hurry at all: how many tickets did we sell last month?")]
    public void What_people_say_of_themselves_takes_nothing_from_it(string question) =>
        P(Theatre.Harness.Ask(question)).ShouldBeGreaterThanOrEqualTo(Sure, Show(question));

    [Theory]
    [InlineData("How much did we spend on the books last month?", "spending where", "item.kind = book")]
    [InlineData("How many gifts were given away in Oslo last month?", "given_away", "Oslo")]
    public void A_turn_of_phrase_is_taken_by_its_word_where_the_layer_knows_it(string question, string reading, string value)
    {
        var shown = PlannerHarness.Show(Library.Harness.Ask(question));
        shown.ShouldContain(reading);
        shown.ShouldContain(value);
    }

    [Theory]
    [InlineData("retrn rate by play", "return_rate by play")]
    [InlineData("changing tme by play", "changing_time by play")]
    public void Half_a_name_may_be_misspelt_where_the_other_half_stands_beside_it(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("changing time by play last month, slowest 3", "desc limit 3")]
    [InlineData("which two plays had the highest return rate last month", "limit 2")]
    [InlineData("did we have more lost subscribers than new subscribers last month", "lost_subscribers, new_subscribers")]
    [InlineData("of the tickets sold in May, how many were returned", "returned")]
    [InlineData("how many tickets did we sell in October|and how many were returned?", "returned in 2026-10-01")]
    public void Other_ways_to_say_it(string talk, string reading) => Show(talk).ShouldContain(reading);

    [Theory]
    [InlineData("Please register S0045 for Hamlet")]
    [InlineData("assign T-1042 to her")]
    [InlineData("remind everyone of the premiere")]
    public void An_order_is_no_question(string question) => Theatre.Harness.Ask(question).ShouldBeOfType<PlannedRefusal>().Markdown.ShouldContain("only read");

    [Theory]
    [InlineData("order by genre")]
    [InlineData("book revenue of fy2026")]
    public void And_no_question_is_an_order(string question) =>
        (Theatre.Harness.Ask(question) is PlannedRefusal { Markdown: var said } && said.Contains("only read", StringComparison.Ordinal)).ShouldBeFalse();

    [Theory]
    [InlineData("how many of those who joined in 2025 have left")]
    [InlineData("who plays Hamlet at Garrick")]
    [InlineData("part time ushers by play")]
    [InlineData("which subscriber has the most performances")]
    public void What_is_answered_by_something_else_is_never_sure(string question) => P(Theatre.Harness.Ask(question)).ShouldBeLessThan(Sure, Show(question));
}
