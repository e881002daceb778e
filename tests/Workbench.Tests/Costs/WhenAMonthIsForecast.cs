using Shouldly;
using Workbench.Shared.Costs;

namespace Workbench.Tests.Costs;

public sealed class WhenAMonthIsForecast
{
    /// <summary>A Saturday; nine days are left after it.</summary>
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void Each_day_that_is_left_counts_as_the_same_weekdays_of_four_weeks()
    {
        // Every weekday cost its number, Sunday 0 to Saturday 6, doubled in the last of the four weeks.
        var days = Enumerable.Range(1, 60).ToDictionary(i => Today.AddDays(-i), i => (decimal)(int)Today.AddDays(-i).DayOfWeek * (i <= 7 ? 2 : 1));
        days[Today] = 3m;

        var forecast = CostForecast.Create(Today, days, Today.AddDays(-60)).ShouldNotBeNull();

        // 1 to 20 November by hand: 1st is a Sunday; two whole weeks of 21, then 0+1+2+3+4+5 doubled; the last week before today is 14th (6) doubled, 15th..20th doubled.
        var soFar = 21m + 21m - 6m + 12m + (2 * (0 + 1 + 2 + 3 + 4 + 5)) + 3m;
        // Left: the rest of today (Saturday), then Sunday 22nd to Monday 30th: a week and Sunday, Monday.
        decimal[] left = [0, 1, 2, 3, 4, 5, 6, 0, 1];
        forecast.ExpectedUsd.ShouldBe(soFar + (7.5m - 3m) + (left.Sum() * 1.25m));
        forecast.LowUsd.ShouldBe(soFar + 3m + left.Sum());
        forecast.HighUsd.ShouldBe(soFar + 9m + (left.Sum() * 2));
        forecast.Days.ShouldBe(28);
    }

    [Fact]
    public void A_short_history_lends_other_weekdays_and_says_so()
    {
        var forecast = CostForecast
            .Create(Today, new Dictionary<DateOnly, decimal> { [Today.AddDays(-1)] = 2m, [Today.AddDays(-2)] = 1m }, Today.AddDays(-2))
            .ShouldNotBeNull();

        // Thursday 1 and Friday 2 are known; the other eight days that are left count 1.5.
        forecast.ExpectedUsd.ShouldBe(3m + (8 * 1.5m) + 1m + 2m);
        forecast.Method.ShouldContain("in the 2 days since the first call");
    }

    [Fact]
    public void The_last_day_of_a_month_has_only_itself_left()
    {
        var last = new DateOnly(2026, 11, 30);
        CostForecast.Create(last, new Dictionary<DateOnly, decimal> { [last] = 5m, [last.AddDays(-1)] = 1m }, last.AddDays(-1))!.ExpectedUsd.ShouldBe(6m);
    }

    [Fact]
    public void Without_a_whole_day_nothing_is_said()
    {
        CostForecast.Create(Today, new Dictionary<DateOnly, decimal> { [Today] = 5m }, Today).ShouldBeNull();
        CostForecast.Create(Today, new Dictionary<DateOnly, decimal>(), null).ShouldBeNull();
    }
}
