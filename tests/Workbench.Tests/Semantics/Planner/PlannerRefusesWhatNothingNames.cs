using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// What two companies of strangers asked and got offers for, or another thing than they asked for: a value that was named is no number, and somebody's role elsewhere is no grouping. On a
/// zoo that no question set knows.
/// </summary>
public sealed class PlannerRefusesWhatNothingNames
{
    private const double Sure = 0.8;

    private static PlanOutcome Ask(string question) => Zoo.Harness.Ask(question);

    private static string Show(string question) => PlannerHarness.Show(Ask(question));

    [Theory]
    [InlineData("page views of our website yesterday")]
    [InlineData("weather in Oslo last week")]
    [InlineData("what's our market share in Oslo")]
    [InlineData("website and weather in Bergen")]
    [InlineData("price of lemonade at the gate last month")]
    public void What_names_no_number_is_refused_and_not_offered_what_its_values_can_pick(string question) =>
        Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question));

    [Theory]
    [InlineData("How is Oslo doing?")]
    [InlineData("How is the queue in Oslo going?")]
    public void How_something_goes_is_still_asked_back(string question) =>
        Ask(question).ShouldBeOfType<PlannedChoice>(Show(question)).Question.ShouldContain("number");

    [Theory]
    [InlineData("ticket sales by keeper last month")]
    [InlineData("tickets per keeper this year")]
    public void Who_cannot_be_reached_is_no_role_of_somebody_else(string question) =>
        Ask(question).ShouldBeOfType<PlannedRefusal>(Show(question)).Markdown.ShouldContain("cannot be told apart by keeper");

    [Theory]
    [InlineData("feedings by keeper last month", "feedings by keeper")]
    public void Who_can_be_reached_is_told_apart(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Theory]
    [InlineData("best-selling house per wing last month")]
    [InlineData("most fed house by wing this year")]
    [InlineData("best-fed aviary per wing last month")]
    public void The_first_of_each_group_is_never_the_groups_alone(string question) =>
        (Ask(question) as PlannedQuery)?.Best.P.ShouldBeLessThan(Sure, Show(question));

    [Theory]
    [InlineData("tickets without booking per quarter this year", "tickets where booking.number is_null")]
    [InlineData("how many aviaries without a guardian do we have", "aviaries where keeper.name is_null")]
    public void One_that_is_missing_is_no_number(string question, string reading) => Show(question).ShouldStartWith(reading);

    [Fact]
    public void A_refusal_of_words_that_are_known_says_what_it_stumbled_over()
    {
        var message = Ask("average feedings and average tickets per keeper without hay by desk").ShouldBeOfType<PlannedRefusal>().Markdown;
        message.ShouldNotContain("no number in it");
    }
}
