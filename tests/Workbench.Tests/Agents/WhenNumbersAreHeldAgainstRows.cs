using Shouldly;
using Workbench.Server.Agents;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Agents;

public sealed class WhenNumbersAreHeldAgainstRows
{
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
    public void What_the_rows_round_to_or_count_is_held(string text) => NumberCheck.Unheld(text, [Regions], "More than 4711?").ShouldBeEmpty();

    [Theory]
    [InlineData("EMEA ARR was $18.5M.", "$18.5M")]
    [InlineData("It fell by 6.3%.", "6.3%")]
    [InlineData("There were **42** of them, and 7 others.", "42, 7")]
    [InlineData("EMEA is $11.4M above the Americas.", "$11.4M")]
    [InlineData("The average is $8,487,431.89.", "$8,487,431.89")]
    [InlineData("18,000,000 in EMEA.", "18,000,000")]
    public void What_no_row_gives_is_named(string text, string unheld) => string.Join(", ", NumberCheck.Unheld(text, [Regions], "How much?")).ShouldBe(unheld);

    [Fact]
    public void Without_any_result_only_the_question_holds_numbers() =>
        NumberCheck.Unheld("Of the 500 that you name, 20 are left.", [], "What of the 500?").ShouldBe(["20"]);
}
