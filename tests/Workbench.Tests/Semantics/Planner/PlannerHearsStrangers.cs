using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>What an insurer's questions showed, on garages that no question set knows: each was a wrong number said with confidence, or an answer where there is none.</summary>
public sealed class PlannerHearsStrangers
{
    private const double Sure = 0.8;

    private static string Show(string talk) => PlannerHarness.Show(Garage.Harness.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    private static double P(string question) => (Garage.Harness.Ask(question) as PlannedQuery)?.Best.P ?? 0;

    [Theory]
    [InlineData("Repairs of late?")]
    [InlineData("How many repairs lately?")]
    [InlineData("repairs in recent times")]
    [InlineData("How many repairs did we have recently?")]
    public void A_period_that_nobody_named_is_read_as_the_last_days_and_never_surely(string question)
    {
        var planned = Garage.Harness.Ask(question).ShouldBeOfType<PlannedQuery>();
        Show(question).ShouldStartWith("repairs in last 30 day");
        planned.Best.P.ShouldBeLessThan(Sure);
        planned.Best.Assumptions.ShouldContain(assumption => assumption.Contains("recently is read as", StringComparison.Ordinal));
    }

    [Fact]
    public void One_letter_in_front_makes_another_word_and_no_misspelt_one()
    {
        // Of one late repair nothing is known; of the rate something is, so the rate itself is answered.
        Show("repair late").ShouldNotContain("repair_rate");
        Show("repair rate").ShouldStartWith("repair_rate");
    }

    [Theory]
    [InlineData("how many mechanics do we have", "headcount where")]
    [InlineData("how many workers do we have", "headcount")]
    public void The_number_of_workers_is_what_counts_workers(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("repairs direct vs agent last month", "repairs by repair.way")]
    [InlineData("how many repairs are small and how many large", "repairs by repair.size")]
    [InlineData("were repairs for small higher than for large last month", "repairs by repair.size")]
    public void Two_sides_are_two_numbers(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Fact]
    public void By_the_bay_of_the_reader_names_whose_bay_and_no_second_grouping() =>
        Show("answer time of remarks by bay of the reader").ShouldBe("answer_time by worker.bay");

    [Fact]
    public void Those_that_were_spoken_of_are_counted_under_their_name() =>
        Show("remarks this month|how many of them are still open?").ShouldStartWith("open_remarks in this_month");

    [Theory]
    [InlineData("remarks by agent this year")]
    [InlineData("remarks by broker")]
    public void What_a_number_cannot_be_told_apart_by_is_no_second_number(string question) => Garage.Harness.Ask(question).ShouldBeOfType<PlannedRefusal>();

    [Theory]
    [InlineData("repairs that were started last month")]
    [InlineData("remarks about what is dear last month")]
    public void A_name_that_denies_is_not_said_by_what_it_denies(string question)
    {
        Show(question).ShouldMatch("^(repairs|remarks)");
        Show(question).ShouldNotContain("waiting");
        Show(question).ShouldNotContain("= price");
    }

    [Fact]
    public void But_by_the_whole_of_it() => Show("repairs not started").ShouldContain("repair.state = waiting");

    [Fact]
    public void What_was_sold_is_not_by_whom()
    {
        Show("how many repairs have we sold each quarter").ShouldStartWith("repairs");
        Show("how many repairs have we sold each quarter").ShouldNotContain("agent");
    }

    [Theory]
    [InlineData("repairs last week and the week before", "last_week vs")]
    [InlineData("repairs last quarter, and how was it in the same quarter a year earlier?", "last_quarter vs")]
    public void The_period_before_is_shown_where_it_is_named(string question, string reading) => Show(question).ShouldContain(reading);

    [Theory]
    [InlineData("repairs between the 1st and the 10th of November")]
    [InlineData("repairs from the 1st to the 10th of November")]
    public void Days_of_one_month_say_the_month_once(string question) => Show(question).ShouldContain("2026-11-01..2026-11-11");

    [Theory]
    [InlineData("uninsured repairs last month", "repair.insured <> true")]
    public void What_is_un_done_is_not_done(string question, string reading) => Show(question).ToLowerInvariant().ShouldContain(reading);

    [Theory]
    [InlineData("what's the name and phone number of repair 12?")]
    [InlineData("average age of the small cars")]
    public void What_nothing_shows_is_not_answered_by_something_else(string question) => P(question).ShouldBe(0);

    [Fact]
    public void Thanks_for_yesterday_are_no_period() =>
        Show("Thanks for the help yesterday! Repairs by month since April please").ShouldStartWith("repairs in 2026-04-01.. each month");
}
