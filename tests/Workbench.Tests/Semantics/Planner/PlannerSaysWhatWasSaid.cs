using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>What cinemas asked and were answered otherwise, or were answered though the data does not hold it. On a marina that no question set knows.</summary>
public sealed class PlannerSaysWhatWasSaid
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Marina.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    [Theory]
    [InlineData("passes sold and returned by month ytd", "passes_sold, passes_returned in ytd each month")]
    public void Two_numbers_that_share_their_first_word_are_two(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Fact]
    public void What_was_done_is_no_place_where_it_was_done()
    {
        Show("return rate gift vs crew passes, sold FY2025").ShouldStartWith("return_rate by pass.kind where pass.kind in gift,crew");
        Show("passes returned last month by kiosk sold at").ShouldStartWith("passes_returned by pass.sold_kiosk.name");
    }

    [Fact]
    public void A_word_that_is_as_near_to_one_name_as_to_another_is_not_sure()
    {
        var reading = Ask("passes sold by moring last month").ShouldBeOfType<PlannedQuery>().Best;
        reading.P.ShouldBeLessThan(Sure);
        reading.Assumptions.ShouldContain(a => a.Contains("as near to"));
        Ask("passes sold by mooringg last month").ShouldBeOfType<PlannedQuery>().Best.P.ShouldBeGreaterThanOrEqualTo(Sure);
    }

    [Fact]
    public void How_many_that_was_picks_no_other_year()
    {
        var answer = Marina.Harness.Talk("fee income last year", "how many stays was that?").ShouldBeOfType<PlannedQuery>();
        PlannerHarness.Show(answer.Best.Query).ShouldStartWith("stays in last_year");
        PlannerHarness.Show(Marina.Harness.Talk("fee income last year", "the civil year please")).ShouldStartWith("fees in last_civil_year");
    }

    [Theory]
    [InlineData("occupancy by jetty row")]
    [InlineData("What's the phone number of skipper S00017?")]
    [InlineData("vat number of Ada Brandt")]
    public void A_property_that_nothing_holds_is_refused(string question) => Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question));

    [Theory]
    [InlineData("calls by agent last month")]
    [InlineData("stays by arena this year")]
    [InlineData("fee income by crate last quarter")]
    [InlineData("stays per charger in october")]
    [InlineData("stays by sport")]
    [InlineData("no shows per month since july")]
    [InlineData("stays by year group last month")]
    public void A_noun_that_nothing_knows_does_not_vanish_as_a_misspelt_small_word(string question) =>
        Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question));

    [Theory]
    [InlineData("Should we close the South pier?")]
    [InlineData("How can we reduce our calls?")]
    [InlineData("What would you recommend for the east bay?")]
    public void Advice_is_not_given(string question) => Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question)).Markdown.ShouldContain("What to do");

    [Fact]
    public void The_number_of_something_is_still_a_count() => Show("the weekly number of calls this year").ShouldStartWith("calls in this_year each week");
}
