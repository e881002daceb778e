using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Questions that name no metric by its name: what is meant is found by how it is said. On the library and the hospital, which have nothing in common.</summary>
public sealed class PlannerUnderstandsWaysOfSpeaking
{
    private static void Library(string question, string reading) => PlannerHarness.Show(PlannerHarness.Library.Ask(question)).ShouldBe(reading);

    private static void Hospital(string question, string reading) => PlannerHarness.Show(PlannerHarness.Hospital.Ask(question)).ShouldBe(reading);

    [Theory]
    [InlineData("how long do patients stay on average", "average_stay")]
    [InlineData("which department has the longest stay", "average_stay by department.name, department order average_stay desc limit 10")]
    public void How_long(string question, string reading) => Hospital(question, reading);

    [Theory]
    [InlineData("list fines over $20", "fines_charged by fine having fines_charged > 20")]
    [InlineData("list overdue loans", "overdue_loans by loan")]
    [InlineData("list the loans of Jane Austen books", "list by loan where book.author = Jane Austen")]
    [InlineData("Which members joined last month?", "list by member.name, member in last_month")]
    [InlineData("members with MMR over 50", "membership_revenue by member.name, member having membership_revenue > 50")]
    [InlineData("members with MMR over $2k", "membership_revenue by member.name, member having membership_revenue > 2000")]
    public void Lists_are_rows_with_their_amount(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("list the admissions of last week over $1,000", "charges by admission in last_week having charges > 1000")]
    [InlineData("Which patients were admitted last week", "admissions by patient.name, patient in last_week")]
    public void Lists_of_another_layer(string question, string reading) => Hospital(question, reading);

    [Theory]
    [InlineData("loans on weekends", "loans where time.day_of_week in 6,7")]
    [InlineData("weekend loans last month", "loans where time.day_of_week in 6,7 in last_month vs previous")]
    [InlineData("loans on Mondays last month", "loans where time.day_of_week in 1 in last_month vs previous")]
    [InlineData("weekday vs weekend loans last month", "loans by time.day_of_week in last_month")]
    public void Days_of_the_week(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("compare loans this month with last month", "loans in 2026-10-01..2026-12-01 each month")]
    [InlineData("compare fiction loans with children loans by month", "loans by book.genre where book.genre in fiction,children each month")]
    [InlineData("loans of fiction vs children last month", "loans by book.genre where book.genre in fiction,children in last_month")]
    public void Comparisons(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("how many different members had at least one loan last month", "active_members in last_month vs previous")]
    [InlineData("how many members borrowed last month", "active_members in last_month vs previous")]
    public void Different_things_are_counted(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("which branch lends the most books", "loans by branch.name, branch order loans desc limit 10")]
    [InlineData("average late rate last month", "late_rate in last_month vs previous")]
    [InlineData("I have a question. I mean loans by genre", "loans by book.genre")]
    public void Verbs_and_turns_of_speech(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("which doctors discharged the most patients last month", "discharges by admission.attending.name")]
    [InlineData("how many patients had at least one admission last month", "patients_treated in last_month")]
    public void Events_have_their_own_time(string question, string start) => PlannerHarness.Show(PlannerHarness.Hospital.Ask(question)).ShouldStartWith(start);

    [Theory]
    [InlineData("who is our best member")]
    [InlineData("our top members")]
    public void A_ranking_by_nothing_asks_by_which_number(string question) =>
        PlannerHarness.Library.Ask(question).ShouldBeOfType<PlannedChoice>().Question.ShouldContain("number");

    [Fact]
    public void How_a_thing_is_doing_is_a_question_of_its_own_in_a_conversation() =>
        PlannerHarness.Hospital.Talk("admissions by kind", "How is cardiology doing?").ShouldBeOfType<PlannedChoice>();

    [Theory]
    [InlineData("how many members visited last month")]
    [InlineData("members who have not complained")]
    [InlineData("how many loans did robots return")]
    [InlineData("how happy are our readers")]
    [InlineData("what did a loan cost us")]
    public void What_a_verb_says_beyond_the_data_is_never_answered_with_confidence(string question) =>
        (PlannerHarness.Library.Ask(question) is PlannedQuery { Best.P: >= 0.8 }).ShouldBeFalse();
}
