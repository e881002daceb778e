using System.Globalization;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>What people call a period: <c>FY2027 Q3</c>, <c>October 2026</c>, <c>2026-10-05 – 2026-10-11</c>.</summary>
public static class PeriodLabel
{
    /// <param name="grain">As in <c>CompiledColumn.Grain</c>; an unknown one gives the ISO date.</param>
    /// <param name="start">First day of the period.</param>
    public static string Of(string grain, DateOnly start, LayerCalendar calendar)
    {
        var known = new Calendar(calendar);
        return known.FindGrain(grain) is { } found ? Of(found, start, known) : Iso(start);
    }

    public static string Of(Grain grain, DateOnly start, Calendar calendar) =>
        (grain.Unit, grain.Kind) switch
        {
            (GrainUnit.Week, CalendarKind.Iso) => IsoWeek(start),
            (GrainUnit.Week, _) => OfDays(start, start.AddDays(7)),
            (GrainUnit.Month, CalendarKind.Fiscal) => OfDays(start, calendar.EndOf(grain, start)),
            (GrainUnit.Month, _) => start.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
            (GrainUnit.Quarter, CalendarKind.Fiscal) => Invariant($"FY{calendar.FiscalYearOf(start)} Q{calendar.QuarterOf(grain, start)}"),
            (GrainUnit.Quarter, _) => Invariant($"Q{calendar.QuarterOf(grain, start)} {start.Year}"),
            (GrainUnit.Year, CalendarKind.Fiscal) => Invariant($"FY{calendar.FiscalYearOf(start)}"),
            (GrainUnit.Year, CalendarKind.Iso) => Invariant($"{start.AddDays(3).Year}"),
            (GrainUnit.Year, _) => Invariant($"{start.Year}"),
            _ => Iso(start),
        };

    /// <summary>From the first to the last day, both shown.</summary>
    public static string OfDays(DateOnly from, DateOnly to) => to <= from.AddDays(1) ? Iso(from) : $"{Iso(from)} – {Iso(to.AddDays(-1))}";

    private static string IsoWeek(DateOnly start)
    {
        var monday = start.ToDateTime(TimeOnly.MinValue);
        return Invariant($"{ISOWeek.GetYear(monday)}-W{ISOWeek.GetWeekOfYear(monday):00}");
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
