using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>What was understood is in the query, or the answer is not sure; classes of docs/misreadings.md on layers that are not the demo's.</summary>
public sealed class PlannerAccountsForEveryWord
{
    private const double Sure = 0.8;

    [Theory]
    [InlineData("loans by genre|without fiction", "loans by book.genre where book.genre <> fiction")]
    [InlineData("loans by genre|no fiction", "loans by book.genre where book.genre <> fiction")]
    [InlineData("loans except fiction last month|except children too", "loans where book.genre not in children,fiction in last_month vs previous")]
    [InlineData("loans except fiction last month|only fiction", "loans where book.genre = fiction in last_month vs previous")]
    [InlineData("loans of premium or standard members by branch|without standard", "loans by branch.name, branch where member.tier = premium")]
    public void A_follow_up_that_takes_away_leaves_the_rest(string talk, string reading) =>
        PlannerHarness.Show(PlannerHarness.Library.Talk(talk.Split('|'))).ShouldBe(reading);

    [Fact]
    public void The_first_few_of_the_answer_before_stay_the_first_few() =>
        PlannerHarness
            .Show(PlannerHarness.Hospital.Talk("charges by department", "just the top two", "and how many admissions is that"))
            .ShouldBe("admissions, charges by department.name, department order charges desc limit 2");

    [Theory]
    [InlineData("how many members with more than 3 loans last month", "new_members where (loans per member in last_month > 3)")]
    [InlineData("number of members with at least 3 fines", "new_members where (fine_count per member >= 3)")]
    [InlineData("number of members with MMR over 100", "new_members where (membership_revenue per member > 100)")]
    [InlineData("how many fines over $50 last quarter", "fine_count where (fines_charged per fine in last_quarter > 50)")]
    [InlineData("how many books with more than 500 pages", "books where book.pages > 500")]
    [InlineData("books with pages between 100 and 200", "books where book.pages between 100,200")]
    [InlineData(
        "top 5 branches by late rate with at least 100 loans",
        "late_rate by branch.name, branch where (loans per branch >= 100) order late_rate desc limit 5"
    )]
    [InlineData("premium members with fines over $20", "fines_charged by member.name, member where member.tier = premium having fines_charged > 20")]
    public void A_limit_is_on_the_number_that_stands_beside_it(string question, string reading) =>
        PlannerHarness.Show(PlannerHarness.Library.Ask(question)).ShouldBe(reading);

    [Theory]
    [InlineData("members that joined last month and have no loans", "list by member.name, member where (loans per member = 0) in last_month")]
    [InlineData("members that joined in the last 7 days but have no fine", "list by member.name, member where (fine_count per member = 0) in last 7 day")]
    public void When_they_came_is_not_when_they_had_none(string question, string reading) =>
        PlannerHarness.Show(PlannerHarness.Library.Ask(question)).ShouldBe(reading);

    [Theory]
    [InlineData("loans by month and genre, last 6 months", "loans by book.genre in last 6 month each month")]
    [InlineData("loans by genre and month last year", "loans by book.genre in last_year each month")]
    [InlineData("overdue or returned loans last month", "loans where loan.status in overdue,returned in last_month vs previous")]
    // A bare year is that of the layer's default periods: semantic-layer.md §3 rule 6.
    [InlineData("loans in 2026", "loans in 2025-07-01..2026-07-01 vs previous")]
    [InlineData("new members in the first half of 2026", "new_members in 2025-07-01..2026-01-01")]
    [InlineData("which genre grew fastest in loans last year", "loans by book.genre in last_year vs previous order loans.change_pct desc")]
    [InlineData("is MMR higher than last year", "membership_revenue in this_fiscal_year vs previous")]
    [InlineData("MMR today", "membership_revenue")]
    [InlineData("MMR on 15 June 2026", "membership_revenue in 2026-05-01..2026-06-01 vs previous")]
    [InlineData("MMR month over month this year", "membership_revenue in this_year each month vs previous")]
    public void Each_word_has_its_place(string question, string reading) => PlannerHarness.Show(PlannerHarness.Library.Ask(question)).ShouldBe(reading);

    [Theory]
    [InlineData("what share of loans comes from the top 10 members")]
    [InlineData("average loan duration")]
    [InlineData("average age of members who borrowed last month")]
    [InlineData("90th percentile loan duration")]
    [InlineData("large fines last month")]
    [InlineData("fine amount by reason")]
    [InlineData("current loans")]
    [InlineData("latest loans")]
    [InlineData("how many members renewed a loan")]
    [InlineData("which members borrowed Dune")]
    [InlineData("loans over 100")]
    [InlineData("loans by ganre")]
    [InlineData("how many members use the web channel")]
    public void What_it_cannot_say_it_does_not_say_with_confidence(string question) =>
        ((PlannerHarness.Library.Ask(question) as PlannedQuery)?.Best.P ?? 0).ShouldBeLessThan(Sure, PlannerHarness.Show(PlannerHarness.Library.Ask(question)));

    [Theory]
    [InlineData("how many doctors work in cardiology")]
    [InlineData("how many surgeries last month")]
    [InlineData("referring doctors with most admissions")]
    [InlineData("admissions by specialty")]
    public void A_role_or_a_count_that_was_guessed_is_not_sure(string question) =>
        ((PlannerHarness.Hospital.Ask(question) as PlannedQuery)?.Best.P ?? 0).ShouldBeLessThan(Sure);

    [Fact]
    public void A_refusal_names_the_word_that_had_no_place() =>
        PlannerHarness.Hospital.Ask("how many patients were discharged last week").ShouldBeOfType<PlannedRefusal>().Markdown.ShouldContain("\"patients\"");

    [Fact]
    public void The_plan_says_what_each_word_was_linked_to() =>
        PlannerHarness
            .Library.Ask("premium loans last month")
            .ShouldBeOfType<PlannedQuery>()
            .Links.Select(l => l.Target)
            .ShouldBe(["value member.tier = premium", "metric loans", "time last_month"]);
}
