using System.Globalization;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <param name="Weeks">Of the months of a quarter.</param>
/// <param name="FirstDay">Weekday that a year starts on.</param>
internal sealed record NaivePattern(string Name, int[] Weeks, DayOfWeek FirstDay, bool IsNearest);

/// <summary>Periods as lists of first days, with nothing of the product in it. Grains are named in full: <c>fiscal_quarter</c>.</summary>
internal sealed record NaiveCalendar(string Zone, DayOfWeek WeekStart, int FirstMonth, bool IsFiscalDefault, NaivePattern? Pattern)
{
    private readonly Dictionary<string, List<DateOnly>> _starts = new(StringComparer.Ordinal);
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    public DateTime Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, _zone).DateTime;

    public string FullName(string grain) =>
        grain is "quarter" or "year" ? (IsFiscalDefault && (FirstMonth != 1 || Pattern is not null) ? "fiscal_" : "civil_") + grain
        : grain == "fiscal_month" && Pattern is null ? "month"
        : grain;

    public DateOnly StartOf(string grain, DateOnly day)
    {
        if (FullName(grain) == "day")
            return day;
        var list = Starts(grain);
        var found = list.BinarySearch(day);
        return found >= 0 ? day : list[~found - 1];
    }

    public DateOnly Shift(string grain, DateOnly start, int count)
    {
        if (FullName(grain) == "day")
            return start.AddDays(count);
        var list = Starts(grain);
        return list[list.BinarySearch(start) + count];
    }

    public DateOnly EndOf(string grain, DateOnly start) => Shift(grain, start, 1);

    public IEnumerable<DateOnly> Periods(string grain, DateOnly from, DateOnly to)
    {
        for (var p = StartOf(grain, from); p < to; p = Shift(grain, p, 1))
            yield return p;
    }

    /// <summary>The period of the same name a year before.</summary>
    public DateOnly? LastYear(string grain, DateOnly start)
    {
        switch (FullName(grain))
        {
            case "day":
                return start is { Month: 2, Day: 29 } ? null : start.AddYears(-1);
            case "week" or "iso_week" when start.DayOfWeek != DayOfWeek.Monday:
                return start.AddDays(-364);
            case "week" or "iso_week":
                var (year, week) = (ISOWeek.GetYear(start), ISOWeek.GetWeekOfYear(start));
                return week > ISOWeek.GetWeeksInYear(year - 1) ? null : DateOnly.FromDateTime(ISOWeek.ToDateTime(year - 1, week, DayOfWeek.Monday));
            case "fiscal_month" or "month":
                return Shift(grain, start, -12);
            case var quarter when quarter.EndsWith("quarter", StringComparison.Ordinal):
                return Shift(grain, start, -4);
            default:
                return Shift(grain, start, -1);
        }
    }

    private List<DateOnly> Starts(string grain)
    {
        var name = FullName(grain);
        if (!_starts.TryGetValue(name, out var list))
            _starts[name] = list = [.. List(name).Order()];
        return list;
    }

    private IEnumerable<DateOnly> List(string name)
    {
        const int first = 2005;
        const int last = 2040;
        var isFiscal = name.StartsWith("fiscal_", StringComparison.Ordinal);
        switch (name)
        {
            case "week" or "iso_week":
                var weekStart = name == "week" ? WeekStart : DayOfWeek.Monday;
                var day = new DateOnly(first, 1, 1);
                while (day.DayOfWeek != weekStart)
                    day = day.AddDays(1);
                for (; day.Year < last; day = day.AddDays(7))
                    yield return day;
                break;
            case "month":
                for (var month = new DateOnly(first, 1, 1); month.Year < last; month = month.AddMonths(1))
                    yield return month;
                break;
            case "iso_year":
                for (var year = first; year < last; year++)
                    yield return DateOnly.FromDateTime(ISOWeek.ToDateTime(year, 1, DayOfWeek.Monday));
                break;
            default:
                if (isFiscal && Pattern is not null)
                {
                    for (var year = first; year < last; year++)
                        foreach (var start in PatternPeriods(name[7..], PatternYear(year)))
                            yield return start;
                    break;
                }
                var step = name.EndsWith("quarter", StringComparison.Ordinal) ? 3 : 12;
                for (var start = new DateOnly(first, isFiscal ? FirstMonth : 1, 1); start.Year < last; start = start.AddMonths(step))
                    yield return start;
                break;
        }
    }

    private DateOnly PatternYear(int year)
    {
        var end = new DateOnly(year, FirstMonth, 1).AddDays(-1);
        var candidates = Enumerable.Range(-10, 21).Select(end.AddDays).Where(d => d.AddDays(1).DayOfWeek == Pattern!.FirstDay);
        var lastDay = Pattern!.IsNearest ? candidates.MinBy(d => Math.Abs(d.DayNumber - end.DayNumber)) : candidates.Last(d => d <= end);
        return lastDay.AddDays(1);
    }

    private IEnumerable<DateOnly> PatternPeriods(string unit, DateOnly start)
    {
        var weeks = 0;
        for (var month = 0; month < 12; month++)
        {
            if (unit == "month" || (unit == "quarter" && month % 3 == 0) || month == 0)
                yield return start.AddDays(7 * weeks);
            weeks += Pattern!.Weeks[month % 3];
        }
    }
}
