using System.Globalization;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Reads a time range as days, by the layer's calendar and the run's today.</summary>
internal sealed class RangeReader(Calendar calendar, DateOnly today)
{
    public const string Names =
        "today, yesterday, this_week, last_week, this_month, last_month, this_quarter, last_quarter, this_year, last_year, wtd, mtd, qtd, ytd, last_12_months";

    /// <summary>Far more than any data, and far enough from the ends of the calendar to reckon with.</summary>
    private static readonly DateOnly First = new(1900, 1, 1);

    private static readonly DateOnly Last = new(2200, 12, 31);

    /// <summary>Null where the range cannot be read: <paramref name="problem"/> says why.</summary>
    public PeriodRange? Read(TimeRange? range, out string problem)
    {
        problem = "";
        switch (range)
        {
            case null:
                return PeriodRange.Everything;
            case NamedRange named:
                return ReadName(named.Name, out problem);
            case LastPeriods last:
                return ReadLast(last.Last, last.Unit, out problem);
            case DateRange { From: null, To: null }:
                return PeriodRange.Everything;
            case DateRange dates when dates.From < First || dates.From > Last || dates.To < First || dates.To > Last:
                problem = "Days of a range lie between 1900-01-01 and 2200-12-31; leave an end out to mean all of the data.";
                return null;
            case DateRange dates:
                if (dates is { From: { } from, To: { } to } && to <= from)
                {
                    problem = string.Create(
                        CultureInfo.InvariantCulture,
                        $"The range ends ({to:yyyy-MM-dd}) before it starts ({from:yyyy-MM-dd}); \"to\" is the first day that is not included any more."
                    );
                    return null;
                }
                return ReadDates(dates);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private PeriodRange? ReadName(string written, out string problem)
    {
        problem = "";
        var name = written.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        if (name is "all" or "all_time" or "all_data" or "ever")
            return PeriodRange.Everything;
        if (name == "today")
            return Current(Grain.Day);
        if (name == "yesterday")
            return Complete(Grain.Day, 1);
        if (ToDateGrain(name) is { } toDate)
            return Current(toDate);
        if (name.StartsWith("this_", StringComparison.Ordinal) || name.StartsWith("current_", StringComparison.Ordinal))
        {
            if (calendar.FindGrain(name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..]) is { IsWithinDay: false } current)
                return Current(current);
        }
        else if (name.StartsWith("last_", StringComparison.Ordinal) || name.StartsWith("previous_", StringComparison.Ordinal))
        {
            var rest = name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..];
            var underscore = rest.IndexOf('_', StringComparison.Ordinal);
            if (underscore > 0 && int.TryParse(rest.AsSpan(0, underscore), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return ReadLast(count, rest[(underscore + 1)..], out problem);
            if (calendar.FindGrain(rest) is { IsWithinDay: false } last)
                return Complete(last, 1);
        }
        else if (name.StartsWith("next_", StringComparison.Ordinal))
        {
            problem = $"\"{written}\" lies in the future, and the data ends yesterday.";
            return null;
        }
        problem = $"\"{written}\" is no time range. Known: {Names}, each also with fiscal_, civil_ or iso_ before its unit (last_fiscal_quarter).";
        return null;
    }

    private Grain? ToDateGrain(string name) =>
        name switch
        {
            "wtd" => calendar.FindGrain("week"),
            "iso_wtd" => calendar.FindGrain("iso_week"),
            "mtd" => calendar.FindGrain("month"),
            "qtd" => calendar.FindGrain("quarter"),
            "fiscal_qtd" or "fqtd" => calendar.FindGrain("fiscal_quarter"),
            "civil_qtd" => calendar.FindGrain("civil_quarter"),
            "ytd" => calendar.FindGrain("year"),
            "fiscal_ytd" or "fytd" => calendar.FindGrain("fiscal_year"),
            "civil_ytd" => calendar.FindGrain("civil_year"),
            _ => null,
        };

    private PeriodRange? ReadLast(int count, string unit, out string problem)
    {
        problem = "";
        var name = unit.EndsWith('s') ? unit[..^1] : unit;
        if (calendar.FindGrain(name) is not { } grain)
        {
            problem = $"\"{unit}\" is no unit of time. Known: day, week, month, quarter, year, each also with fiscal_, civil_ or iso_ before it.";
            return null;
        }
        if (grain.IsWithinDay)
        {
            problem = "Time ranges are whole days, and the data ends yesterday. Use yesterday with the grain hour.";
            return null;
        }
        if (count is < 1 or > 10_000)
        {
            problem = $"\"last {count} {unit}\" has to count between 1 and 10,000.";
            return null;
        }
        if (today.DayNumber - ((long)count * grain.Days) <= First.DayNumber + grain.Days)
        {
            problem = $"\"last {count} {unit}\" begins before 1900; leave the range out to mean all of the data.";
            return null;
        }
        return Complete(grain, count);
    }

    /// <summary>The period that today lies in, up to yesterday.</summary>
    private PeriodRange Current(Grain grain)
    {
        var start = calendar.StartOf(grain, today);
        var end = calendar.EndOf(grain, start);
        return new PeriodRange(start, grain.Unit == GrainUnit.Day ? end : today, grain, 1, end, PeriodLabel.Of(grain, start, calendar), IsPartial: true);
    }

    private PeriodRange Complete(Grain grain, int count)
    {
        var end = calendar.StartOf(grain, today);
        var start = calendar.Shift(grain, end, -count);
        return new PeriodRange(start, end, grain, count, end, LabelOf(grain, start, end, count), IsPartial: false);
    }

    private string LabelOf(Grain grain, DateOnly start, DateOnly end, int count) =>
        count == 1 ? PeriodLabel.Of(grain, start, calendar)
        : grain.Unit is GrainUnit.Day or GrainUnit.Week ? PeriodLabel.OfDays(start, end)
        : $"{PeriodLabel.Of(grain, start, calendar)} – {PeriodLabel.Of(grain, calendar.Shift(grain, end, -1), calendar)}";

    private PeriodRange ReadDates(DateRange dates)
    {
        if (dates is not { From: { } from, To: { } to })
        {
            var label = dates.From is { } since
                ? string.Create(CultureInfo.InvariantCulture, $"since {since:yyyy-MM-dd}")
                : string.Create(CultureInfo.InvariantCulture, $"before {dates.To:yyyy-MM-dd}");
            return new PeriodRange(dates.From, dates.To, Grain.Day, 0, null, label, dates.To is null || dates.To > today);
        }
        var isPartial = from < today && to > today && to != today.AddDays(1);
        foreach (var name in (ReadOnlySpan<string>)["year", "civil_year", "fiscal_year", "quarter", "civil_quarter", "fiscal_quarter", "month", "week"])
        {
            var grain = calendar.FindGrain(name)!.Value;
            if (calendar.StartOf(grain, from) == from && calendar.EndOf(grain, from) == to)
                return new PeriodRange(from, to, grain, 1, to, PeriodLabel.Of(grain, from, calendar), isPartial);
        }
        if (from.Day == 1 && to.Day == 1)
        {
            var month = new Grain(GrainUnit.Month);
            var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
            return new PeriodRange(from, to, month, months, to, LabelOf(month, from, to, months), isPartial);
        }
        var days = to.DayNumber - from.DayNumber;
        return new PeriodRange(from, to, Grain.Day, days, to, PeriodLabel.OfDays(from, to), isPartial);
    }
}
