using System.Globalization;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>Which days the page shows and how they are split: its address.</summary>
public sealed record CostRange(DateOnly From, DateOnly To, CostGrouping By)
{
    /// <summary>No more days than a chart and a table can show.</summary>
    private const int LongestDays = 731;

    /// <summary>Nothing was priced before.</summary>
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    /// <summary>What the address says; without days, the 30 up to today. Days in the wrong order are turned.</summary>
    public static CostRange Read(string? from, string? to, string? by, DateOnly today)
    {
        var last = Within(Day(to) ?? today, today);
        var first = Within(Day(from) ?? last.AddDays(-29), today);
        if (first > last)
            (first, last) = (last, first);
        if (last.DayNumber - first.DayNumber >= LongestDays)
            first = last.AddDays(1 - LongestDays);
        return new CostRange(
            first,
            last,
            Enum.TryParse<CostGrouping>(by, ignoreCase: true, out var grouping) && Enum.IsDefined(grouping) ? grouping : CostGrouping.Agent
        );
    }

    public string Href =>
        string.Create(CultureInfo.InvariantCulture, $"/costs?from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}&by={By.ToString().ToLowerInvariant()}");

    private static DateOnly Within(DateOnly day, DateOnly today) =>
        day < Earliest ? Earliest
        : day > today ? today
        : day;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
