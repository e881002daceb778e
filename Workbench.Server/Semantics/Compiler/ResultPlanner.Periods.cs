using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;

namespace Workbench.Server.Semantics.Compiler;

internal sealed partial class ResultPlanner
{
    /// <summary>The calendar's periods of the result, and beside each the period that a shifted leaf reads. Null where it cannot be listed.</summary>
    private Periods? PeriodsBlock(ResultSpec spec, PeriodKey period, ImmutableArray<Slot> slots)
    {
        if (period.Grain.IsWithinDay)
            return spec.Range.IsBounded ? WithinDays(spec, period, slots) : null;
        if (!spec.Range.IsBounded)
            return FromData(spec, period, slots);
        DateOnly[] starts = [.. view.Calendar.PeriodsOf(period.Grain, spec.Range.From!.Value, spec.Range.To!.Value)];
        var columns = new List<ListedColumn> { new(period.Alias, RowScan.Days(starts)) };
        var maps = new Dictionary<Slot, (string Column, bool HasHoles)>();
        foreach (var slot in slots)
        {
            if (SourcesOf(slot.Frame, starts) is not { } sources)
                continue;
            var values = RowScan.Days(sources);
            var known = columns.FindIndex(1, c => c.Values == values);
            if (known < 0)
            {
                known = columns.Count;
                columns.Add(
                    new ListedColumn($"{(slot.Side == Side.Previous ? "previous" : "earlier")}_{period.Alias}" + (known > 1 ? $"_{known}" : ""), values)
                );
            }
            maps[slot] = (columns[known].Name, sources.Any(s => s is null));
        }
        var block = blocks.Reserve($"{spec.Prefix}periods");
        blocks.Add(
            block,
            $"every {period.Grain.Name.Replace('_', ' ')} asked for",
            new SelectQuery
            {
                Columns = [.. columns.Select(c => new SelectColumn(new SqlColumn("listed", c.Name), c.Name))],
                From = new ListedRows([.. columns], "listed"),
            }
        );
        return new Periods(block, period.Alias, maps);
    }

    /// <summary>For each period the one under which its rows stand, null where it has none; null where all stand under their own.</summary>
    private static ImmutableArray<DateOnly?>? SourcesOf(SlotFrame frame, DateOnly[] starts)
    {
        switch (frame)
        {
            case PeriodFrame { IsMapped: true } mapped:
                return [.. mapped.Pairs.Select(p => p.Source)];
            case WindowFrame windows when windows.Windows.Select(w => w.Period).ToHashSet() is var known && !starts.All(s => known.Contains(s)):
                return [.. starts.Select(s => known.Contains(s) ? s : (DateOnly?)null)];
            default:
                return null;
        }
    }

    private Periods WithinDays(ResultSpec spec, PeriodKey period, ImmutableArray<Slot> slots)
    {
        var block = blocks.Reserve($"{spec.Prefix}periods");
        var step = period.Grain.Unit == GrainUnit.Hour ? "1 hour" : "1 minute";
        var own = new SqlColumn("listed", period.Alias);
        var zone = new SqlText(view.Layer.Calendar.TimeZone);
        List<SelectColumn> columns = [new SelectColumn(own, period.Alias)];
        var maps = new Dictionary<Slot, (string Column, bool HasHoles)>();
        if (spec.Comparison?.Shift is { } shift)
        {
            var source = new SqlBinary("-", own, new SqlTypedText("interval", shift.Interval));
            SqlExpr known = new SqlBinary("<", own, new SqlCast(SqlExpr.OfDay(shift.Before), "timestamp"));
            if (shift.IsByDate)
                known = SqlExpr.And(known, new SqlBinary("=", new PeriodPart(source, "day_of_month"), new PeriodPart(own, "day_of_month")));
            columns.Add(new SelectColumn(new SqlCase(Operand: null, [new SqlWhen(known, source)], Else: null), $"previous_{period.Alias}"));
            foreach (var slot in slots.Where(s => s.Side == Side.Previous))
                maps[slot] = ($"previous_{period.Alias}", true);
        }
        blocks.Add(
            block,
            $"every {period.Grain.Name} asked for",
            new SelectQuery
            {
                Columns = [.. columns],
                From = new SeriesRows(
                    SqlExpr.OfDay(spec.Range.From!.Value),
                    new SqlBinary("-", new SqlCast(SqlExpr.OfDay(spec.Range.To!.Value), "timestamp"), new SqlTypedText("interval", step)),
                    step,
                    period.Alias,
                    "listed"
                ),
                Where = LeavesHoursOut(spec, slots)
                    ? [new SqlBinary("=", new SqlAtZone(new SqlAtZone(own, zone, IsLocal: true), zone, IsLocal: false), own)]
                    : [],
            }
        );
        return new Periods(block, period.Alias, maps);
    }

