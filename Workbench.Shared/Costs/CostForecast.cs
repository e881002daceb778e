namespace Workbench.Shared.Costs;

/// <summary>What a month will come to: each day that is left as the same weekdays of the last four weeks were.</summary>
/// <param name="ExpectedUsd">So far, and the mean of those weekdays.</param>
/// <param name="LowUsd">So far, and the lowest of them.</param>
/// <param name="HighUsd">So far, and the highest of them.</param>
/// <param name="Days">Of history behind it, at most 28.</param>
public sealed record CostForecast(decimal ExpectedUsd, decimal LowUsd, decimal HighUsd, int Days)
{
    private const int Longest = 28;

    public string Method =>
        Days >= Longest
            ? "Each day that is left counts as the mean of the same weekday in the last four weeks; the range takes the lowest and the highest of them."
            : $"Each day that is left counts as the mean of the same weekday, or of all days where there is none, in the {Days} {(Days == 1 ? "day" : "days")} since the first call; the range takes the lowest and the highest.";

    /// <param name="byDay">What each day cost; a day that is not there cost nothing.</param>
    /// <param name="first">The day of the first call of all.</param>
    public static CostForecast? Create(DateOnly today, IReadOnlyDictionary<DateOnly, decimal> byDay, DateOnly? first)
    {
        if (first is null || first >= today)
            return null;
        var days = Math.Min(Longest, today.DayNumber - first.Value.DayNumber);
        var history = Enumerable.Range(1, days).Select(i => today.AddDays(-i)).ToList();
        var firstOfMonth = new DateOnly(today.Year, today.Month, 1);
        var soFar = Enumerable.Range(0, today.Day).Sum(i => Of(firstOfMonth.AddDays(i)));
        decimal expected = soFar,
            low = soFar,
            high = soFar;
        for (var day = today; day.Month == today.Month; day = day.AddDays(1))
        {
            var alike = history.Where(d => d.DayOfWeek == day.DayOfWeek).ToList();
            var costs = (alike.Count > 0 ? alike : history).ConvertAll(Of);
            // Of today, what is spent already is in what the month came to so far.
            var spent = day == today ? Of(today) : 0;
            expected += Math.Max(0, costs.Average() - spent);
            low += Math.Max(0, costs.Min() - spent);
            high += Math.Max(0, costs.Max() - spent);
        }
        return new CostForecast(expected, low, high, days);

        decimal Of(DateOnly day) => byDay.GetValueOrDefault(day);
    }
}
