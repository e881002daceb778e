using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// What a brewery, a theatre and a user of the demo were told as sure and wrong: parts that somebody or something plays, names of two words, months that are still to come, what is left out
/// by a number already. On a pier that no question set knows.
/// </summary>
public sealed class PlannerAsksWhoIsWho
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Pier.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    private static PlanReading Read(string question) => Ask(question).ShouldBeOfType<PlannedQuery>(Show(question)).Best;

    [Fact]
    public void A_property_that_is_called_nearly_so_is_not_the_thing() =>
        Show("tickets per skipper last month").ShouldBe("tickets by skipper.name, skipper in last_month");

    [Theory]
    [InlineData("tickets by guest country last month")]
    [InlineData("tickets by country last month")]
    public void The_word_of_grouping_names_no_role(string question)
    {
        var best = Read(question);
        best.Query.GroupBy.ShouldNotContain("ticket.payer.country");
        best.P.ShouldBeLessThan(Sure, "who buys and who pays are two guests");
    }

    [Fact]
    public void A_way_without_a_role_is_meant_before_one_with_a_name() => Read("tickets by hall last month").P.ShouldBeGreaterThanOrEqualTo(Sure);

    [Theory]
    [InlineData("tickets in each kiosk last month", "a kiosk is the place of a bill")]
    [InlineData("patron satisfaction last month", "of patrons alone, or of everybody")]
    [InlineData("average rating patrons", "patrons may be one kind of guests")]
    [InlineData("how many tickets did the Opera House sell last month", "one name, and not two values")]
    [InlineData("ticket sales by seat row last month", "rows of seats are not known")]
    [InlineData("how many tickets are paid monthly", "the plan, or month by month")]
    [InlineData("ticket sales from refunds last month", "the number is one without refunds")]
    [InlineData("how many tickets are there in December", "in November that may be the next")]
    public void What_may_be_meant_otherwise_is_never_sure(string question, string why) =>
        (Ask(question) is PlannedQuery { Best.P: >= Sure }).ShouldBeFalse($"{why}: {Show(question)}");

    [Theory]
    [InlineData("how many tickets were there in December")]
    [InlineData("ticket sales by hall last month")]
    [InlineData("how many circus tickets were sold last month")]
    public void What_says_it_all_stays_sure(string question) => Read(question).P.ShouldBeGreaterThanOrEqualTo(Sure, Show(question));

    [Theory]
    [InlineData("tickets in June, July and August of this year", "tickets in 2026-06-01..2026-09-01")]
    [InlineData("tickets in May, June, July and August by genre", "tickets by ticket.genre in 2026-05-01..2026-09-01")]
    [InlineData("tickets in July and August", "tickets in 2026-07-01..2026-09-01")]
    public void Months_that_follow_one_another_are_one_period(string question, string reading) => Show(question).ShouldBe(reading);

    [Fact]
    public void A_year_that_is_said_between_months_is_not_lost() => Show("tickets in May and June 2024, July 2025").ShouldNotContain("2025-05-01");

    [Fact]
    public void A_talk_that_goes_on_from_no_answer_is_not_sure()
    {
        var refused = new PlannedTurn("what is the weather", null, []);
        (Pier.Harness.Ask("how many tickets is that", refused) is PlannedQuery { Best.P: >= Sure }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("tickets not sold by France last month")]
    [InlineData("guests outside France with over 50 tickets")]
    public void A_denial_that_finds_no_place_is_not_answered_without_it(string question)
    {
        var outcome = Ask(question);
        (outcome is PlannedQuery { Best.Query.Where: var where } && !where.OfType<FieldFilter>().Any(f => f.Op is "<>" or "not in")).ShouldBeFalse(
            Show(question)
        );
    }
}
