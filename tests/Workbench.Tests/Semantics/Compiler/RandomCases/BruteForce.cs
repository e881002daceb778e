namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Values of metrics by reading every row of their entity. Groups, filters and segments are given by the query.</summary>
/// <param name="Keeps">The filters of the query.</param>
/// <param name="keepsEvent">What holds for an event that follows a row of a conversion.</param>
/// <param name="KeyOf">The group of a row.</param>
/// <param name="grain">Of the periods of the query.</param>
/// <param name="isOverBefore">Where the days end that another period's can be set against.</param>
internal sealed class BruteForce(
    World world,
    Func<NaiveRow, RowsValue, bool> keeps,
    Func<NaiveRow, bool> keepsEvent,
    Func<NaiveRow, RowsValue, GroupKey> keyOf,
    DateOnly? isOverBefore,
    string? grain
)
{
    private readonly Dictionary<(RowsValue, Window), List<NaiveRow>> _counted = [];

    /// <summary>Groups that any row of the window makes.</summary>
    public IEnumerable<GroupKey> Groups(NaiveValue value, Window? window) =>
        window is not { } known
            ? []
            : value switch
            {
                MovedValue { Move: Trailing { Stands: "average" } or SinceStartOf { Stands: "average" } or SinceEver { Stands: "average" } } moved => Days(
                        known
                    )
                    .SelectMany(day => Groups(Standing(moved, "last"), day))
                    .Distinct(),
                RowsValue rows => Counted(rows, known).Select(r => keyOf(r, rows)).Distinct(),
                QuotientValue quotient => Groups(quotient.Over, window).Concat(Groups(quotient.Under, window)),
                FormulaValue formula => formula.Inputs.SelectMany(i => Groups(i, window)),
                MovedValue moved => Groups(Adjusted(moved), Move(moved, known)),
                _ => throw new NotSupportedException(),
            };

    /// <param name="group">Null: all rows.</param>
    public decimal? Value(NaiveValue value, Window? window, GroupKey? group)
    {
        switch (value)
        {
            case RowsValue rows:
                return window is { } known ? OfRows(rows, known, group) : null;
            case QuotientValue quotient:
                var under = Value(quotient.Under, window, group);
                return (under is null or 0 ? null : Value(quotient.Over, window, group) / under) ?? quotient.Absent;
            case FormulaValue formula:
                return formula.Formula([.. formula.Inputs.Select(i => Value(i, window, group))]);
            case MovedValue { Move: Trailing { Stands: "average" } or SinceStartOf { Stands: "average" } or SinceEver { Stands: "average" } } average:
                return OnAverage(average, window, group);
            case MovedValue moved:
                return Value(Adjusted(moved), window is { } w ? Move(moved, w) : null, group);
            default:
                throw new NotSupportedException();
        }
    }

    private decimal? OnAverage(MovedValue moved, Window? window, GroupKey? group)
    {
        if (window is null)
            return null;
        var last = Standing(moved, "last");
        var values = Days(window.Value).Select(day => Value(last, day, group)).ToList();
        return values.TrueForAll(v => v is null) ? null : values.Where(v => v is not null).Average();
    }

    /// <summary>The days of a window that are over.</summary>
    private IEnumerable<Window> Days(Window window)
    {
        var to = window.To > isOverBefore ? isOverBefore : window.To;
        for (var day = window.From!.Value; day < to; day = day.AddDays(1))
            yield return new Window(day, day.AddDays(1));
    }

    private static MovedValue Standing(MovedValue moved, string stands) =>
        moved with
        {
            Move = moved.Move switch
            {
                Trailing t => t with { Stands = stands },
                SinceStartOf s => s with { Stands = stands },
                SinceEver e => e with { Stands = stands },
                var other => other,
            },
        };

    /// <summary>An opening balance is the last snapshot before, however a period's is taken.</summary>
    private static NaiveValue Adjusted(MovedValue moved) => moved.Move is Opening ? Last(moved.Inner) : moved.Inner;

    private static NaiveValue Last(NaiveValue value) =>
        value switch
        {
            RowsValue rows => rows with { Take = "last" },
            QuotientValue quotient => quotient with { Over = Last(quotient.Over), Under = Last(quotient.Under) },
            FormulaValue formula => formula with { Inputs = [.. formula.Inputs.Select(Last)] },
            _ => value,
        };

    private Window? Move(MovedValue moved, Window window)
    {
        var from = window.From;
        var to = window.To ?? world.Today;
        switch (moved.Move)
        {
            case Opening:
                return from is null ? window : new Window(null, from);
            case Earlier { Count: var count, Unit: var unit }:
                if (from >= isOverBefore && from < to)
                    return null;
                to = to > isOverBefore ? isOverBefore.Value : to;
                if (window.Period is { } period && NaiveRange.IsByName(grain!, unit, world.Calendar))
                    return ByName(period, window with { To = to }, new Workbench.Shared.Queries.ShiftedBy(count, unit));
                if (
                    from is { } first
                    && to == first.AddDays(1)
                    && unit is "month" or "quarter" or "year"
                    && NaiveRange.Back(from!.Value, count, unit).Day != from.Value.Day
                )
                    return null;
                return new Window(
                    NaiveRange.Back(from!.Value, count, unit),
                    to.Day == 1 ? NaiveRange.Back(to, count, unit) : NaiveRange.Back(to.AddDays(-1), count, unit).AddDays(1)
                );
            case Trailing trailing:
                var end = End(trailing.Stands);
                // Counted from the last day inside, so that three months to 31 May begin on 1 March.
                var begin =
                    end.Day == 1 || trailing.Unit == "day"
                        ? NaiveRange.Back(end, trailing.Count, trailing.Unit)
                        : NaiveRange.Back(end.AddDays(-1), trailing.Count, trailing.Unit).AddDays(1);
                return new Window(begin, end);
            case SinceStartOf since:
                return new Window(world.Calendar.StartOf(since.Grain, End(since.Stands).AddDays(-1)), End(since.Stands));
            case SinceEver ever:
                return new Window(null, End(ever.Stands));
            default:
                throw new NotSupportedException();
        }

        DateOnly End(string stands) => stands == "first" && from is { } first ? first.AddDays(1) : to;
    }

    private Window? ByName(DateOnly period, Window window, Workbench.Shared.Queries.ComparisonTarget target)
    {
        if (NaiveRange.SourceOf(grain!, period, target, world.Calendar) is not { } source)
            return null;
        var (end, sourceEnd) = (world.Calendar.EndOf(grain!, period), world.Calendar.EndOf(grain!, source));
        var from = source.AddDays(window.From!.Value.DayNumber - period.DayNumber);
        return new Window(from < sourceEnd ? from : sourceEnd, window.To < end ? NaiveRange.EqualPart(period, window.To.Value, source, sourceEnd) : sourceEnd);
    }

    private List<NaiveRow> Counted(RowsValue rows, Window window)
    {
        if (_counted.TryGetValue((rows, window), out var known))
            return known;
        IEnumerable<NaiveRow> all = Entities(rows);
        all = rows.IsBalance ? OfSnapshots(rows, all.Where(r => window.Holds(DayOf(r, rows)))) : all.Where(r => window.Holds(DayOf(r, rows)));
        return _counted[(rows, window)] = [.. all.Where(r => rows.Where.TrueForAll(w => w.Holds(r)) && IsFollowed(rows, r) && keeps(r, rows))];
    }

    private IEnumerable<NaiveRow> Entities(RowsValue rows)
    {
        var home = world.Entity(rows.Home);
        return home.Rows.Where(r => home.Where is null || home.Where.Holds(r));
    }

    private DateOnly? DayOf(NaiveRow row, RowsValue rows)
    {
        if (rows.Time is null)
            return null;
        var there = row.Follow(rows.TimeJoins);
        return there.IsMissing ? null : NaiveField.DayOf(world, there, rows.Time);
    }

    private IEnumerable<NaiveRow> OfSnapshots(RowsValue rows, IEnumerable<NaiveRow> inWindow)
    {
        var dated = inWindow.Where(r => DayOf(r, rows) is not null).ToList();
        if (rows.Take is "average" or "max" or "min")
            return dated;
        return dated.GroupBy(r => rows.Per is null ? null : r[rows.Per]).SelectMany(g => OnOneDay([.. g]));

        IEnumerable<NaiveRow> OnOneDay(List<NaiveRow> group)
        {
            var day = rows.Take == "first" ? group.Min(r => DayOf(r, rows)) : group.Max(r => DayOf(r, rows));
            return group.Where(r => DayOf(r, rows) == day);
        }
    }

    private decimal? OfRows(RowsValue rows, Window window, GroupKey? group)
    {
        var mine = Counted(rows, window).Where(r => group is null || keyOf(r, rows).Equals(group)).ToList();
        if (!rows.IsBalance)
            return Aggregate(rows, mine) ?? Absent(rows);
        List<DateOnly> days = [.. Entities(rows).Select(r => DayOf(r, rows)).Where(d => d is not null && window.Holds(d)).Select(d => d!.Value).Distinct()];
        if (days.Count == 0)
            return null;
        if (rows.Take is "last" or "first")
            return Aggregate(rows, mine) ?? Absent(rows);
        var values = days.Select(d => Aggregate(rows, [.. mine.Where(r => DayOf(r, rows) == d)]) ?? Absent(rows)).Where(v => v is not null).ToList();
        return values.Count == 0 ? null
            : rows.Take == "average" ? values.Average()
            : rows.Take == "max" ? values.Max()
            : values.Min();
    }

    private static decimal? Absent(RowsValue rows) => rows.Absent ?? (rows.Agg is "count" or "sum" or "count_distinct" ? 0 : null);

    private decimal? Aggregate(RowsValue rows, List<NaiveRow> mine)
    {
        if (mine.Count == 0)
            return null;
        if (rows.Agg == "count" && rows.Expr is null)
            return mine.Count;
        if (rows.Agg == "count_distinct")
            return mine.Select(r => rows.Expr!.Of(r)).Where(v => v is not null).Distinct().Count();
        if (rows.Agg is "first" or "last")
        {
            var inOrder = mine.Where(r => Moment(r) is not null).OrderBy(Moment).ThenBy(r => (int)r["id"]!).ToList();
            return inOrder.Count > 0 && rows.Expr!.Of(rows.Agg == "first" ? inOrder[0] : inOrder[^1]) is { } one ? Convert.ToDecimal(one) : null;
        }
        var values = mine.Select(r => (Row: r, Value: rows.Expr!.Of(r) is { } v ? Convert.ToDecimal(v) : (decimal?)null))
            .Where(v => v.Value is not null)
            .ToList();
        if (rows.Agg == "count")
            return values.Count;
        if (values.Count == 0)
            return null;
        return rows.Agg switch
        {
            "sum" => values.Sum(v => v.Value),
            "average" => values.Average(v => v.Value),
            "min" => values.Min(v => v.Value),
            "max" => values.Max(v => v.Value),
            "median" => Percentile([.. values.Select(v => v.Value!.Value).Order()], 0.5m),
            _ => Percentile([.. values.Select(v => v.Value!.Value).Order()], 0.9m),
        };

        object? Moment(NaiveRow row) => row.Follow(rows.TimeJoins)[rows.Time!.Column];
    }

    private static decimal Percentile(List<decimal> sorted, decimal fraction)
    {
        var place = fraction * (sorted.Count - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + ((above - below) * (place - Math.Floor(place)));
    }

    private bool IsFollowed(RowsValue rows, NaiveRow row)
    {
        if (rows.Then is not { } then)
            return true;
        if (row.Join(then.Per)["id"] is not { } per || row[rows.Time!.Column] is not { } first)
            return false;
        return Entities(then.Event)
            .Any(e =>
                then.Event.Where.TrueForAll(w => w.Holds(e))
                && keepsEvent(e)
                && Equals(e.Join(then.EventPer)["id"], per)
                && e[then.Event.Time!.Column] is { } second
                && IsAfter(first, second, then.Days)
            );
    }

    /// <summary>Moments are compared as moments where both are known; days of the layer's zone end the span.</summary>
    private bool IsAfter(object first, object second, int? days)
    {
        var (from, to) = (Local(first), Local(second));
        if (first is DateOnly || second is DateOnly)
            (from, to) = (from.Date, to.Date);
        else if ((DateTimeOffset)second < (DateTimeOffset)first)
            return false;
        return (to >= from || (first is DateTimeOffset && second is DateTimeOffset)) && (days is not { } most || to < from.AddDays(most));
    }

    private DateTime Local(object time) => time is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : world.Calendar.Local((DateTimeOffset)time);
}

/// <summary>The values that rows are grouped by, compared one by one.</summary>
internal sealed record GroupKey(params object?[] Values)
{
    public bool Equals(GroupKey? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(17, (hash, value) => HashCode.Combine(hash, value));
}
