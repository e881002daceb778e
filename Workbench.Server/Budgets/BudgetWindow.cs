using Workbench.Server.Semantics;
using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>A day or a month of the reporting time zone, of 23 hours or 25 where the clocks change.</summary>
internal sealed record BudgetWindow(DateOnly StartsOn, DateTimeOffset From, DateTimeOffset Until)
{
    public bool Holds(DateTimeOffset at) => From <= at && at < Until;

    public static BudgetWindow Of(BudgetPeriod period, DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = CompanyDays.DayOf(at, zone);
        var start = period == BudgetPeriod.Day ? day : new DateOnly(day.Year, day.Month, 1);
        var next = period == BudgetPeriod.Day ? start.AddDays(1) : start.AddMonths(1);
        return new BudgetWindow(start, CompanyDays.Midnight(start, zone), CompanyDays.Midnight(next, zone));
    }
}