    /// <summary>
    /// An hour that the clocks left out is no period, unless times are stored as clocks show them. Beside another day's it is: that day had it.
    /// </summary>
    private bool LeavesHoursOut(ResultSpec spec, ImmutableArray<Slot> slots) =>
        spec.Comparison is null
        && slots.All(s => s.Leaf.Time is { Leaf: TimeLeaf { Time.Type: "timestamptz" } })
        && view.Calendar.ClockChanges(spec.Range.From!.Value, spec.Range.To!.Value).Any(c => c.Shift > TimeSpan.Zero);

    /// <summary>Without a range: from the first period with data to the last.</summary>
    private Periods FromData(ResultSpec spec, PeriodKey period, ImmutableArray<Slot> slots)
    {
        var bounds = blocks.Reserve($"{spec.Prefix}bounds");
        blocks.Add(
            bounds,
            "the first and the last period with data",
            new SelectQuery
            {
                Columns =
                [
                    new SelectColumn(Extreme(Layer.AggregationKind.Min), "first_period"),
                    new SelectColumn(Extreme(Layer.AggregationKind.Max), "last_period"),
                ],
                From = new QueryRows(
                    new UnionQuery(
                        [
                            .. slots
                                .DistinctBy(s => s.Block)
                                .Select(s => new SelectQuery
                                {
                                    Columns = [new SelectColumn(new SqlColumn(s.Block, period.Alias), period.Alias)],
                                    From = new BlockRows(s.Block, s.Block),
                                }),
                        ],
                        []
                    ),
                    "found"
                ),
            }
        );
        var block = blocks.Reserve($"{spec.Prefix}periods");
        if (spec.Comparison is { Pairs: { Length: > 0 } pairs })
        {
            AddListedBetween(period, bounds, block, [.. pairs.Select(p => p.Period)], [.. pairs.Select(p => p.Source)]);
            return new Periods(
                block,
                period.Alias,
                slots.Where(s => s.Frame is PeriodFrame { IsMapped: true }).ToDictionary(s => s, _ => ($"previous_{period.Alias}", true))
            );
        }
        if (view.Calendar.HasWeekPattern(period.Grain))
        {
            AddListedBetween(period, bounds, block, view.ListedPeriods(period.Grain), sources: []);
            return new Periods(block, period.Alias, []);
        }
        var step = period.Grain.Unit switch
        {
            GrainUnit.Day => "1 day",
            GrainUnit.Week => "7 days",
            GrainUnit.Month => "1 month",
            GrainUnit.Quarter => "3 months",
            _ => "1 year",
        };
        blocks.Add(
            block,
            $"every {period.Grain.Name.Replace('_', ' ')} between them",
            new SelectQuery
            {
                Columns = [new SelectColumn(new SqlCast(new SqlColumn("listed", period.Alias), "date"), period.Alias)],
                From = new BlockRows(bounds, bounds),
                Joins =
                [
                    new SqlJoin(
                        new SeriesRows(new SqlColumn(bounds, "first_period"), new SqlColumn(bounds, "last_period"), step, period.Alias, "listed"),
                        On: null,
                        IsOuter: false
                    ),
                ],
            }
        );
        return new Periods(block, period.Alias, []);

        SqlAggregate Extreme(Layer.AggregationKind kind) => new(new Layer.Aggregation(kind), new SqlColumn("found", period.Alias), By: null, Where: null);
    }

    /// <summary>Periods made of weeks are no steps of a series, and those of a comparison stand beside others.</summary>
    private void AddListedBetween(PeriodKey period, string bounds, string block, ImmutableArray<DateOnly> starts, ImmutableArray<DateOnly?> sources)
    {
        List<ListedColumn> columns = [new ListedColumn(period.Alias, RowScan.Days(starts))];
        if (sources.Length > 0)
            columns.Add(new ListedColumn($"previous_{period.Alias}", RowScan.Days(sources)));
        var listed = new ListedRows([.. columns], "listed");
        var start = new SqlColumn("listed", period.Alias);
        blocks.Add(
            block,
            $"every {period.Grain.Name.Replace('_', ' ')} between them",
            new SelectQuery
            {
                Columns = [.. columns.Select(c => new SelectColumn(new SqlColumn("listed", c.Name), c.Name))],
                From = new BlockRows(bounds, bounds),
                Joins =
                [
                    new SqlJoin(
                        listed,
                        SqlExpr.And(
                            new SqlBinary(">=", start, new SqlColumn(bounds, "first_period")),
                            new SqlBinary("<=", start, new SqlColumn(bounds, "last_period"))
                        ),
                        IsOuter: false
                    ),
                ],
            }
        );
    }
}
