using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A leaf computed by the keys of a result: one block, one value column.</summary>
/// <param name="Alias">Of the value.</param>
/// <param name="Presence">For a balance, the block of its snapshot dates: a period that it does not list has no value.</param>
internal sealed record Slot(Leaf Leaf, Side Side, SlotFrame Frame, string Block, string Alias, string Type, string? Presence);

/// <summary>Plans the aggregate of one leaf at its home grain: scan, filter, join towards one, aggregate, and for a balance pick its snapshot first.</summary>
internal sealed class LeafPlanner(LevelView view, ResultSpec spec, BlockList blocks, FrameReader frames)
{
    public Slot Plan(Leaf leaf, Side side)
    {
        var frame = frames.Read(leaf, spec, side);
        var alias = leaf.Name;
        var name = blocks.Reserve(
            spec.Prefix
                + leaf.Name
                + (side == Side.Previous ? "_previous" : "")
                + (
                    leaf.Steps.Any(s => s is ShiftStep) ? "_earlier"
                    : leaf.Steps.Any(s => s is AtStartStep) ? "_at_start"
                    : ""
                )
        );
        var type = TypeOf(leaf);
        if (leaf.Over is { } over)
            return new Slot(leaf, side, frame, name, alias, type, PlanBalance(leaf, over, frame, name));
        if (frame is WindowFrame window)
            PlanWindows(leaf, window, name);
        else
            PlanPlain(leaf, frame, name);
        return new Slot(leaf, side, frame, name, alias, type, Presence: null);
    }

    private string TypeOf(Leaf leaf) =>
        leaf.Aggregation.Kind switch
        {
            AggregationKind.Count or AggregationKind.CountDistinct when leaf.Over?.Take != BalanceTake.Average => "bigint",
            AggregationKind.Min or AggregationKind.Max or AggregationKind.First or AggregationKind.Last => ColumnTypes.Sql(
                ColumnTypes.Of(view.Layer, leaf.Home, leaf.Expr?.Tree) is var found && found == "integer" ? "decimal" : found
            ),
            _ => "numeric",
        };

    private string Describe(Leaf leaf, string name)
    {
        var keys = spec.Keys.Where(k => k is not CoarserKey).Select(k => k.Written).ToArray();
        return $"{(leaf.Name == name ? leaf.Metric.Label : name)}{(keys.Length == 0 ? "" : $" by {string.Join(", ", keys)}")}";
    }

    private void PlanPlain(Leaf leaf, SlotFrame frame, string name)
    {
        var scan = new RowScan(view, leaf.Home);
        var columns = KeyColumns(scan, leaf);
        if (frame is PeriodFrame && spec.Period is { } period)
            columns.Add(new SelectColumn(scan.PeriodOf(leaf.Time!, period.Grain), period.Alias));
        var keys = columns.Count;
        columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
        AddFilters(scan, leaf);
        var (from, to) = Bounds(frame);
        if (leaf.Time is { } time)
            scan.AddRange(time, from, to);
        blocks.Add(name, Describe(leaf, name), Select(scan, columns, keys));
    }

