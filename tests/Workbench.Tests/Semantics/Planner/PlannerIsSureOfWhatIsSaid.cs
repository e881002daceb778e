using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>
/// Sure is what a question says in so many words; what an answer takes beside it is told with it. By the wrong answers that four companies of strangers were given with high
/// confidence, on a nursery that no question set knows.
/// </summary>
public sealed class PlannerIsSureOfWhatIsSaid
{
    private const double Sure = 0.8;

    private static PlannedQuery Ask(string talk) => Nursery.Harness.Talk(talk.Split('|')).ShouldBeOfType<PlannedQuery>();

    private static string Show(string talk) => PlannerHarness.Show(Nursery.Harness.Talk(talk.Split('|'))).Replace("  ", " ").TrimEnd();

    [Theory]
    [InlineData("sales last month by shop")]
    [InlineData("How many orders did we get last month?")]
    [InlineData("hedge orders by month this year")]
    [InlineData("Which shops had the most returns last year?")]
    [InlineData("What were our sales in Basel last quarter?")]
    [InlineData("top 3 shops by sales this year")]
    [InlineData("sales last month by shop|and the month before?")]
    [InlineData("sales last month|by kind")]
    public void What_is_said_in_so_many_words_is_sure(string talk) => Ask(talk).Best.P.ShouldBeGreaterThanOrEqualTo(Sure, Show(talk));

    [Theory]
    [InlineData("sales in francs last month", "the number itself is in EUR")]
    [InlineData("share of orders on weekends last month", "one by one")]
    [InlineData("What is the average reply time this year?", "An average is asked for")]
    [InlineData("how many hedge orders were there last month, and how many tree orders", "More than one thing is asked")]
    [InlineData("sales in francs last month|by shop", "not sure")]
    public void What_is_taken_beside_it_is_told_and_not_sure(string talk, string told)
    {
        var best = Ask(talk).Best;
        best.P.ShouldBeLessThan(Sure, Show(talk));
        best.Assumptions.ShouldContain(a => a.Contains(told, StringComparison.Ordinal), string.Join(" / ", best.Assumptions));
    }

    [Fact]
    public void Two_numbers_are_two_whatever_holds_both_of_their_words() => Show("orders and returns by week, last 8 weeks").ShouldStartWith("orders, returns");

    [Fact]
    public void Only_those_things_pick_and_do_not_count() => Show("sales last month by shop|and just the hedge orders?").ShouldStartWith("sales by shop");
}
