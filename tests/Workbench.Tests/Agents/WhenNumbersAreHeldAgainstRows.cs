using Shouldly;
using Workbench.Server.Agents;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Agents;

public sealed class WhenNumbersAreHeldAgainstRows
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    private static readonly ToolData Regions = new()
    {
        Columns =
        [
            new("account.region", "Region", ColumnType.String),
            new("arr", "ARR", ColumnType.Decimal, "USD"),
            new("arr.change_pct", "Change", ColumnType.Decimal, "percent"),
            new("time_to_close", "Time to close", ColumnType.Decimal, "seconds"),
            new("band", "Band", ColumnType.String),
        ],
        Rows =
        [
            [new("EMEA"), new(18_412_345.67m), new(-0.0621m), new(200m), new("10-99")],
            [new("Americas"), new(7_049_000m), new(0.125m), new(61m), new("100+")],
            [new("APAC"), new(950m), new(null), new(null), new(null)],
        ],
        Origin = AnswerOrigin.Compiled,
        Sql = "select 1",
        SqlParameters = new("select 1", []),
    };

    [Theory]
    [InlineData("EMEA ARR was **$18.4M** at the end of FY2027 Q3 (Oct 31, 2026).")]
    [InlineData("It fell by 6.2% to $18,412,346; precisely 18412345.67.")]
    [InlineData("Down 6.21 points, or 6 percent.")]
    [InlineData("Americas: 7.05 million, +12.5%.")]
    [InlineData("All three together: **$25.46M** in 3 regions.")]
    [InlineData("About 18,000,000 in EMEA, roughly $7M in the Americas.")]
    [InlineData("1. EMEA\n2. Americas\n3. APAC, with $950")]
    [InlineData("It took 3 min 20 s, for 10-99 seats and for 100+.")]
    [InlineData("In the week of September 28, 2026 and on 2026-10-01 at 14:30, over the last 90 days, Q3 2026.")]
    [InlineData("You asked for more than 4711: none.")]
    [InlineData("`select 99` shows it, as [said](https://x.example/12345).")]
    [InlineData(
        "Eighteen million in EMEA, nine hundred and fifty in APAC; twelve and a half percent, or twelve percent, of growth over the last twelve months."
    )]
    [InlineData("18.412.346 USD, 18.412.345,67 USD, 18,4 Mio. USD und 12,5 %; am 31.10.2026, im 3. Quartal.")]
    [InlineData("18 412 346 USD, 18\u202f412\u202f345,67 USD, 7,05 millions et 12,5\u00a0%, le 31 octobre 2026.")]
    [InlineData("CHF 18'412'346, 18’412’345.67, 7'049'000; version 3.11.2, 10/31/2026.")]
    [InlineData("`$18.4M`, `12.5%` and `950`.")]
    [InlineData("So far in 2026: one of them, both regions, two reasons.")]
    [InlineData("On day 3 950 came.")]
    public void What_the_rows_round_to_or_count_is_held(string text) => NumberCheck.Unheld(text, [Regions], "More than 4711?", Today).ShouldBeEmpty();

    [Theory]
    [InlineData("There were 0 complaints.", "0")]
    [InlineData("It was 100000000000000000000000000 trillion.", "100000000000000000000000000 trillion")]
    public void Without_rows_no_number_is_held_and_none_is_too_large_to_read(string text, string unheld) =>
        NumberCheck.Unheld(text, [], "How many?", Today).ShouldBe([unheld]);

    [Fact]
    public void Words_of_numbers_without_end_are_read_to_an_end() =>
        Should.NotThrow(() => NumberCheck.Unheld("It was " + string.Concat(Enumerable.Repeat("hundred ", 40)) + "seats.", [Regions], "", Today));

    [Theory]
    [InlineData("EMEA ARR was $18.5M.", "$18.5M")]
    [InlineData("It fell by 6.3%.", "6.3%")]
    [InlineData("There were **42** of them, and 7 others.", "42, 7")]
    [InlineData("EMEA is $11.4M above the Americas.", "$11.4M")]
    [InlineData("The average is $8,487,431.89.", "$8,487,431.89")]
    [InlineData("18,000,000 in EMEA.", "18,000,000")]
    [InlineData(
        "Twelve hundred of them, and twenty-five percent, more than two and a half million.",
        "Twelve hundred, twenty-five percent, two and a half million"
    )]
    [InlineData("**seventy-seven million** seats", "seventy-seven million")]
    [InlineData("1.234,5 und 1.234 und 18,5 Mio. USD, 12,6 Prozent.", "1.234,5, 1.234, 18,5 Mio., 12,6 Prozent")]
    [InlineData("1 234,5 et 1\u202f234 et 6,3 %.", "1 234,5, 1\u202f234, 6,3 %")]
    [InlineData("CHF 1'234.50 and 1’234.", "CHF 1'234.50, 1’234")]
    [InlineData("`$18.5M` and `43`.", "$18.5M, 43")]
    [InlineData("In 2019 there were 2024.", "2019, 2024")]
    [InlineData("It grew by 3% and by 950%.", "3%, 950%")]
    public void What_no_row_gives_is_named(string text, string unheld) =>
        string.Join(", ", NumberCheck.Unheld(text, [Regions], "How much?", Today)).ShouldBe(unheld);

    private static readonly ToolData March2019 = Regions with
    {
        Columns = [new("month", "Month", ColumnType.Date)],
        Rows =
        [
            [new(new DateOnly(2019, 3, 1))],
        ],
    };

    [Theory]
    [InlineData("2019 was the best year.", "")]
    [InlineData("The best year was **2019**.", "")]
    [InlineData("The years with most of them were 2019 and 2020.", "2020")]
    [InlineData("2018 was the best year, and 2020 the second.", "2018, 2020")]
    [InlineData("The best year was 2018.", "2018")]
    [InlineData("Das beste Jahr war 2019, nicht 2021.", "2021")]
    [InlineData("There were 2019 of them in 2019.", "2019")]
    [InlineData("It was 2019.", "2019")]
    public void A_year_is_held_by_a_row_of_it_alone(string text, string unheld) =>
        string.Join(", ", NumberCheck.Unheld(text, [March2019], "How is it going?", Today)).ShouldBe(unheld);

    [Theory]
    [InlineData("Which year was best?", "")]
    [InlineData("In what fiscal year did we sell most?", "")]
    [InlineData("How many were there last year?", "2019")]
    public void A_year_that_is_asked_for_may_stand_for_itself(string question, string unheld) =>
        string.Join(", ", NumberCheck.Unheld("It was 2019.", [March2019], question, Today)).ShouldBe(unheld);

    [Fact]
    public void Years_as_numbers_in_texts_and_of_periods_are_held_by_them()
    {
        var numbers = Regions with
        {
            Columns = [new("year", "Year", ColumnType.Integer), new("label", "Label", ColumnType.String)],
            Rows =
            [
                [new(2016m), new("FY2014 Q2")],
            ],
            Period = new(new DateOnly(2011, 7, 1), new DateOnly(2013, 1, 1), "that time", IsPartial: false),
            ComparedTo = new(new DateOnly(2010, 1, 1), new DateOnly(2011, 1, 1), "before", IsPartial: false),
        };
        NumberCheck
            .Unheld("The best year was 2016, then 2014, 2012, 2011 and 2010; not 2013, 2015 or 2009.", [numbers], "How?", Today)
            .ShouldBe(["2013", "2015", "2009"]);
    }

    /// <summary>A fiscal year may be called after the one in which it ends; with a comparison each row speaks of the year before it.</summary>
    [Fact]
    public void Rows_of_fiscal_years_and_of_comparisons_hold_the_year_beside_them()
    {
        var fiscal = March2019 with { Columns = [new("time.fiscal_year", "Fiscal year", ColumnType.Date, "fiscal_year")] };
        NumberCheck.Unheld("Fiscal 2020, not 2018.", [fiscal], "How?", Today).ShouldBe(["2018"]);
        var compared = March2019 with { Query = new SemanticQuery { Compare = new QueryComparison(new SamePeriodLastYear()) } };
        NumberCheck.Unheld("Up from 2018, not 2020.", [compared], "How?", Today).ShouldBe(["2020"]);
    }

    [Fact]
    public void Without_any_result_only_the_question_holds_numbers() =>
        NumberCheck.Unheld("Of the 500 that you name, 20 are left.", [], "What of the 500?", Today).ShouldBe(["20"]);
}
