using Shouldly;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Answers;

public sealed class WhenANumberIsShown
{
    [Theory]
    [InlineData("18412345.67", "USD", "$18.4M", "$18,412,345.67")]
    [InlineData("842310", "USD", "$842K", "$842,310")]
    [InlineData("12345.678", "USD", "$12,346", "$12,345.68")]
    [InlineData("99.5", "USD", "$99.50", "$99.50")]
    [InlineData("-1200000", "USD", "-$1.20M", "-$1,200,000")]
    [InlineData("0.004", "USD", "$0.004", "$0.00")]
    [InlineData("1234.5", "EUR", "€1,235", "€1,234.50")]
    [InlineData("10", "CHF", "CHF 10", "CHF 10")]
    [InlineData("0.0621", "percent", "6.2%", "6.21%")]
    [InlineData("0.00042", "percent", "0.042%", "0.042%")]
    [InlineData("12.4", "percent", "1,240%", "1,240%")]
    [InlineData("-0.0004", "percent", "-0.04%", "-0.04%")]
    [InlineData("5321", null, "5,321", "5,321")]
    [InlineData("123456", null, "123,456", "123,456")]
    [InlineData("1234567890", null, "1.23B", "1,234,567,890")]
    [InlineData("999600", null, "1.00M", "999,600")]
    [InlineData("2.34567", null, "2.35", "2.34567")]
    [InlineData("200", "seconds", "3 min 20 s", "200 s")]
    [InlineData("59.96", "minutes", "59 min 58 s", "59.96 min")]
    [InlineData("3.4", "hours", "3 h 24 min", "3.4 h")]
    [InlineData("60", "hours", "2.5 days", "60 h")]
    [InlineData("850", "milliseconds", "850 ms", "850 ms")]
    [InlineData("2500000000", "bytes", "2.5 GB", "2,500,000,000 bytes")]
    [InlineData("1250.5", "GB", "1,251 GB", "1,250.5 GB")]
    [InlineData("3", "day_of_week", "Wednesday", "Wednesday")]
    public void It_is_short_in_text_and_exact_on_demand(string number, string? unit, string expectedShort, string expectedExact)
    {
        var value = decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        ValueText.Short(value, unit).ShouldBe(expectedShort);
        ValueText.Exact(value, unit).ShouldBe(expectedExact);
    }

    [Fact]
    public void Missing_is_a_dash_and_not_zero() => ValueText.Short(new Cell(null), new ResultColumn("a", "A", ColumnType.Decimal, "USD")).ShouldBe("–");

    [Fact]
    public void A_fiscal_quarter_shows_the_name_that_came_with_the_answer() =>
        ValueText
            .Short(
                new Cell("2026-08-01"),
                new ResultColumn("time.quarter", "Quarter", ColumnType.Date, "fiscal_quarter"),
                new Dictionary<string, string> { ["2026-08-01"] = "FY2027 Q3" }
            )
            .ShouldBe("FY2027 Q3");

    [Theory]
    [InlineData("month", "Aug 2026")]
    [InlineData("civil_quarter", "Q3 2026")]
    [InlineData("civil_year", "2026")]
    [InlineData("week", "week of Aug 1, 2026")]
    [InlineData("day", "Aug 1, 2026")]
    public void A_civil_period_is_named_by_its_first_day(string grain, string expected) =>
        ValueText.Short(new Cell(new DateOnly(2026, 8, 1)), new ResultColumn("t", "T", ColumnType.Date, grain)).ShouldBe(expected);
}
