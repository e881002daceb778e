using System.Globalization;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>The layer's one calendar: civil, fiscal (by months or by weeks, 4-5-4) and ISO weeks. A period is named by its first day. Pure.</summary>
public sealed class Calendar(LayerCalendar settings)
{
    public LayerCalendar Settings => settings;

    /// <summary><c>quarter</c> and <c>year</c> by the layer's <c>default_periods</c>; null when <paramref name="name"/> is no grain.</summary>
    public Grain? FindGrain(string name)
    {
        CalendarKind? kind = null;
        var unitName = name;
        var underscore = name.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0)
        {
            kind = name.AsSpan(0, underscore) switch
            {
                "civil" or "calendar" => CalendarKind.Civil,
                "fiscal" => CalendarKind.Fiscal,
                "iso" => CalendarKind.Iso,
                _ => null,
            };
            if (kind is null)
                return null;
            unitName = name[(underscore + 1)..];
        }
        GrainUnit? unit = unitName switch
        {
            "minute" => GrainUnit.Minute,
            "hour" => GrainUnit.Hour,
            "day" => GrainUnit.Day,
            "week" => GrainUnit.Week,
            "month" => GrainUnit.Month,
            "quarter" => GrainUnit.Quarter,
            "year" => GrainUnit.Year,
            _ => null,
        };
        return unit switch
        {
            null => null,
            GrainUnit.Minute or GrainUnit.Hour or GrainUnit.Day => kind is null or CalendarKind.Civil ? new Grain(unit.Value) : null,
            GrainUnit.Week => new Grain(GrainUnit.Week, kind == CalendarKind.Iso ? CalendarKind.Iso : CalendarKind.Civil),
            GrainUnit.Month when kind == CalendarKind.Iso => null,
            GrainUnit.Month => new Grain(
                GrainUnit.Month,
                kind == CalendarKind.Fiscal && settings.FiscalYear.FourFourFive is not null ? CalendarKind.Fiscal : CalendarKind.Civil
            ),
            GrainUnit.Quarter when kind == CalendarKind.Iso => null,
            _ => new Grain(unit.Value, kind ?? DefaultKind),
        };
    }

    /// <summary>Days of the calendar's zone that do not have 24 hours, and by how much clocks are put forward (or, below zero, back) on them.</summary>
    public IEnumerable<(DateOnly Day, TimeSpan Shift)> ClockChanges(DateOnly from, DateOnly to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        for (var day = from; day < to; day = day.AddDays(1))
            if (OffsetAt(day.AddDays(1)) - OffsetAt(day) is var shift && shift != TimeSpan.Zero)
                yield return (day, shift);

        TimeSpan OffsetAt(DateOnly day) => zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue));
    }

    private CalendarKind DefaultKind =>
        settings.DefaultsToFiscal && (settings.FiscalYear.StartMonth != 1 || settings.FiscalYear.FourFourFive is not null)
            ? CalendarKind.Fiscal
            : CalendarKind.Civil;

    /// <summary>First day of the period that holds <paramref name="day"/>.</summary>
    public DateOnly StartOf(Grain grain, DateOnly day) =>
        grain.Unit switch
        {
            GrainUnit.Minute or GrainUnit.Hour or GrainUnit.Day => day,
            GrainUnit.Week => day.AddDays(-Mod((int)day.DayOfWeek - (int)WeekStartOf(grain), 7)),
            _ when HasWeekPattern(grain) => StartOfWeekPattern(grain.Unit, day),
            GrainUnit.Month => new DateOnly(day.Year, day.Month, 1),
            GrainUnit.Year when grain.Kind == CalendarKind.Iso => IsoWeekStart(ISOWeek.GetYear(AtMidnight(day)), 1),
            GrainUnit.Quarter => StartOfMonths(day, FirstMonthOf(grain), 3),
            GrainUnit.Year => StartOfMonths(day, FirstMonthOf(grain), 12),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The period <paramref name="count"/> further on (back when negative).</summary>
    /// <param name="start">First day of a period of <paramref name="grain"/>.</param>
    public DateOnly Shift(Grain grain, DateOnly start, int count) =>
        grain.Unit switch
        {
            GrainUnit.Minute or GrainUnit.Hour or GrainUnit.Day => start.AddDays(count),
            GrainUnit.Week => start.AddDays(7 * count),
            _ when HasWeekPattern(grain) => ShiftWeekPattern(grain.Unit, start, count),
            GrainUnit.Month => start.AddMonths(count),
            GrainUnit.Quarter => start.AddMonths(3 * count),
            GrainUnit.Year when grain.Kind == CalendarKind.Iso => IsoWeekStart(ISOWeek.GetYear(AtMidnight(start)) + count, 1),
            GrainUnit.Year => start.AddMonths(12 * count),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>First day after the period that starts on <paramref name="start"/>.</summary>
    public DateOnly EndOf(Grain grain, DateOnly start) => Shift(grain, start, 1);

    /// <summary>Starts of all periods that overlap the half-open range.</summary>
    public IEnumerable<DateOnly> PeriodsOf(Grain grain, DateOnly from, DateOnly to)
    {
        for (var period = StartOf(grain, from); period < to; period = Shift(grain, period, 1))
            yield return period;
    }

    /// <summary>The period of the same name one year earlier; null where that year has none (29 February, week 53).</summary>
    public DateOnly? SameLastYear(Grain grain, DateOnly start) =>
        grain.Unit switch
        {
            GrainUnit.Week when WeekStartOf(grain) != DayOfWeek.Monday => start.AddDays(-7 * 52),
            GrainUnit.Week => SameIsoWeekLastYear(start),
            GrainUnit.Month => Shift(grain, start, -12),
            GrainUnit.Quarter => Shift(grain, start, -4),
            GrainUnit.Year => Shift(grain, start, -1),
            _ => start.AddYears(-1) is var day && day.Day == start.Day ? day : null,
        };

    /// <summary>Whether each period of <paramref name="inner"/> lies within one of <paramref name="outer"/>.</summary>
    public bool Nests(Grain inner, Grain outer)
    {
        if (inner == outer)
            return true;
        if (inner.Unit >= outer.Unit)
            return false;
        if (inner.Unit <= GrainUnit.Day)
            return true;
        if (inner.Unit == GrainUnit.Week)
            return (outer.Kind == CalendarKind.Iso && WeekStartOf(inner) == DayOfWeek.Monday)
                || (HasWeekPattern(outer) && settings.FiscalYear.FourFourFive!.Anchor.DayOfWeek == WeekStartOf(inner));
        return outer.Kind != CalendarKind.Iso
            && HasWeekPattern(inner) == HasWeekPattern(outer)
            && (inner.Unit == GrainUnit.Month || Mod(FirstMonthOf(outer) - FirstMonthOf(inner), 3) == 0);
    }

    /// <summary>The year's name of a fiscal period: 2027 for FY2027.</summary>
    public int FiscalYearOf(DateOnly day)
    {
        var fiscal = settings.FiscalYear;
        var startYear = fiscal.FourFourFive is null ? StartOfMonths(day, fiscal.StartMonth, 12).Year : PatternYearOf(day);
        return fiscal.NamedBy == FiscalYearName.End && fiscal.StartMonth > 1 ? startYear + 1 : startYear;
    }

    /// <summary>1..4</summary>
    public int QuarterOf(Grain grain, DateOnly start) =>
        HasWeekPattern(grain)
            ? Array.IndexOf(PatternStarts(PatternYearOf(start), GrainUnit.Quarter), start) + 1
            : (Mod(start.Month - FirstMonthOf(grain), 12) / 3) + 1;

    /// <summary>Cut into months by weeks: a join with listed periods, because no function of a database knows it.</summary>
    public bool HasWeekPattern(Grain grain) =>
        grain is { Kind: CalendarKind.Fiscal, Unit: GrainUnit.Month or GrainUnit.Quarter or GrainUnit.Year } && settings.FiscalYear.FourFourFive is not null;

    /// <summary>First month of the year that a quarter or year of this grain belongs to.</summary>
    public int FirstMonthOf(Grain grain) => grain.Kind == CalendarKind.Fiscal ? settings.FiscalYear.StartMonth : 1;

    public DayOfWeek WeekStartOf(Grain grain) => grain.Kind == CalendarKind.Iso ? DayOfWeek.Monday : settings.WeekStart;

    private static DateOnly StartOfMonths(DateOnly day, int firstMonth, int months) =>
        new DateOnly(day.Year, day.Month, 1).AddMonths(-Mod(day.Month - firstMonth, months));

    private static DateOnly? SameIsoWeekLastYear(DateOnly monday)
    {
        var (year, week) = (ISOWeek.GetYear(AtMidnight(monday)) - 1, ISOWeek.GetWeekOfYear(AtMidnight(monday)));
        return week > ISOWeek.GetWeeksInYear(year) ? null : IsoWeekStart(year, week);
    }

    private static DateOnly IsoWeekStart(int year, int week) => DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday));

    private static DateTime AtMidnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private static int Mod(int value, int by) => ((value % by) + by) % by;

    // 4-5-4 and its kin: a year starts the day after the last (or nearest) such weekday of the month before the start month.

    private DateOnly StartOfWeekPattern(GrainUnit unit, DateOnly day)
    {
        var starts = PatternStarts(PatternYearOf(day), unit);
        var i = starts.Length - 1;
        while (starts[i] > day)
            i--;
        return starts[i];
    }

    private DateOnly ShiftWeekPattern(GrainUnit unit, DateOnly start, int count)
    {
        var year = PatternYearOf(start);
        var starts = PatternStarts(year, unit);
        var index = Array.IndexOf(starts, start) + count;
        var years = (int)Math.Floor((double)index / starts.Length);
        return PatternStarts(year + years, unit)[index - (years * starts.Length)];
    }

    private int PatternYearOf(DateOnly day)
    {
        var year = day.Year + 1;
        while (PatternYearStart(year) > day)
            year--;
        return year;
    }

    private DateOnly PatternYearStart(int year)
    {
        var pattern = settings.FiscalYear.FourFourFive!;
        var monthEnd = new DateOnly(year, settings.FiscalYear.StartMonth, 1).AddDays(-1);
        var lastDay = (DayOfWeek)Mod((int)pattern.Anchor.DayOfWeek - 1, 7);
        var last = monthEnd.AddDays(-Mod((int)monthEnd.DayOfWeek - (int)lastDay, 7));
        if (pattern.EndsOn == WeekYearEnd.NearestToMonthEnd && monthEnd.DayNumber - last.DayNumber > 3)
            last = last.AddDays(7);
        return last.AddDays(1);
    }

    private DateOnly[] PatternStarts(int year, GrainUnit unit)
    {
        var day = PatternYearStart(year);
        if (unit == GrainUnit.Year)
            return [day];
        var weeks = settings.FiscalYear.FourFourFive!.Weeks;
        var months = new DateOnly[12];
        for (var i = 0; i < 12; i++)
        {
            months[i] = day;
            day = day.AddDays(7 * weeks[i % 3]);
        }
        return unit == GrainUnit.Month ? months : [months[0], months[3], months[6], months[9]];
    }
}
