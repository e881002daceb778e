using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>An output period and the one whose numbers stand beside it.</summary>
/// <param name="Source">Null where the calendar has no such period: 29 February a year before.</param>
internal readonly record struct PeriodPair(DateOnly Period, DateOnly? Source);

/// <summary>What a query's period is set against.</summary>
/// <param name="Pairs">For a query by period: one pair for each; otherwise empty.</param>
internal sealed record Comparison(ComparisonTarget Target, PeriodRange Range, ImmutableArray<PeriodPair> Pairs)
{
    /// <summary>How far back the other period lies where periods are shorter than a day, which nobody lists; null elsewhere.</summary>
    public WithinDayShift? Shift { get; init; }

    /// <summary>Whether what it compares with is a stretch of whole days, which one number can stand for.</summary>
    public bool HasWhole => Range.From is not null && Shift is null or { IsWholeDays: true };
}

/// <param name="Interval"><c>1 hour</c>, <c>12 months</c></param>
/// <param name="IsWholeDays">Days go to days.</param>
/// <param name="IsByDate">29 February has no day a year before.</param>
/// <param name="Before">Hours of this day and later are not over: they are set against nothing.</param>
internal sealed record WithinDayShift(string Interval, bool IsWholeDays, bool IsByDate, DateOnly Before);

/// <summary>Finds the periods to compare with: by the names of periods, and by the equal part where a period is not over.</summary>
internal sealed class ComparisonReader(Calendar calendar, DateOnly today)
{
    /// <summary>How far a comparison may reach: from the first day that a range can have to the last one.</summary>
    private const int LongestShift = 300 * 366;

    /// <summary>Where the list of all periods begins, for a comparison without a range.</summary>
    private static readonly DateOnly FirstOfAllData = new(1970, 1, 1);

    private static readonly DateOnly FirstWeekOfAllData = new(1995, 1, 1);

    /// <summary>How far beyond today it goes.</summary>
    private const int YearsAhead = 5;

    public Comparison? Read(PeriodRange range, Grain? grain, ComparisonTarget target, out string problem)
    {
        problem = "";
        if (target is ShiftedBy { Count: 0 })
        {
            problem = "A shift of 0 compares a period with itself.";
            return null;
        }
        if (target is ShiftedBy far && calendar.FindGrain(Singular(far.Unit)) is { } by && Math.Abs((long)far.Count) * by.Days > LongestShift)
        {
            problem = $"A shift by {far.Count} {far.Unit} reaches more than 300 years; shift by less.";
            return null;
        }
        if (range is not { From: { } from, To: { } to })
            return OfAllData(range, grain, target, out problem);
        var effectiveTo = range.SoFar(today).To ?? to;
        return grain is { } cut ? ByPeriod(range, from, effectiveTo, cut, target, out problem) : Whole(range, from, effectiveTo, target, out problem);
    }

