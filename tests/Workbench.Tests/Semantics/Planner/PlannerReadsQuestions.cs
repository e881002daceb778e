using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>What each form of question is read as, on two layers that the planner has never seen. Today is Saturday, 21 November 2026.</summary>
public sealed class PlannerReadsQuestions
{
    private static void Library(string question, string reading) => PlannerHarness.Show(PlannerHarness.Library.Ask(question)).ShouldBe(reading);

    private static void Hospital(string question, string reading) => PlannerHarness.Show(PlannerHarness.Hospital.Ask(question)).ShouldBe(reading);

    [Theory]
    [InlineData("loans", "loans")]
    [InlineData("How many loans did we have?", "loans")]
    [InlineData("number of checkouts", "loans")]
    [InlineData("loans and number of fines by tier", "loans, fine_count by member.tier")]
    [InlineData("how many books by Jane Austen", "books where book.author = Jane Austen")]
    [InlineData("Circulation by channel", "loans by loan.channel")]
    [InlineData("overdue vs total loans by channel", "overdue_loans, loans by loan.channel")]
    public void Metrics_and_counts(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("how many patients died last year", "patients_treated where admission.outcome = died in last_year vs previous")]
    [InlineData("Admissions by department per month this year", "admissions by department.name, department in this_year each month")]
    [InlineData("admissions by attending", "admissions by admission.attending.name, admission.attending")]
    [InlineData("admissions by referring doctor", "admissions by admission.referring.name, admission.referring")]
    [InlineData("occupied beds in the icu yesterday", "beds_occupied where department.name = intensive_care in yesterday vs previous")]
    [InlineData("appointments with Dr House since September", "appointments where doctor.name = Dr House in 2026-09-01..")]
    public void Counts_roles_and_values_of_another_layer(string question, string reading) => Hospital(question, reading);

    [Theory]
    [InlineData("loans by branch last month", "loans by branch.name, branch in last_month")]
    [InlineData("loans per genre", "loans by book.genre")]
    [InlineData("loans for each district", "loans by branch.district")]
    [InlineData("loans broken down by channel and genre", "loans by loan.channel, book.genre")]
    [InlineData("loans per member by genre", "loans_per_member by book.genre")]
    public void Groupings(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("top 5 books by loans last month", "loans by book.title, book in last_month order loans desc limit 5")]
    [InlineData("Who are our ten most active readers by loans?", "loans by member.name, member order loans desc limit 10")]
    [InlineData("the ten members with the most loans last month", "loans by member.name, member in last_month order loans desc limit 10")]
    [InlineData("bottom 3 branches by loans", "loans by branch.name, branch order loans limit 3")]
    [InlineData(
        "Which genre grew loans the most compared to a year ago?",
        "loans by book.genre in last_month vs last year having book.genre is_not_null  order loans.change desc"
    )]
    public void Rankings(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("premium loans", "loans where member.tier = premium")]
    [InlineData("loans in Berlin", "loans where member.city = Berlin")]
    [InlineData("loans except fiction by channel", "loans by loan.channel where book.genre <> fiction")]
    [InlineData("loans of fiction and kids by channel", "loans by loan.channel where book.genre in fiction,children")]
    [InlineData("unpaid fines", "fine_count where fine.state = unpaid")]
    [InlineData("loans of members without a city", "loans where member.city is_null ")]
    [InlineData("loans in the north district compared with the other districts", "loans by branch.district")]
    public void Filters_and_negations(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("loans yesterday", "loans in yesterday vs previous")]
    [InlineData("loans in the last 90 days", "loans in last 90 day")]
    [InlineData("loans since March", "loans in 2026-03-01..")]
    [InlineData("loans in October", "loans in 2026-10-01..2026-11-01 vs previous")]
    [InlineData("loans in October 2025", "loans in 2025-10-01..2025-11-01 vs previous")]
    [InlineData("loans in FY26 Q2", "loans in 2025-10-01..2026-01-01 vs previous")]
    [InlineData("loans from October 5 to October 11", "loans in 2026-10-05..2026-10-12 vs previous")]
    [InlineData("loans between 2026-09-01 and 2026-09-15", "loans in 2026-09-01..2026-09-16 vs previous")]
    [InlineData("loans on Monday", "loans in 2026-11-16..2026-11-17 vs previous")]
    [InlineData("loans on 5 October", "loans in 2026-10-05..2026-10-06 vs previous")]
    [InlineData("loans year to date", "loans in ytd vs previous")]
    [InlineData("loans per month since the beginning of the fiscal year", "loans in 2026-07-01.. each month")]
    [InlineData("MMR by month for the past half year", "membership_revenue in last 6 month each month")]
    [InlineData("weekly loans in the last 8 weeks", "loans in last 8 week each week")]
    [InlineData("loans by day of week last month", "loans by time.day_of_week in last_month")]
    [InlineData("How did MMR develop?", "membership_revenue in last 12 month each month")]
    [InlineData("trend of loans this month", "loans in this_month each week")]
    public void Time(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("loans last month vs the month before", "loans in last_month vs previous")]
    [InlineData("loans by channel last quarter compared to a year ago", "loans by loan.channel in last_quarter vs last year")]
    [InlineData("loans this quarter versus last quarter by channel", "loans by loan.channel in 2026-07-01..2027-01-01 each fiscal_quarter")]
    [InlineData("loans in October 2026 vs October 2025", "loans in 2026-10-01..2026-11-01 vs last year")]
    [InlineData("late rate week over week", "late_rate in last_week vs previous")]
    public void Comparisons(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("Which members had more than 10 loans last month?", "loans by member.name, member in last_month having loans > 10")]
    [InlineData("members with at least 3 overdue loans", "overdue_loans by member.name, member having overdue_loans >= 3")]
    [InlineData("how many readers had more than 10 loans last month?", "new_members where (loans per member in last_month > 10)")]
    [InlineData(
        "Which members have not borrowed anything in the last 60 days but pay more than $5 a month?",
        "membership_revenue by member.name, member where (loans per member in last 60 day = 0) having membership_revenue > 5"
    )]
    public void Thresholds_and_absence(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("What share of loans came from premium members last month?", "loans by member.tier in last_month having member.tier = premium share")]
    [InlineData("loans by genre as a percentage of the total", "loans by book.genre share")]
    [InlineData("overdue loans as a percentage of loans by branch", "late_rate by branch.name, branch")]
    [InlineData("What percentage of signups borrowed within 14 days?", "activation")]
    [InlineData("Cumulative loans this fiscal year by month", "cumulative_loans in this_fiscal_year each month")]
    [InlineData("average fine by reason", "average_fine by fine.reason")]
    public void Shares_ratios_and_running_totals(string question, string reading) => Library(question, reading);

    [Theory]
    [InlineData("wich branch had the most lons lsat month", "loans by branch.name, branch in last_month order loans desc limit 10")]
    [InlineData("laons by gener lst month", "loans by book.genre in last_month")]
    [InlineData("overdeu loans in octobr", "overdue_loans in 2026-10-01..2026-11-01 vs previous")]
    public void Misspelt(string question, string reading) => Library(question, reading);

    [Fact]
    public void A_wish_for_a_chart_is_kept() =>
        PlannerHarness.Library.Ask("loans by genre as a pie chart").ShouldBeOfType<PlannedQuery>().Best.Chart.ShouldBe(Workbench.Shared.Answers.ChartType.Pie);
}
