using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>The layer's calendar as people speak of it: grains by name, ranges as days, days by name.</summary>
internal sealed class PeriodCalendar(LayerCalendar settings)
{
    private readonly Calendar _calendar = new(settings);

    public bool DefaultsToFiscal => settings.DefaultsToFiscal && HasOwnFiscalYear;

    /// <summary>A fiscal year that is not the civil one.</summary>
    public bool HasOwnFiscalYear => settings.FiscalYear.StartMonth != 1 || settings.FiscalYear.FourFourFive is not null;

    /// <summary><c>quarter</c> → <c>fiscal_quarter</c> where that is what a bare quarter means.</summary>
    public string Canonical(string grain) => _calendar.FindGrain(grain)?.Name ?? grain;

    public DateOnly StartOf(string grain, DateOnly day) => _calendar.StartOf(GrainOf(grain), day);

    /// <summary>The period that lies <paramref name="count"/> further on.</summary>
    public DateOnly Add(string grain, DateOnly start, int count) => _calendar.Shift(GrainOf(grain), start, count);

    private Grain GrainOf(string grain) => _calendar.FindGrain(grain) ?? Grain.Day;

    /// <summary>First day of the fiscal year that is called <paramref name="name"/>.</summary>
    public DateOnly FiscalYearNamed(int name)
    {
        var start = StartOf("fiscal_year", new DateOnly(name, settings.FiscalYear.StartMonth, 15));
        return _calendar.FiscalYearOf(start) == name ? start : Add("fiscal_year", start, name - _calendar.FiscalYearOf(start));
    }

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
            case LastPeriods last when _calendar.FindGrain(last.Unit.TrimEnd('s')) is { } unit:
                (grain, periods) = (unit.Name, last.Last);
                to = _calendar.StartOf(unit, today);
                from = _calendar.Shift(unit, to.Value, -last.Last);
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
        if (parts.Length != 2 || parts[0] is not ("last" or "this" or "previous" or "current"))
            return false;
        var rest = parts[1].Split('_');
        if (rest.Length == 2 && int.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return TryResolve(new LastPeriods(count, rest[1]), today, out from, out to, out grain, out periods);
        if (_calendar.FindGrain(parts[1]) is not { } found)
            return false;
        grain = found.Name;
        var start = _calendar.StartOf(found, today);
        (from, to) = parts[0] is "last" or "previous" ? (_calendar.Shift(found, start, -1), start) : (start, _calendar.Shift(found, start, 1));
        return true;
    }

    public bool IsGrain(string grain) => _calendar.FindGrain(grain) is not null;

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

    /// <summary>What people call the days: "FY2027 Q3", "October 2026", "Oct 5, 2026 to Oct 11, 2026".</summary>
    public string Label(DateOnly from, DateOnly to)
    {
        var (grain, count) = Measure(from, to);
        if (count != 1)
            return $"{Day(from)} to {Day(to.AddDays(-1))}";
        return grain switch
        {
            "day" => Day(from),
            "week" => $"the week of {Day(from)}",
            "civil_year" when HasOwnFiscalYear => $"civil year {from.Year}",
            "fiscal_year" or "fiscal_quarter" when !HasOwnFiscalYear => PeriodLabel.Of(
                grain.Replace("fiscal", "civil", StringComparison.Ordinal),
                from,
                settings
            ),
            _ => PeriodLabel.Of(grain, from, settings),
        };
    }

    public static string Day(DateOnly day) => day.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);
}