    private static (DateOnly? From, DateOnly? To) Bounds(SlotFrame frame) =>
        frame switch
        {
            RangeFrame range => (range.From, range.To),
            PeriodFrame period => (period.From, period.To),
            WindowFrame window => (window.From == DateOnly.MinValue ? null : window.From, window.To),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Overlapping windows: rows that add up are first added up by day, the others meet each window as rows.</summary>
    private void PlanWindows(Leaf leaf, WindowFrame frame, string name)
    {
        var period = spec.Period!;
        var windows = WindowRows(frame, period);
        var addsUp = leaf.Aggregation.Kind is AggregationKind.Count or AggregationKind.Sum or AggregationKind.Min or AggregationKind.Max;
        var scan = new RowScan(view, leaf.Home);
        var columns = KeyColumns(scan, leaf);
        if (!addsUp)
        {
            var time = scan.Field(leaf.Time!);
            scan.AddJoin(
                new SqlJoin(
                    windows,
                    SqlExpr.And(
                        new SqlBinary(">=", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "starts"))),
                        new SqlBinary("<", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "ends")))
                    ),
                    IsOuter: false
                )
            );
            columns.Add(new SelectColumn(new SqlColumn("windows", period.Alias), period.Alias));
            var keys = columns.Count;
            columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
            AddFilters(scan, leaf);
            scan.AddRange(leaf.Time!, frame.From == DateOnly.MinValue ? null : frame.From, frame.To);
            blocks.Add(name, Describe(leaf, name), Select(scan, columns, keys));
            return;
        }
        var daily = blocks.Reserve($"{name}_by_day");
        columns.Add(new SelectColumn(scan.DayOf(leaf.Time!), "on_day"));
        var dailyKeys = columns.Count;
        columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
        AddFilters(scan, leaf);
        scan.AddRange(leaf.Time!, frame.From == DateOnly.MinValue ? null : frame.From, frame.To);
        blocks.Add(daily, $"{leaf.Name} by day", Select(scan, columns, dailyKeys));
        var kind = leaf.Aggregation.Kind is AggregationKind.Count ? AggregationKind.Sum : leaf.Aggregation.Kind;
        var sum = (SqlExpr)new SqlAggregate(new Aggregation(kind), new SqlColumn(daily, leaf.Name), By: null, Where: null);
        List<SelectColumn> outer = [.. spec.Groups.Select(k => new SelectColumn(new SqlColumn(daily, k.Alias), k.Alias))];
        outer.Add(new SelectColumn(new SqlColumn("windows", period.Alias), period.Alias));
        var outerKeys = outer.Count;
        outer.Add(new SelectColumn(leaf.Aggregation.Kind == AggregationKind.Count ? new SqlCast(sum, "bigint") : sum, leaf.Name));
        blocks.Add(
            name,
            Describe(leaf, name),
            new SelectQuery
            {
                Columns = [.. outer],
                From = windows,
                Joins =
                [
                    new SqlJoin(
                        new BlockRows(daily, daily),
                        SqlExpr.And(
                            new SqlBinary(">=", new SqlColumn(daily, "on_day"), new SqlColumn("windows", "starts")),
                            new SqlBinary("<", new SqlColumn(daily, "on_day"), new SqlColumn("windows", "ends"))
                        ),
                        IsOuter: false
                    ),
                ],
                GroupBy = outerKeys,
            }
        );
    }

    private static ListedRows WindowRows(WindowFrame frame, PeriodKey period) =>
        new(
            [
                new ListedColumn(period.Alias, RowScan.Days(frame.Windows.Select(w => w.Period))),
                new ListedColumn("starts", RowScan.Days(frame.Windows.Select(w => w.From))),
                new ListedColumn("ends", RowScan.Days(frame.Windows.Select(w => w.To))),
            ],
            "windows"
        );

    /// <returns>The block of snapshot dates.</returns>
    private string PlanBalance(Leaf leaf, BalanceOver over, SlotFrame frame, string name)
    {
        var dates = blocks.Reserve($"{name}_dates");
        var isEach = over.Take is BalanceTake.Average or BalanceTake.Max or BalanceTake.Min;
        var per = over.Per.Select(f => PerField(leaf.Home, f)).ToArray();
        PlanDates(leaf, over, frame, dates, isEach, per);

        var scan = new RowScan(view, leaf.Home);
        var day = scan.DayOf(leaf.Time!);
        var on = (SqlExpr)new SqlBinary("=", day, new SqlColumn(dates, "snapshot"));
        for (var i = 0; i < per.Length; i++)
            on = SqlExpr.And(on, new SqlBinary("is not distinct from", scan.Field(per[i]), new SqlColumn(dates, $"per_{i + 1}")));
        scan.AddJoin(new SqlJoin(new BlockRows(dates, dates), on, IsOuter: false));
        var columns = KeyColumns(scan, leaf);
        if (spec.Period is { } period)
            columns.Add(new SelectColumn(new SqlColumn(dates, period.Alias), period.Alias));
        if (isEach)
            columns.Add(new SelectColumn(new SqlColumn(dates, "snapshot"), "snapshot"));
        var keys = columns.Count;
        columns.Add(new SelectColumn(Aggregate(scan, leaf), leaf.Name));
        AddFilters(scan, leaf);
        if (!isEach)
        {
            blocks.Add(name, Describe(leaf, name), Select(scan, columns, keys));
            return dates;
        }
        var each = blocks.Reserve($"{name}_by_snapshot");
        blocks.Add(each, $"{leaf.Name} on each of its dates", Select(scan, columns, keys));
        PlanOverSnapshots(leaf, over.Take, name, each, dates);
        return dates;
    }

    private FieldPath PerField(Entity home, string field) =>
        view.Resolve(home, field.Contains('.', StringComparison.Ordinal) || view.FindEntity(field) is not null ? field : $"{home.Name}.{field}")
            is FieldFound { Field: var found }
            ? found
            : throw new InvalidOperationException($"The field {field}, which a balance of {home.Name} is taken per, is not found.");

    /// <summary>The snapshot of each period, chosen from all rows of the entity: no filter of the query moves it.</summary>
    private void PlanDates(Leaf leaf, BalanceOver over, SlotFrame frame, string dates, bool isEach, FieldPath[] per)
    {
        var scan = new RowScan(view, leaf.Home);
        var day = scan.DayOf(leaf.Time!);
        var columns = new List<SelectColumn>();
        for (var i = 0; i < per.Length; i++)
            columns.Add(new SelectColumn(scan.Field(per[i]), $"per_{i + 1}"));
        if (spec.Period is { } period)
        {
            if (frame is WindowFrame windows)
            {
                var time = scan.Field(leaf.Time!);
                scan.AddJoin(
                    new SqlJoin(
                        WindowRows(windows, period),
                        SqlExpr.And(
                            new SqlBinary(">=", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "starts"))),
                            new SqlBinary("<", time, scan.DayBound(leaf.Time!, new SqlColumn("windows", "ends")))
                        ),
                        IsOuter: false
                    )
                );
                columns.Add(new SelectColumn(new SqlColumn("windows", period.Alias), period.Alias));
            }
            else
                columns.Add(new SelectColumn(scan.PeriodOf(leaf.Time!, period.Grain), period.Alias));
        }
        var keys = columns.Count;
        var kind = over.Take == BalanceTake.First ? AggregationKind.Min : AggregationKind.Max;
        columns.Add(new SelectColumn(isEach ? day : new SqlAggregate(new Aggregation(kind), day, By: null, Where: null), "snapshot"));
        scan.AddEntityFilter();
        var (from, to) = Bounds(frame);
        scan.AddRange(leaf.Time!, from, to);
        if (isEach)
            scan.AddWhere(new SqlIs(day, "null", IsNegated: true));
        var select = Select(scan, columns, isEach ? 0 : keys);
        blocks.Add(
            dates,
            isEach
                ? $"all dates of {leaf.Name}"
                : $"the {(over.Take == BalanceTake.First ? "first" : "last")} date of {leaf.Name}{(spec.Period is null ? "" : " in each period")}",
            isEach ? select with { GroupBy = null, IsDistinct = true } : select
        );
    }

    /// <summary>Average, greatest or least over the snapshots of a period; a group that misses one counts 0 there.</summary>
    private void PlanOverSnapshots(Leaf leaf, BalanceTake take, string name, string each, string dates)
    {
        var counts = blocks.Reserve($"{name}_counts");
        var period = spec.Period;
        var count = new SqlAggregate(new Aggregation(AggregationKind.Count), Argument: null, By: null, Where: null);
        List<SelectColumn> counted = period is null ? [] : [new SelectColumn(new SqlColumn(dates, period.Alias), period.Alias)];
        blocks.Add(
            counts,
            $"number of dates of {leaf.Name}",
            new SelectQuery
            {
                Columns = [.. counted, new SelectColumn(count, "dates")],
                From = new BlockRows(dates, dates),
                GroupBy = counted.Count,
            }
        );
        var value = new SqlColumn(each, leaf.Name);
        var dateCount = new SqlAggregate(new Aggregation(AggregationKind.Max), new SqlColumn(counts, "dates"), By: null, Where: null);
        SqlExpr over = take switch
        {
            BalanceTake.Average => new SafeDivide(new SqlAggregate(new Aggregation(AggregationKind.Sum), value, By: null, Where: null), dateCount),
            _ => new SqlCall(
                take == BalanceTake.Max ? "greatest" : "least",
                [
                    new SqlAggregate(new Aggregation(take == BalanceTake.Max ? AggregationKind.Max : AggregationKind.Min), value, By: null, Where: null),
                    new SqlCase(Operand: null, [new SqlWhen(new SqlBinary("<", count, dateCount), new SqlNumber("0"))], Else: null),
                ]
            ),
        };
        List<SelectColumn> columns = [.. spec.Groups.Select(k => new SelectColumn(new SqlColumn(each, k.Alias), k.Alias))];
        if (period is not null)
            columns.Add(new SelectColumn(new SqlColumn(each, period.Alias), period.Alias));
        blocks.Add(
            name,
            Describe(leaf, name),
            new SelectQuery
            {
                Columns = [.. columns, new SelectColumn(over, leaf.Name)],
                From = new BlockRows(each, each),
                Joins =
                [
                    new SqlJoin(
                        new BlockRows(counts, counts),
                        period is null ? null : new SqlBinary("=", new SqlColumn(counts, period.Alias), new SqlColumn(each, period.Alias)),
                        IsOuter: false
                    ),
                ],
                GroupBy = columns.Count,
            }
        );
    }

    private List<SelectColumn> KeyColumns(RowScan scan, Leaf leaf) => [.. spec.Groups.Select(k => new SelectColumn(KeyOf(scan, leaf, k), k.Alias))];

    private static SqlExpr KeyOf(RowScan scan, Leaf leaf, QueryKey key) =>
        key switch
        {
            FieldKey field => scan.Field(field.ByHome[leaf.Home.Name]),
            OwnTimeKey { Part: { } part } => scan.PartOf(leaf.Time!, part),
            OwnTimeKey { Grain: { } grain } => scan.PeriodOf(leaf.Time!, grain),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static SqlAggregate Aggregate(RowScan scan, Leaf leaf) =>
        new(
            leaf.Aggregation,
            leaf.Expr is null ? null : scan.Qualify(leaf.Expr),
            leaf.Aggregation.Kind is AggregationKind.First or AggregationKind.Last ? scan.Field(leaf.Time!) : null,
            Where: null
        );

    private void AddFilters(RowScan scan, Leaf leaf)
    {
        scan.AddEntityFilter();
        foreach (var where in leaf.Where)
            scan.AddWhere(scan.Qualify(where));
        if (leaf.FollowedBy is { } followed)
            scan.AddWhere(new SqlExists(EventQuery(scan, leaf, followed), IsNegated: false));
        foreach (var filter in spec.Filters)
            AddFilter(scan, filter, view, leaf.Time);
        if (spec.Except is { } except)
            scan.AddWhere(
                new SqlExists(
                    new SelectQuery
                    {
                        Columns = [new SelectColumn(new SqlNumber("1"), "found")],
                        From = new BlockRows(except.Block, except.Block),
                        Where = [.. except.Keys.Select(k => new SqlBinary("is not distinct from", new SqlColumn(except.Block, k.Alias), KeyOf(scan, leaf, k)))],
                    },
                    IsNegated: true
                )
            );
    }

    public static void AddFilter(RowScan scan, RowFilter filter, LevelView view, FieldPath? ownTime)
    {
        var zone = view.Layer.Calendar.TimeZone;
        switch (filter)
        {
            case FieldRowFilter field:
                scan.AddWhere(field.Condition.ToSql(scan.Field(field.ByHome[scan.Home.Name]), zone));
                break;
            case OwnTimeRowFilter { Part: { } part } own:
                scan.AddWhere(own.Condition.ToSql(scan.PartOf(ownTime!, part), zone));
                break;
            case OwnTimeRowFilter own:
                scan.AddWhere(own.Condition.ToSql(scan.PeriodOf(ownTime!, own.Grain!.Value), zone));
                break;
            case SegmentRowFilter segment when segment.ByHome.TryGetValue(scan.Home.Name, out var path):
                scan.AddWhere(scan.Qualify(segment.Segment.Where.Tree, path));
                break;
            case SegmentRowFilter:
                break;
            case MetricRowFilter metric:
                scan.AddWhere(new SqlInBlock(scan.Field(metric.ByHome[scan.Home.Name]), metric.Block, metric.Key.Alias));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private SelectQuery EventQuery(RowScan scan, Leaf leaf, FollowedBy followed)
    {
        var next = new RowScan(view, followed.Event.Home, "next_");
        next.AddEntityFilter();
        next.AddWhere(new SqlBinary("=", next.Field(followed.EventPer), scan.Field(followed.Per)));
        foreach (var where in followed.Event.Where)
            next.AddWhere(next.Qualify(where));
        foreach (var property in followed.Properties)
            next.AddWhere(new SqlBinary("=", next.Field(property.Event), scan.Field(property.Base)));
        var isLocal = ((TimeLeaf)followed.Event.Time!.Leaf).Time.Type != ((TimeLeaf)leaf.Time!.Leaf).Time.Type;
        var (first, then) = (scan.TimeOf(leaf.Time, isLocal), next.TimeOf(followed.Event.Time, isLocal));
        next.AddWhere(new SqlBinary(">=", then, first));
        if (followed.Within is { } within)
            next.AddWhere(
                new SqlBinary("<", then, new SqlBinary("+", first, new SqlTypedText("interval", FormattableString.Invariant($"{within.Count} {within.Unit}"))))
            );
        return new SelectQuery
        {
            Columns = [new SelectColumn(new SqlNumber("1"), "found")],
            From = next.From,
            Joins = next.Joins,
            Where = next.Where,
        };
    }

    private static SelectQuery Select(RowScan scan, List<SelectColumn> columns, int keys) =>
        new()
        {
            Columns = [.. columns],
            From = scan.From,
            Joins = scan.Joins,
            Where = scan.Where,
            GroupBy = keys,
        };
}
