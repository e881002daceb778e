using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Which rows an output period counts, by their time.</summary>
internal abstract record SlotFrame
{
    private protected SlotFrame() { }
}

/// <summary>One window for the whole result.</summary>
internal sealed record RangeFrame(DateOnly? From, DateOnly? To) : SlotFrame;

/// <summary>Rows fall into the period that they lie in.</summary>
/// <param name="Pairs">Where the period of the rows is not the period of the result: the map between them; default: they are the same.</param>
internal sealed record PeriodFrame(DateOnly? From, DateOnly? To, ImmutableArray<PeriodPair> Pairs) : SlotFrame
{
    public bool IsMapped => !Pairs.IsDefault;
}

/// <summary>Each period has a window of its own; windows may overlap.</summary>
internal sealed record WindowFrame(ImmutableArray<PeriodWindow> Windows) : SlotFrame
{
    // A period that has just begun has no days yet, and so no windows.
    public DateOnly From => Windows.Length == 0 ? DateOnly.MinValue : Windows.Min(w => w.From);
    public DateOnly To => Windows.Length == 0 ? DateOnly.MinValue : Windows.Max(w => w.To);
}

/// <param name="Period">Of the result; null when it is not by period.</param>
/// <param name="From"><see cref="DateOnly.MinValue"/> is since ever.</param>
internal readonly record struct PeriodWindow(DateOnly? Period, DateOnly From, DateOnly To)
{
    /// <summary>Of several windows of one period, which are averaged: the day (or finer period) that it ends with.</summary>
    public DateOnly? Step { get; init; }
}

/// <summary>Finds the frame of a leaf: the query's period, moved and widened as the metric says.</summary>
internal sealed class FrameReader(Calendar calendar, DateOnly today)
{
    public SlotFrame Read(Leaf leaf, ResultSpec spec, Side side)
    {
        var range = side == Side.Main ? spec.Range : spec.Comparison!.Range;
        var period = spec.Period;
        if (side == Side.Previous)
            range = WithoutBegunSnapshot(calendar, leaf, range);
        if (leaf.Steps.Count == 0)
            return period is null ? new RangeFrame(range.From, range.To)
                : side == Side.Main ? new PeriodFrame(range.From, range.To, default)
                : new PeriodFrame(range.From, range.To, spec.Comparison!.Pairs);
        if (leaf.Steps.Any(s => s is ShiftStep))
            range = range.SoFar(today);
        if (leaf.PeriodAggregation == Layer.PeriodAggregation.Average)
            return StepsOf(leaf, spec, side, range.SoFar(today));
        if (period is null)
            return WindowOf(null, range.From, range.To ?? today, leaf) is var window && window.From == DateOnly.MinValue
                ? new RangeFrame(null, window.To)
                : new RangeFrame(window.From, window.To);
        var pairs = PairsOf(spec, side, period.Grain);
        if (leaf.Steps is [ShiftStep step])
            return ShiftedFrame(pairs, range, period.Grain, step);
        return new WindowFrame([
            .. pairs.Where(p => p.Source < range.To).Select(p => Within(range, period.Grain, p)).Select(w => WindowOf(w.Period, w.From, w.To, leaf)),
        ]);
    }

    /// <summary>
    /// The equal part of a year that ends within a month holds no snapshot of that month: it is taken when the month is over. Otherwise this year until 21 November, known by the end of October, would stand beside
    /// the end of last year's November.
    /// </summary>
    public static PeriodRange WithoutBegunSnapshot(Calendar calendar, Leaf leaf, PeriodRange range)
    {
        if (
            leaf.Over is null
            || range.To is not { } to
            || range.WholeTo is not { } whole
            || to >= whole
            || leaf.Time?.Leaf is not TimeLeaf { Time.Grain: var written }
            || calendar.FindGrain(written) is not { Unit: >= GrainUnit.Week } grain
        )
            return range;
        var begun = calendar.StartOf(grain, to);
        return begun <= (range.From ?? DateOnly.MinValue) ? range : range with { To = begun };
    }

    /// <summary>A window for each day of each period, or for each of the periods that the data is known by.</summary>
    private WindowFrame StepsOf(Leaf leaf, ResultSpec spec, Side side, PeriodRange range)
    {
        IEnumerable<PeriodWindow> periods = spec.Period is { Grain: var grain }
            ? PairsOf(spec, side, grain).Where(p => p.Source < range.To).Select(p => Within(range, grain, p))
            : [new PeriodWindow(Period: null, range.From!.Value, range.To!.Value)];
        var step = calendar.FindGrain(((TimeLeaf)leaf.Time!.Leaf).Time.Grain) is { IsWithinDay: false } known ? known : Grain.Day;
        return new WindowFrame([
            .. periods.SelectMany(p =>
                calendar
                    .PeriodsOf(step, p.From, p.To)
                    .Select(s =>
                    {
                        var end = calendar.EndOf(step, s);
                        return WindowOf(p.Period, s > p.From ? s : p.From, end < p.To ? end : p.To, leaf) with { Step = s };
                    })
            ),
        ]);
    }

