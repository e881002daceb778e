using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>A day or a month of the reporting time zone, of 23 hours or 25 where the clocks change.</summary>
internal sealed record BudgetWindow(DateOnly StartsOn, DateTimeOffset From, DateTimeOffset Until)
{
    public bool Holds(DateTimeOffset at) => From <= at && at < Until;

    public static BudgetWindow Of(BudgetPeriod period, DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        var start = period == BudgetPeriod.Day ? day : new DateOnly(day.Year, day.Month, 1);
        var next = period == BudgetPeriod.Day ? start.AddDays(1) : start.AddMonths(1);
        return new BudgetWindow(start, Midnight(start, zone), Midnight(next, zone));
    }

    /// <summary>As PostgreSQL's <c>at time zone</c>: a midnight that is skipped is counted on from the hour before.</summary>
    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
