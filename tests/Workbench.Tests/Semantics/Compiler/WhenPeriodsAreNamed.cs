using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Calendar = Workbench.Server.Semantics.Calendar;
using CultureInfo = System.Globalization.CultureInfo;

namespace Workbench.Tests.Semantics.Compiler;

public sealed class WhenPeriodsAreNamed
{
    private static readonly LayerCalendar Fiscal = new("America/New_York", DayOfWeek.Monday, new FiscalYear(2, FiscalYearName.End), DefaultsToFiscal: true);

    private static readonly LayerCalendar Retail = new(
        "UTC",
        DayOfWeek.Sunday,
        new FiscalYear(2, FiscalYearName.Start, new WeekPattern([4, 5, 4], new DateOnly(2025, 2, 2), WeekYearEnd.NearestToMonthEnd)),
        DefaultsToFiscal: true
    );

    private static readonly string[] Grains = ["day", "week", "iso_week", "month", "quarter", "year", "civil_quarter", "civil_year", "fiscal_month"];

    [Theory]
    [InlineData("quarter", "2026-08-01", "FY2027 Q3")]
    [InlineData("fiscal_quarter", "2026-11-01", "FY2027 Q4")]
    [InlineData("civil_quarter", "2026-10-01", "Q4 2026")]
    [InlineData("year", "2026-02-01", "FY2027")]
    [InlineData("civil_year", "2026-01-01", "2026")]
    [InlineData("month", "2026-10-01", "October 2026")]
    [InlineData("week", "2026-10-05", "2026-10-05 – 2026-10-11")]
    [InlineData("iso_week", "2026-10-05", "2026-W41")]
    [InlineData("day", "2026-10-05", "2026-10-05")]
    public void A_label_says_whose_period_it_is(string grain, string start, string label) =>
        PeriodLabel.Of(grain, DateOnly.Parse(start, CultureInfo.InvariantCulture), Fiscal).ShouldBe(label);

    // The National Retail Federation's published 4-5-4 years.
    [Theory]
    [InlineData(2022, "2022-01-30", 52)]
    [InlineData(2023, "2023-01-29", 53)]
    [InlineData(2024, "2024-02-04", 52)]
    [InlineData(2025, "2025-02-02", 52)]
    [InlineData(2026, "2026-02-01", 52)]
    public void A_4_5_4_year_starts_where_the_retail_calendar_says(int year, string start, int weeks)
    {
        var calendar = new Calendar(Retail);
        var grain = calendar.FindGrain("fiscal_year")!.Value;
        var first = DateOnly.Parse(start, CultureInfo.InvariantCulture);
        calendar.StartOf(grain, first.AddDays(100)).ShouldBe(first);
        ((calendar.EndOf(grain, first).DayNumber - first.DayNumber) / 7).ShouldBe(weeks);
        calendar.FiscalYearOf(first).ShouldBe(year);
    }

    [Fact]
    public void Months_of_a_4_5_4_quarter_have_4_5_and_4_weeks()
    {
        var calendar = new Calendar(Retail);
        var month = calendar.FindGrain("fiscal_month")!.Value;
        var starts = calendar.PeriodsOf(month, new DateOnly(2026, 2, 1), new DateOnly(2026, 5, 3)).ToArray();
        starts.ShouldBe([new(2026, 2, 1), new(2026, 3, 1), new(2026, 4, 5)]);
    }

    [Fact]
    public void Week_53_has_no_counterpart_and_29_february_neither()
    {
        var calendar = new Calendar(Fiscal);
        calendar.SameLastYear(calendar.FindGrain("week")!.Value, new DateOnly(2026, 12, 28)).ShouldBeNull();
        calendar.SameLastYear(calendar.FindGrain("week")!.Value, new DateOnly(2027, 1, 4)).ShouldBe(new DateOnly(2025, 12, 29));
        calendar.SameLastYear(Grain.Day, new DateOnly(2024, 2, 29)).ShouldBeNull();
        calendar.SameLastYear(Grain.Day, new DateOnly(2024, 3, 1)).ShouldBe(new DateOnly(2023, 3, 1));
    }

    [Fact]
    public void Periods_tile_the_days_in_every_calendar()
    {
        var days = Gen.Choose(0, 20_000).Select(n => new DateOnly(1990, 1, 1).AddDays(n)).ToArbitrary();
        foreach (var settings in (LayerCalendar[])[Fiscal, Retail, LayerCalendar.Civil])
        {
            var calendar = new Calendar(settings);
            foreach (var grain in Grains.Select(g => calendar.FindGrain(g)!.Value).Distinct())
                Prop.ForAll(
                        days,
                        day =>
                        {
                            var start = calendar.StartOf(grain, day);
                            var end = calendar.EndOf(grain, start);
                            return start <= day
                                && day < end
                                && calendar.StartOf(grain, start) == start
                                && calendar.StartOf(grain, end) == end
                                && calendar.StartOf(grain, end.AddDays(-1)) == start
                                && calendar.Shift(grain, calendar.Shift(grain, start, 7), -7) == start;
                        }
                    )
                    .QuickCheckThrowOnFailure();
        }
    }
}
