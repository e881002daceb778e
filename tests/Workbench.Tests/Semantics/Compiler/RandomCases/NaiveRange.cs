using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Days from a first one to one that is not included.</summary>
/// <param name="IsWithoutTime">Rows that have no time instead.</param>
internal readonly record struct Window(DateOnly? From, DateOnly? To, bool IsWithoutTime = false)
{
    /// <summary>First day of the period that this is (a part of), where it is one.</summary>
    public DateOnly? Period { get; init; }

    public bool Holds(DateOnly? day) =>
        IsWithoutTime ? day is null : From is null && To is null || (day is { } known && (From is null || known >= From) && (To is null || known < To));
}

/// <summary>The range of a query and what it is compared with, in days.</summary>
internal sealed record NaiveRange(DateOnly? From, DateOnly? To, string Unit, int Units, DateOnly? WholeTo, bool IsOpen)
{
    public static NaiveRange Read(TimeRange? range, NaiveCalendar calendar, DateOnly today)
    {
        switch (range)
        {
            case LastPeriods last:
                return Complete(last.Unit, last.Last);
            case NamedRange { Name: var name }:
                if (name == "yesterday")
                    return Complete("day", 1);
                if (name.StartsWith("last_", StringComparison.Ordinal))
                    return Complete(name[5..], 1);
                var unit =
                    name == "ytd" ? "year"
                    : name == "mtd" ? "month"
                    : name[5..];
                var start = calendar.StartOf(unit, today);
                return new NaiveRange(start, today, unit, 1, calendar.EndOf(unit, start), IsOpen: true);
            case DateRange { From: { } from, To: { } to }:
                foreach (var grain in (string[])["year", "civil_year", "fiscal_year", "quarter", "civil_quarter", "fiscal_quarter", "month", "week"])
                    if (calendar.StartOf(grain, from) == from && calendar.EndOf(grain, from) == to)
                        return new NaiveRange(from, to, grain, 1, to, IsOver());
                if (from.Day == 1 && to.Day == 1)
                    return new NaiveRange(from, to, "month", ((to.Year - from.Year) * 12) + to.Month - from.Month, to, IsOver());
                return new NaiveRange(from, to, "day", to.DayNumber - from.DayNumber, to, IsOver());

                bool IsOver() => from < today && to > today && to != today.AddDays(1);
            case DateRange dates:
                return new NaiveRange(dates.From, dates.To, "day", 0, null, IsOpen: false);
            default:
                return new NaiveRange(null, null, "day", 0, null, IsOpen: false);
        }

        NaiveRange Complete(string unit, int count)
        {
            var end = calendar.StartOf(unit, today);
            return new NaiveRange(calendar.Shift(unit, end, -count), end, unit, count, end, IsOpen: false);
        }
    }

    public bool IsBounded => From is not null && To is not null;

    /// <summary>Where the days with data end: an open range that the user wrote to its end is compared as far as it has come.</summary>
    public DateOnly ComparedTo(DateOnly today) => IsOpen && To > today && Unit != "day" && From < today ? today : To!.Value;

    public Window Other(ComparisonTarget target, NaiveCalendar calendar, DateOnly today)
    {
        var (from, to, wholeTo) = (From!.Value, ComparedTo(today), WholeTo!.Value);
        DateOnly otherFrom;
        DateOnly otherTo;
        switch (target)
        {
            case PreviousPeriod:
                (otherFrom, otherTo) = (calendar.Shift(Unit, from, -Units), from);
                break;
            case SamePeriodLastYear when Unit == "day":
                (otherFrom, otherTo) = (from.AddYears(-1), wholeTo.AddDays(-1).AddYears(-1).AddDays(1));
                break;
            case SamePeriodLastYear:
                otherFrom = calendar.LastYear(Unit, from) ?? from.AddDays(-364);
                otherTo = calendar.Shift(Unit, otherFrom, Units);
                break;
            // Whole periods of the calendar: those so many before.
            case ShiftedBy { Count: var count, Unit: var unit } when calendar.StartOf(unit, from) == from && calendar.StartOf(unit, wholeTo) == wholeTo:
                (otherFrom, otherTo) = (calendar.Shift(unit, from, -count), calendar.Shift(unit, wholeTo, -count));
                break;
            case ShiftedBy { Count: var count, Unit: var unit }:
                otherFrom = Back(from, count, unit);
                otherTo = from.Day == 1 && wholeTo.Day == 1 ? Back(wholeTo, count, unit) : Back(wholeTo.AddDays(-1), count, unit).AddDays(1);
                break;
            default:
                throw new NotSupportedException();
        }
        return new Window(otherFrom, to < wholeTo ? EqualPart(from, to, otherFrom, otherTo) : otherTo);
    }

    public static DateOnly Back(DateOnly day, int count, string unit) =>
        unit switch
        {
            "day" => day.AddDays(-count),
            "week" => day.AddDays(-7 * count),
            "month" => day.AddMonths(-count),
            "quarter" => day.AddMonths(-3 * count),
            _ => day.AddYears(-count),
        };

    /// <summary>As far into the other period: whole months, then days.</summary>
    public static DateOnly EqualPart(DateOnly from, DateOnly to, DateOnly otherFrom, DateOnly otherTo)
    {
        var months = 0;
        while (from.Day == 1 && otherFrom.Day == 1 && from.AddMonths(months + 1) <= to)
            months++;
        var end = otherFrom.AddMonths(months).AddDays(to.DayNumber - from.AddMonths(months).DayNumber);
        return end < otherTo ? end : otherTo;
    }

    /// <summary>The period whose numbers stand beside those of another; null where the calendar has none.</summary>
    public static DateOnly? SourceOf(string grain, DateOnly period, ComparisonTarget target, NaiveCalendar calendar)
    {
        switch (target)
        {
            case PreviousPeriod:
                return calendar.Shift(grain, period, -1);
            case SamePeriodLastYear:
                return calendar.LastYear(grain, period);
            case ShiftedBy { Count: var count, Unit: var unit }:
                var kind = calendar.FullName(grain).Split('_')[^1];
                if (kind == unit)
                    return calendar.Shift(grain, period, -count);
                if (unit is "week" or "day")
                    return Back(period, count, unit);
                if (kind == "week")
                {
                    DateOnly? source = period;
                    for (var i = 0; i < count && source is not null; i++)
                        source = calendar.LastYear(grain, source.Value);
                    return source;
                }
                if (calendar.Pattern is not null && calendar.FullName(grain).StartsWith("fiscal_", StringComparison.Ordinal))
                    return calendar.Shift(grain, period, -count * Months(unit) / Months(kind));
                var moved = Back(period, count, unit);
                return moved.Day == period.Day ? moved : null;
            default:
                throw new NotSupportedException();
        }
    }

    /// <summary>Whether periods are set beside each other by name, and not by moving days.</summary>
    public static bool IsByName(string grain, string unit, NaiveCalendar calendar)
    {
        string[] units = ["day", "week", "month", "quarter", "year"];
        var kind = calendar.FullName(grain).Split('_')[^1];
        return Array.IndexOf(units, unit) >= Array.IndexOf(units, kind) && !(kind == "week" && unit is "month" or "quarter");
    }

    private static int Months(string unit) =>
        unit switch
        {
            "month" => 1,
            "quarter" => 3,
            _ => 12,
        };
}
