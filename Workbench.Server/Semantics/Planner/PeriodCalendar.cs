using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Days of periods, enough to read and to name them; what runs is computed by the compiler.</summary>
internal sealed class PeriodCalendar(LayerCalendar calendar)
{
    public bool DefaultsToFiscal => calendar.DefaultsToFiscal && HasOwnFiscalYear;

    /// <summary>A fiscal year that is not the civil one.</summary>
    public bool HasOwnFiscalYear => calendar.FiscalYear.StartMonth != 1 || calendar.FiscalYear.FourFourFive is not null;

    /// <summary><c>quarter</c> → <c>fiscal_quarter</c> where that is what a bare quarter means.</summary>
    public string Canonical(string grain) =>
        grain switch
        {
            "quarter" or "year" => DefaultsToFiscal ? $"fiscal_{grain}" : $"civil_{grain}",
            "iso_week" => "week",
            "civil_month" or "fiscal_month" => "month",
            "civil_week" or "fiscal_week" => "week",
            "civil_day" => "day",
            _ => grain,
        };

    public DateOnly StartOf(string grain, DateOnly day) =>
        Canonical(grain) switch
        {
            "week" => day.AddDays(-(((int)day.DayOfWeek - (int)calendar.WeekStart + 7) % 7)),
            "month" => new DateOnly(day.Year, day.Month, 1),
            "civil_quarter" => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
            "civil_year" => new DateOnly(day.Year, 1, 1),
            "fiscal_quarter" => FiscalStart(day).AddMonths(MonthsInto(day) / 3 * 3),
            "fiscal_year" => FiscalStart(day),
            _ => day,
        };

    public DateOnly Add(string grain, DateOnly start, int count) =>
        Canonical(grain) switch
        {
            "week" => start.AddDays(7 * count),
            "month" => start.AddMonths(count),
            "civil_quarter" or "fiscal_quarter" => start.AddMonths(3 * count),
            "civil_year" or "fiscal_year" => start.AddYears(count),
            _ => start.AddDays(count),
        };

    /// <summary>First day of the fiscal year that is called <paramref name="name"/>.</summary>
    public DateOnly FiscalYearNamed(int name) =>
        new(calendar.FiscalYear.NamedBy == FiscalYearName.End && calendar.FiscalYear.StartMonth != 1 ? name - 1 : name, calendar.FiscalYear.StartMonth, 1);

    public int NameOfFiscalYear(DateOnly start) =>
        calendar.FiscalYear.NamedBy == FiscalYearName.End && calendar.FiscalYear.StartMonth != 1 ? start.Year + 1 : start.Year;

    /// <summary>First day and first day after; null ends are open. False for a name that is not known here.</summary>
    public bool TryResolve(TimeRange range, DateOnly today, out DateOnly? from, out DateOnly? to, out string grain, out int periods)
    {
        (from, to, grain, periods) = (null, null, "day", 1);
        switch (range)
        {
            case DateRange dates:
                (from, to) = (dates.From, dates.To);
                (grain, periods) = Measure(from, to ?? today);
                return true;
            case LastPeriods last:
                grain = Canonical(last.Unit);
                periods = last.Last;
                to = StartOf(grain, today);
                from = Add(grain, to.Value, -last.Last);
                return true;
            case NamedRange named:
                return TryResolve(named.Name, today, out from, out to, out grain, out periods);
            default:
                return false;
        }
    }

    private bool TryResolve(string name, DateOnly today, out DateOnly? from, out DateOnly? to, out string grain, out int periods)
    {
        (from, to, grain, periods) = (null, null, "day", 1);
        switch (name)
        {
            case "today":
                (from, to) = (today, today.AddDays(1));
                return true;
            case "yesterday":
                (from, to) = (today.AddDays(-1), today);
                return true;
            case "ytd" or "qtd" or "mtd" or "wtd":
                grain = Canonical(
                    name[0] switch
                    {
                        'y' => "year",
                        'q' => "quarter",
                        'm' => "month",
                        _ => "week",
                    }
                );
                (from, to) = (StartOf(grain, today), today);
                return true;
        }
        var parts = name.Split('_', 2);
        if (parts.Length == 2 && parts[0] is "last" or "this" or "previous" or "current")
        {
            var rest = parts[1].Split('_');
            if (rest.Length == 2 && int.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out periods))
                return TryResolve(new LastPeriods(periods, rest[1].TrimEnd('s')), today, out from, out to, out grain, out periods);
            periods = 1;
            grain = Canonical(parts[1]);
            if (!IsGrain(grain))
                return false;
            var start = StartOf(grain, today);
            (from, to) = parts[0] is "last" or "previous" ? (Add(grain, start, -1), start) : (start, Add(grain, start, 1));
            return true;
        }
        return false;
    }

    public static bool IsGrain(string grain) =>
        grain
            is "minute"
                or "hour"
                or "day"
                or "week"
                or "month"
                or "quarter"
                or "year"
                or "civil_quarter"
                or "civil_year"
                or "fiscal_quarter"
                or "fiscal_year"
                or "iso_week";

    /// <summary>The coarsest periods that the days are made of, and how many.</summary>
    public (string Grain, int Count) Measure(DateOnly? from, DateOnly? to)
    {
        if (from is not { } first || to is not { } end || end <= first)
            return ("day", 1);
        string[] grains = DefaultsToFiscal
            ? ["fiscal_year", "civil_year", "fiscal_quarter", "civil_quarter", "month", "week"]
            : ["civil_year", "fiscal_year", "civil_quarter", "fiscal_quarter", "month", "week"];
        foreach (var grain in grains)
        {
            if (StartOf(grain, first) != first || StartOf(grain, end) != end)
                continue;
            var count = 0;
            for (var at = first; at < end && count < 1000; at = Add(grain, at, 1))
                count++;
            return (grain, count);
        }
        return ("day", end.DayNumber - first.DayNumber);
    }

    /// <summary>What people call the days: "FY2027 Q3", "October 2026", "Oct 5 to Oct 11, 2026".</summary>
    public string Label(DateOnly from, DateOnly to)
    {
        var (grain, count) = Measure(from, to);
        if (count == 1)
            switch (grain)
            {
                case "fiscal_year" when HasOwnFiscalYear:
                    return $"FY{NameOfFiscalYear(from)}";
                case "fiscal_quarter" when HasOwnFiscalYear:
                    return $"FY{NameOfFiscalYear(StartOf("fiscal_year", from))} Q{(MonthsInto(from) / 3) + 1}";
                case "civil_year" or "fiscal_year":
                    return HasOwnFiscalYear ? $"civil year {from.Year}" : $"{from.Year}";
                case "civil_quarter" or "fiscal_quarter":
                    return $"{from.Year} Q{((from.Month - 1) / 3) + 1}";
                case "month":
                    return from.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
                case "week":
                    return $"the week of {Day(from)}";
                default:
                    return Day(from);
            }
        return $"{Day(from)} to {Day(to.AddDays(-1))}";
    }

    public static string Day(DateOnly day) => day.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    private DateOnly FiscalStart(DateOnly day) => new(day.Month >= calendar.FiscalYear.StartMonth ? day.Year : day.Year - 1, calendar.FiscalYear.StartMonth, 1);

    private int MonthsInto(DateOnly day) => (day.Month - calendar.FiscalYear.StartMonth + 12) % 12;
}