    private Comparison? Whole(PeriodRange range, DateOnly from, DateOnly to, ComparisonTarget target, out string problem)
    {
        problem = "";
        var wholeTo = range.WholeTo ?? to;
        DateOnly otherFrom;
        DateOnly otherWholeTo;
        switch (target)
        {
            case PreviousPeriod:
                otherFrom = calendar.Shift(range.Unit, from, -range.Units);
                otherWholeTo = from;
                break;
            case SamePeriodLastYear when range.Unit.Unit == GrainUnit.Week:
                otherFrom = calendar.SameLastYear(range.Unit, from) ?? from.AddDays(-7 * 52);
                otherWholeTo = otherFrom.AddDays(7 * range.Units);
                break;
            case SamePeriodLastYear when range.Unit.Unit != GrainUnit.Day:
                otherFrom = calendar.SameLastYear(range.Unit, from)!.Value;
                otherWholeTo = calendar.Shift(range.Unit, otherFrom, range.Units);
                break;
            case SamePeriodLastYear:
                otherFrom = from.AddYears(-1);
                otherWholeTo = wholeTo.AddDays(-1).AddYears(-1).AddDays(1);
                break;
            case ShiftedBy shift:
                if (calendar.FindGrain(Singular(shift.Unit)) is not { IsWithinDay: false } unit)
                {
                    problem = $"\"{shift.Unit}\" is no unit to shift by. Known: day, week, month, quarter, year.";
                    return null;
                }
                // Whole periods are set against whole ones: thirteen weeks are not three months.
                if (calendar.StartOf(unit, wholeTo) == wholeTo && calendar.StartOf(unit, from) == from)
                {
                    (otherFrom, otherWholeTo) = (calendar.Shift(unit, from, -shift.Count), calendar.Shift(unit, wholeTo, -shift.Count));
                    break;
                }
                otherFrom = ShiftDay(unit, from, -shift.Count);
                otherWholeTo = ShiftDay(unit, wholeTo.AddDays(-1), -shift.Count).AddDays(1);
                if (from.Day == 1 && wholeTo.Day == 1 && unit.Unit >= GrainUnit.Month)
                    otherWholeTo = ShiftDay(unit, wholeTo, -shift.Count);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
        var otherTo = to < wholeTo ? EqualPart(from, to, otherFrom, otherWholeTo) : otherWholeTo;
        var label =
            otherTo == otherWholeTo
            && range.Units == 1
            && calendar.StartOf(range.Unit, otherFrom) == otherFrom
            && calendar.EndOf(range.Unit, otherFrom) == otherTo
                ? PeriodLabel.Of(range.Unit, otherFrom, calendar)
                : PeriodLabel.OfDays(otherFrom, otherTo);
        return new Comparison(target, new PeriodRange(otherFrom, otherTo, range.Unit, range.Units, otherWholeTo, label, IsPartial: false), []);
    }

    private Comparison? ByPeriod(PeriodRange range, DateOnly from, DateOnly to, Grain grain, ComparisonTarget target, out string problem)
    {
        problem = "";
        if (grain.IsWithinDay)
            return WithinDays(range, from, to, grain, target, out problem);
        if (PairsOf(grain, from, range.To!.Value, target, out problem) is not { } all)
            return null;
        // A period that has not begun is set against nothing.
        ImmutableArray<PeriodPair> pairs = [.. all.Select(p => p.Period < to ? p : p with { Source = null })];
        var sources = pairs.Where(p => p.Source is not null).ToArray();
        if (sources.Length == 0)
        {
            problem = "No period of the range has one to compare with; choose a longer range.";
            return null;
        }
        var (first, last) = (sources.MinBy(p => p.Source), sources.MaxBy(p => p.Source));
        var otherFrom = first.Source!.Value.AddDays(first.Period < from ? from.DayNumber - first.Period.DayNumber : 0);
        var (lastEnd, lastSourceEnd) = (calendar.EndOf(grain, last.Period), calendar.EndOf(grain, last.Source!.Value));
        var otherTo = to < lastEnd ? EqualPart(last.Period, to, last.Source.Value, lastSourceEnd) : lastSourceEnd;
        var other = new PeriodRange(otherFrom, otherTo, range.Unit, range.Units, lastSourceEnd, PeriodLabel.OfDays(otherFrom, otherTo), IsPartial: false);
        return new Comparison(target, other, pairs);
    }

    /// <summary>Without a range each period that there is stands beside its other one; the current one is set against the equal part.</summary>
    private Comparison? OfAllData(PeriodRange range, Grain? grain, ComparisonTarget target, out string problem)
    {
        if (range != PeriodRange.Everything)
        {
            problem = range.From is { } since
                ? FormattableString.Invariant(
                    $"A comparison needs a time range with both ends: {{ \"from\": \"{since:yyyy-MM-dd}\", \"to\": \"{today:yyyy-MM-dd}\" }}, for example."
                )
                : "A comparison needs a time range with both ends, for example last_12_months, or a grain and no range at all.";
            return null;
        }
        if (grain is not { Unit: >= GrainUnit.Week } cut)
        {
            problem = grain is null
                ? "All of the data has nothing before it: a comparison needs a time range, for example last_quarter, or a grain such as month."
                : $"A comparison by {grain} needs a time range with both ends, for example last_month.";
            return null;
        }
        var first = cut.Unit == GrainUnit.Week ? FirstWeekOfAllData : FirstOfAllData;
        if (PairsOf(cut, first, today.AddYears(YearsAhead), target, out problem) is not { } all)
            return null;
        // What lies ahead is listed, because data may, and set against nothing.
        ImmutableArray<PeriodPair> pairs = [.. all.Select(p => p.Period < today ? p : p with { Source = null })];
        var current = calendar.StartOf(cut, today);
        var last = pairs.Last(p => p.Source is not null);
        var sourceEnd = calendar.EndOf(cut, last.Source!.Value);
        var to = last.Period == current ? EqualPart(current, today, last.Source.Value, sourceEnd) : sourceEnd;
        return new Comparison(target, new PeriodRange(From: null, to, cut, 0, sourceEnd, "all data", IsPartial: false), pairs);
    }

    /// <summary>Periods shorter than a day: the other one lies so much earlier by the clock of the layer's zone.</summary>
    private Comparison? WithinDays(PeriodRange range, DateOnly from, DateOnly to, Grain grain, ComparisonTarget target, out string problem)
    {
        problem = "";
        var (count, unit) = target switch
        {
            PreviousPeriod => (1, grain),
            SamePeriodLastYear => (1, new Grain(GrainUnit.Year)),
            ShiftedBy shift when calendar.FindGrain(Singular(shift.Unit)) is { } by && by.Unit >= grain.Unit => (shift.Count, by),
            _ => (0, grain),
        };
        if (count == 0)
        {
            problem = $"A shift has to be by {grain} or longer. Known: hour, day, week, month, quarter, year.";
            return null;
        }
        var isByDate = unit.Unit >= GrainUnit.Month;
        var (length, name) = unit.Unit switch
        {
            GrainUnit.Minute => (count, "minutes"),
            GrainUnit.Hour => (count, "hours"),
            GrainUnit.Day => (count, "days"),
            GrainUnit.Week => (7 * count, "days"),
            _ => (MonthsOf(unit) * count, "months"),
        };
        var days = unit.IsWithinDay ? ((Math.Abs(count) - 1) / (unit.Unit == GrainUnit.Hour ? 24 : 1440)) + 1 : 0;
        var (otherFrom, otherTo) = unit.IsWithinDay
            ? (from.AddDays(count > 0 ? -days : 0), to.AddDays(count > 0 ? 0 : days))
            : (ShiftDay(unit, from, -count), ShiftDay(unit, to.AddDays(-1), -count).AddDays(1));
        var other = new PeriodRange(otherFrom, otherTo, range.Unit, range.Units, otherTo, PeriodLabel.OfDays(otherFrom, otherTo), IsPartial: false);
        return new Comparison(target, other, [])
        {
            Shift = new WithinDayShift(FormattableString.Invariant($"{length} {name}"), !unit.IsWithinDay, isByDate, to),
        };
    }

    /// <summary>Each period of the range with the one that stands beside it.</summary>
    public ImmutableArray<PeriodPair>? PairsOf(Grain grain, DateOnly from, DateOnly to, ComparisonTarget target, out string problem)
    {
        problem = "";
        if (target is ShiftedBy shift && WhyNot(grain, shift) is { } reason)
        {
            problem = reason;
            return null;
        }
        return [.. calendar.PeriodsOf(grain, from, to).Select(p => new PeriodPair(p, SourceOf(grain, p, target)))];
    }

    private string? WhyNot(Grain grain, ShiftedBy shift) =>
        calendar.FindGrain(Singular(shift.Unit)) is not { IsWithinDay: false } unit
            ? $"\"{shift.Unit}\" is no unit to shift by. Known: day, week, month, quarter, year."
        : unit.Unit < grain.Unit ? $"A shift by {shift.Unit} moves inside a {grain}; shift by {grain.Unit.ToString().ToLowerInvariant()} or longer."
        : grain.Unit == GrainUnit.Week && unit.Unit is GrainUnit.Month or GrainUnit.Quarter ? $"Weeks do not lie in {shift.Unit}s; shift by week or year."
        : null;

    private DateOnly? SourceOf(Grain grain, DateOnly period, ComparisonTarget target)
    {
        switch (target)
        {
            case PreviousPeriod:
                return calendar.Shift(grain, period, -1);
            case SamePeriodLastYear:
                return calendar.SameLastYear(grain, period);
            case ShiftedBy shift:
                var unit = calendar.FindGrain(Singular(shift.Unit))!.Value;
                if (unit.Unit == grain.Unit || unit.Unit == GrainUnit.Week)
                    return calendar.Shift(unit.Unit == grain.Unit ? grain : unit, period, -shift.Count);
                if (grain.Unit == GrainUnit.Week)
                {
                    DateOnly? source = period;
                    for (var i = 0; i < Math.Abs(shift.Count) && source is not null; i++)
                        source = shift.Count > 0 ? calendar.SameLastYear(grain, source.Value) : source.Value.AddDays(7 * 52);
                    return source;
                }
                var months = MonthsOf(unit) * shift.Count;
                if (calendar.HasWeekPattern(grain))
                    return calendar.Shift(grain, period, -months / MonthsOf(grain));
                var moved = period.AddMonths(-months);
                return moved.Day == period.Day ? moved : null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Where the other period ends, as far into it as <paramref name="to"/> is into its own: whole months, then days.</summary>
    private static DateOnly EqualPart(DateOnly from, DateOnly to, DateOnly otherFrom, DateOnly otherWholeTo)
    {
        var months = 0;
        if (from.Day == 1 && otherFrom.Day == 1)
            while (from.AddMonths(months + 1) <= to)
                months++;
        var days = to.DayNumber - from.AddMonths(months).DayNumber;
        var other = otherFrom.AddMonths(months).AddDays(days);
        return other < otherWholeTo ? other : otherWholeTo;
    }

    private static DateOnly ShiftDay(Grain unit, DateOnly day, int count) =>
        unit.Unit switch
        {
            GrainUnit.Day => day.AddDays(count),
            GrainUnit.Week => day.AddDays(7 * count),
            _ => day.AddMonths(MonthsOf(unit) * count),
        };

    private static int MonthsOf(Grain unit) =>
        unit.Unit switch
        {
            GrainUnit.Month => 1,
            GrainUnit.Quarter => 3,
            _ => 12,
        };

    private static string Singular(string unit) => unit.EndsWith('s') ? unit[..^1] : unit;
}