    /// <summary>The part of a period that the range covers.</summary>
    private PeriodWindow Within(PeriodRange range, Grain grain, PeriodPair pair)
    {
        var (from, end) = (pair.Source!.Value, calendar.EndOf(grain, pair.Source.Value));
        return new PeriodWindow(pair.Period, from > range.From ? from : range.From!.Value, end < range.To ? end : range.To!.Value);
    }

    private ImmutableArray<PeriodPair> PairsOf(ResultSpec spec, Side side, Grain grain) =>
        side == Side.Previous
            ? spec.Comparison!.Pairs
            : [.. calendar.PeriodsOf(grain, spec.Range.From!.Value, spec.Range.To!.Value).Select(p => new PeriodPair(p, p))];

    /// <summary>The same grain, some periods earlier: rows still fall into their own period, which is then mapped.</summary>
    private SlotFrame ShiftedFrame(ImmutableArray<PeriodPair> pairs, PeriodRange range, Grain grain, ShiftStep step)
    {
        var reader = new ComparisonReader(calendar, today);
        var target = new Shared.Queries.ShiftedBy(step.Count, step.Unit);
        if (reader.Read(range, grain, target, out _) is not { } shifted)
            return new WindowFrame([.. pairs.Where(p => p.Source < range.To).Select(p => ShiftWindow(Within(range, grain, p), step))]);
        var sources = shifted.Pairs.ToDictionary(p => p.Period, p => p.Source);
        return new PeriodFrame(
            shifted.Range.From,
            shifted.Range.To,
            [.. pairs.Select(p => new PeriodPair(p.Period, p.Source is { } source && sources.TryGetValue(source, out var moved) ? moved : null))]
        );
    }

    private PeriodWindow WindowOf(DateOnly? period, DateOnly? from, DateOnly to, Leaf leaf)
    {
        var window = new PeriodWindow(period, from ?? DateOnly.MinValue, to);
        foreach (var step in leaf.Steps)
            window = step switch
            {
                ShiftStep shift => ShiftWindow(window, shift),
                // What an opening balance opens with is itself.
                AtStartStep when leaf.Over is not null && window.From == DateOnly.MinValue => window,
                AtStartStep start when leaf.Over is not null => window with { From = DateOnly.MinValue, To = StartOf(start.Grain, window.From) },
                AtStartStep start => window with { From = StartOf(start.Grain, window.From), To = StartOf(start.Grain, window.From).AddDays(1) },
                WindowStep wide => window with { From = Back(End(window, leaf), wide), To = End(window, leaf) },
                ToDateStep toDate => window with { From = calendar.StartOf(toDate.Grain, End(window, leaf).AddDays(-1)), To = End(window, leaf) },
                AllTimeStep => window with { From = DateOnly.MinValue, To = End(window, leaf) },
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        return window;
    }

    /// <summary>A cumulative metric stands for a period by its value at the end, or at the end of its first day.</summary>
    private static DateOnly End(PeriodWindow window, Leaf leaf) =>
        leaf.PeriodAggregation == Layer.PeriodAggregation.First && window.From != DateOnly.MinValue ? window.From.AddDays(1) : window.To;

    private DateOnly StartOf(Grain? grain, DateOnly day) => grain is { } known ? calendar.StartOf(known, day) : day;

    private static DateOnly Back(DateOnly end, WindowStep wide) =>
        wide.Unit.Unit switch
        {
            GrainUnit.Day => end.AddDays(-wide.Count),
            GrainUnit.Week => end.AddDays(-7 * wide.Count),
            // To the same day of the month, counted from the last day inside.
            _ => end.Day == 1 ? end.AddMonths(-Months(wide)) : end.AddDays(-1).AddMonths(-Months(wide)).AddDays(1),
        };

    private static int Months(WindowStep wide) =>
        wide.Count
        * wide.Unit.Unit switch
        {
            GrainUnit.Month => 1,
            GrainUnit.Quarter => 3,
            _ => 12,
        };

    private PeriodWindow ShiftWindow(PeriodWindow window, ShiftStep step)
    {
        var unit = calendar.FindGrain(step.Unit.TrimEnd('s')) ?? Grain.Day;
        return window with
        {
            From = window.From == DateOnly.MinValue ? window.From : Back(window.From, unit, step.Count),
            To = window.To.Day == 1 ? Back(window.To, unit, step.Count) : Back(window.To.AddDays(-1), unit, step.Count).AddDays(1),
        };
    }

    private static DateOnly Back(DateOnly day, Grain unit, int count) =>
        unit.Unit switch
        {
            GrainUnit.Week => day.AddDays(-7 * count),
            GrainUnit.Month => day.AddMonths(-count),
            GrainUnit.Quarter => day.AddMonths(-3 * count),
            GrainUnit.Year => day.AddMonths(-12 * count),
            _ => day.AddDays(-count),
        };
}
