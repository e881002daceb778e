using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>Which days count for which period, worked out from the definitions: periods of the calendar, and the window that a cumulative metric or an input states.</summary>
internal sealed class SlotReader(ResolvedQuery query, ImmutableArray<DateOnly> answeredPeriods)
{
    private Calendar Calendar => query.View.Calendar;

    /// <param name="period">Null: the result is not by period.</param>
    public Slots Of(Leaf leaf, PeriodKey? period, Side side)
    {
        var range = side == Side.Main ? query.Range : FrameReader.WithoutBegunSnapshot(Calendar, leaf, query.Comparison!.Range);
        return leaf.Steps.Count switch
        {
            0 when period is null => new OneSlot(range.From, range.To),
            0 => Beside(period, range, side),
            1 => Stepped(leaf, period, range, side),
            _ => throw new NotExpressibleException($"{leaf.Metric.Label} looks at a window of another window."),
        };
    }

    /// <summary>First days of the periods that a key can have, and where the last of them ends.</summary>
    public ImmutableArray<DateOnly> Starts(Grain grain, PeriodRange range, ImmutableArray<DateOnly> answered)
    {
        if (grain.IsWithinDay)
            throw new NotExpressibleException("It is by hours or minutes.");
        var from = range.From ?? (answered.Length > 0 ? answered.Min() : new DateOnly(2000, 1, 1));
        var to = range.To ?? (answered.Length > 0 ? Calendar.EndOf(grain, answered.Max()) : from.AddDays(1));
        ImmutableArray<DateOnly> starts = [.. Calendar.PeriodsOf(grain, from, to)];
        return starts.Length is 0 or > 5_000
            ? throw new NotExpressibleException($"It has {starts.Length} periods.")
            : starts.Add(Calendar.EndOf(grain, starts[^1]));
    }

    private Buckets Beside(PeriodKey period, PeriodRange range, Side side)
    {
        var starts = Starts(period.Grain, range, answeredPeriods);
        var sources = side == Side.Main ? null : query.Comparison!.Pairs.ToImmutableDictionary(p => p.Period, p => p.Source);
        return new Buckets(starts.RemoveAt(starts.Length - 1), starts[^1], range.From, range.To, sources);
    }

    private Slots Stepped(Leaf leaf, PeriodKey? period, PeriodRange range, Side side)
    {
        if (leaf.PeriodAggregation != Layer.PeriodAggregation.Last)
            throw new NotExpressibleException($"{leaf.Metric.Label} stands for a period by its first or average value.");
        var step = leaf.Steps[0];
        if (step is ShiftStep && range.IsPartial)
            throw new NotExpressibleException($"{leaf.Metric.Label} looks at an earlier period, and the period is not over.");
        if (period is null)
        {
            var whole = Moved(leaf, step, range.From, range.To ?? query.Today);
            return new OneSlot(whole.From, whole.To);
        }
        if (!range.IsBounded)
            throw new NotExpressibleException($"{leaf.Metric.Label} needs a time range with both ends.");
        IEnumerable<PeriodPair> pairs =
            side == Side.Previous ? query.Comparison!.Pairs : Starts(period.Grain, range, answeredPeriods).SkipLast(1).Select(p => new PeriodPair(p, p));
        ImmutableArray<Window> windows =
        [
            .. pairs
                .Where(p => p.Source is { } source && source < range.To)
                .Select(p =>
                {
                    var end = Calendar.EndOf(period.Grain, p.Source!.Value);
                    var from = p.Source.Value > range.From ? p.Source.Value : range.From!.Value;
                    var moved = Moved(leaf, step, from, end < range.To ? end : range.To!.Value);
                    return new Window(p.Period, moved.From, moved.To);
                }),
        ];
        return windows.Length is 0 or > 800 ? throw new NotExpressibleException($"{leaf.Metric.Label} has {windows.Length} windows.") : new Windows(windows);
    }

    private (DateOnly? From, DateOnly To) Moved(Leaf leaf, FrameStep step, DateOnly? from, DateOnly to)
    {
        switch (step)
        {
            case AllTimeStep:
                return (null, to);
            case ToDateStep toDate:
                return (Calendar.StartOf(toDate.Grain, to.AddDays(-1)), to);
            case WindowStep { Unit.Unit: GrainUnit.Day } days:
                return (to.AddDays(-days.Count), to);
            case WindowStep { Unit.Unit: GrainUnit.Week } weeks:
                return (to.AddDays(-7 * weeks.Count), to);
            case WindowStep months:
                // As many months back from the last day inside, and from the day after that.
                return (
                    to.Day == 1
                        ? to.AddMonths(-Months(months.Unit.Unit, months.Count))
                        : to.AddDays(-1).AddMonths(-Months(months.Unit.Unit, months.Count)).AddDays(1),
                    to
                );
            case AtStartStep start when leaf.Over is not null && from is { } opening:
                return (null, start.Grain is { } grain ? Calendar.StartOf(grain, opening) : opening);
            case AtStartStep start when from is { } first:
                var day = start.Grain is { } cut ? Calendar.StartOf(cut, first) : first;
                return (day, day.AddDays(1));
            case ShiftStep shift when from is { } first && Calendar.FindGrain(shift.Unit.TrimEnd('s')) is { } unit:
                if (unit.Unit == GrainUnit.Day)
                    return (first.AddDays(-shift.Count), to.AddDays(-shift.Count));
                if (unit.Unit == GrainUnit.Week)
                    return (first.AddDays(-7 * shift.Count), to.AddDays(-7 * shift.Count));
                if (!Calendar.HasWeekPattern(unit) && first.Day == 1 && to.Day == 1)
                    return (first.AddMonths(-Months(unit.Unit, shift.Count)), to.AddMonths(-Months(unit.Unit, shift.Count)));
                break;
        }
        throw new NotExpressibleException($"{leaf.Metric.Label} looks at other periods in a way that has no second one.");
    }

    private static int Months(GrainUnit unit, int count) =>
        count
        * unit switch
        {
            GrainUnit.Month => 1,
            GrainUnit.Quarter => 3,
            _ => 12,
        };
}
