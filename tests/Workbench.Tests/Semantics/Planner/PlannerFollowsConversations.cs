using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Semantics.Planner;

public sealed class PlannerFollowsConversations
{
    [Theory]
    [InlineData("How many loans last week?|and the week before?", "loans in 2026-11-02..2026-11-09 vs previous")]
    [InlineData("How did MMR develop over the last 12 months?|only premium", "membership_revenue where member.tier = premium in last 12 month each month")]
    [InlineData(
        "How did MMR develop over the last 12 months?|only premium|and by city?|as a percentage of the total",
        "membership_revenue by member.city where member.tier = premium in last 12 month each month share of time.month"
    )]
    [InlineData("loans by genre last month|and by channel?", "loans by loan.channel in last_month")]
    [InlineData("loans by genre last month|what about last year", "loans by book.genre in last_year")]
    [InlineData("loans by genre|top 2 only", "loans by book.genre having book.genre is_not_null  order loans desc limit 2")]
    [InlineData("new members last week|which cities were they from?", "new_members by member.city in last_week")]
    [InlineData("loans in Berlin last month|and fines charged?", "fines_charged where member.city = Berlin in last_month vs previous")]
    [InlineData("loans this year by genre|by civil year", "loans by book.genre in this_civil_year")]
    [InlineData("student loans last month|no, I meant the audience", "loans where book.audience = student in last_month vs previous")]
    public void What_a_follow_up_names_replaces_its_like_and_the_rest_stays(string talk, string reading) =>
        PlannerHarness.Show(PlannerHarness.Library.Talk(talk.Split('|'))).ShouldBe(reading);

    [Fact]
    public void A_question_of_its_own_starts_anew() =>
        PlannerHarness
            .Show(PlannerHarness.Library.Talk("loans in Berlin last month", "How many new members did we get this year?"))
            .ShouldBe("new_members in this_year vs previous");

    [Theory]
    [InlineData("the second one")]
    [InlineData("audience")]
    public void A_reply_chooses_among_the_readings_that_were_offered(string reply)
    {
        var choice = PlannerHarness.Library.Ask("How is Student doing?").ShouldBeOfType<PlannedChoice>();
        var two = choice.Readings.Take(2).Select(r => new AnswerAlternative(r.Label, r.Sentence, r.Query)).ToArray();
        PlannerHarness
            .Show(PlannerHarness.Library.Ask(reply, new PlannedTurn("How is Student doing?", null, [.. two])))
            .ShouldBe(PlannerHarness.Show(choice.Readings[1].Query));
    }
}
