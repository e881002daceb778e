using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A leaf computed by the keys of a result: one block, one value column.</summary>
/// <param name="Alias">Of the value.</param>
/// <param name="Presence">For a balance, the block of its snapshot dates: a period that it does not list has no value.</param>
internal sealed record Slot(Leaf Leaf, Side Side, SlotFrame Frame, string Block, string Alias, string Type, string? Presence)
{
    public override int GetHashCode() => HashCode.Combine(Block, Alias, Side);
}

/// <summary>Plans the aggregate of one leaf at its home grain: scan, filter, join towards one, aggregate, and for a balance pick its snapshot first.</summary>
internal sealed partial class LeafPlanner(LevelView view, ResultSpec spec, BlockList blocks, FrameReader frames)
{
    /// <summary>Leaves that read the same rows of the same entity, each with conditions of its own, are one scan.</summary>
    public static bool CanShare(Leaf one, Leaf other) =>
        one.Home.Name == other.Home.Name
        && one.Time == other.Time
        && one.Steps == other.Steps
        && one.Over is null
        && other.Over is null
        && IsShareable(one)
        && IsShareable(other);

    private static bool IsShareable(Leaf leaf) =>
        leaf.Metric.Absent is null
        // A subquery in a filter runs once a row, in a condition it becomes a join.
        && leaf.FollowedBy is null
        && leaf.Aggregation.Kind is not (AggregationKind.First or AggregationKind.Last or AggregationKind.CountDistinct)
        && leaf.Steps.All(s => s is ShiftStep)
        && leaf.Steps.Count <= 1;

    public IEnumerable<Slot> Plan(IReadOnlyList<Leaf> leaves, Side side)
    {
        var leaf = leaves[0];
        var frame = frames.Read(leaf, spec, side);
        var name = blocks.Reserve(spec.Prefix + NameOf(leaves) + SuffixOf(leaf, side));
        if (leaf.Over is { } over)
            return [new Slot(leaf, side, frame, name, leaf.Name, TypeOf(leaf), PlanBalance(leaf, side, over, frame, name))];
        if (frame is WindowFrame window)
        {
            if (leaves.Count > 1)
                return leaves.SelectMany(l => Plan([l], side));
            if (leaf.PeriodAggregation == PeriodAggregation.Average)
                PlanSteps(leaf, side, window, name);
            else
                PlanWindows(leaf, Describe([leaf], side), window, name, WindowRows(window, [spec.Period!.Alias]), [spec.Period.Alias]);
            return [new Slot(leaf, side, frame, name, leaf.Name, TypeOf(leaf), Presence: null)];
        }
        var aliases = AliasesOf(leaves);
        PlanPlain(leaves, side, aliases, frame, name);
        return leaves.Select((l, i) => new Slot(l, side, frame, name, aliases[i], TypeOf(l), Presence: null));
    }

    private static string NameOf(IReadOnlyList<Leaf> leaves)
    {
        if (leaves.Count == 1)
            return leaves[0].Name;
        var names = leaves.Select(l => l.Name).Distinct(StringComparer.Ordinal).ToArray();
        var joined = string.Join("_and_", names);
        return names.Length == 1 ? names[0]
            : joined.Length <= 45 ? joined
            : $"{leaves[0].Home.Name}_metrics";
    }

    private static string SuffixOf(Leaf leaf, Side side) =>
        (side == Side.Previous ? "_previous" : "")
        + (
            leaf.Steps.Any(s => s is ShiftStep) ? "_earlier"
            : leaf.Steps.Any(s => s is AtStartStep) ? "_at_start"
            : ""
        );

    private static string[] AliasesOf(IReadOnlyList<Leaf> leaves)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. leaves.Select(l =>
            {
                var alias = l.Name;
                for (var i = 2; !taken.Add(alias); i++)
                    alias = $"{l.Name}_{i}";
                return alias;
            }),
        ];
    }

    private string TypeOf(Leaf leaf) =>
        leaf.Aggregation.Kind switch
        {
            AggregationKind.Count
            or AggregationKind.CountDistinct when leaf.Over?.Take != BalanceTake.Average && leaf.PeriodAggregation != PeriodAggregation.Average => "bigint",
            AggregationKind.Min or AggregationKind.Max or AggregationKind.First or AggregationKind.Last => ColumnTypes.Sql(
                ColumnTypes.Of(view.Layer, leaf.Home, leaf.Expr?.Tree) is var found && found == "integer" ? "decimal" : found
            ),
            _ => "numeric",
        };

    /// <example><c>Refunds, Revenue by account.tier, in the period compared with</c></example>
    private string Describe(IReadOnlyList<Leaf> leaves, Side side)
    {
        var keys = spec.Keys.Where(k => k is not CoarserKey).Select(k => k.Written).ToArray();
        return string.Join(", ", leaves.Select(l => l.Metric.Label).Distinct(StringComparer.Ordinal))
            + (leaves[0].FollowedBy is { } followed ? $" followed by {followed.Event.Metric.Label}" : "")
            + (keys.Length == 0 ? "" : $" by {string.Join(", ", keys)}")
            + (
                leaves[0].Steps.Any(s => s is ShiftStep) ? ", an earlier period"
                : leaves[0].Steps.Any(s => s is AtStartStep) ? ", at the start"
                : ""
            )
            + (side == Side.Previous ? ", in the period compared with" : "")
            + (spec.Purpose.Length == 0 ? "" : $", {spec.Purpose}");
    }

    private void PlanPlain(IReadOnlyList<Leaf> leaves, Side side, string[] aliases, SlotFrame frame, string name)
    {
        var leaf = leaves[0];
        var scan = new RowScan(view, leaf.Home) { Within = Bounds(frame) };
        var columns = KeyColumns(scan, leaf);
        if (frame is PeriodFrame && spec.Period is { } period)
            columns.Add(new SelectColumn(scan.PeriodOf(leaf.Time!, period.Grain), period.Alias));
        var keys = columns.Count;
        scan.AddEntityFilter();
        if (leaves.Count == 1)
        {
            foreach (var condition in ConditionsOf(scan, leaf))
                scan.AddWhere(condition);
            columns.Add(new SelectColumn(ValueOf(scan, leaf, where: null, isAlone: keys == 0), aliases[0]));
        }
        else
            AddValues(scan, leaves, aliases, columns);
        AddQueryFilters(scan, leaf);
        var (from, to) = Bounds(frame);
        if (leaf.Time is { } time)
            scan.AddRange(time, from, to);
        var select = Select(scan, columns, keys);
        blocks.Add(name, Describe(leaves, side), leaf.Aggregation.Kind == AggregationKind.CountDistinct ? CountDistinct(select, keys, leaf) : select);
    }

    /// <summary>Several leaves over the same rows: what all of them ask for is a condition of the rows, the rest is a condition of each.</summary>
    private void AddValues(RowScan scan, IReadOnlyList<Leaf> leaves, string[] aliases, List<SelectColumn> columns)
    {
        var keys = columns.Count;
        var own = leaves.Select(l => ConditionsOf(scan, l)).ToArray();
        var shared = own[0].Where(c => own.All(conditions => conditions.Contains(c))).ToArray();
        foreach (var condition in shared)
            scan.AddWhere(condition);
        var rest = own.Select(conditions => conditions.Except(shared).Aggregate((SqlExpr?)null, (all, one) => all is null ? one : SqlExpr.And(all, one)))
            .ToArray();
        // A row that no leaf counts must not make a group.
        if (rest.All(r => r is not null))
            scan.AddWhere(rest.Distinct().Select(r => r!).Aggregate(SqlExpr.Or));
        for (var i = 0; i < leaves.Count; i++)
            columns.Add(new SelectColumn(ValueOf(scan, leaves[i], rest[i], isAlone: keys == 0), aliases[i]));
    }

    /// <summary>Distinct values first, then their number: a hash where <c>count(distinct …)</c> sorts all rows, half the time on 1.5 million.</summary>
    private static SelectQuery CountDistinct(SelectQuery select, int keys, Leaf leaf)
    {
        var counted = select.Columns[keys];
        var value = ((SqlAggregate)counted.Expr).Argument!;
        var number = new SqlAggregate(new Aggregation(AggregationKind.Count), new SqlColumn("distinct_values", counted.Name), By: null, Where: null);
        return new SelectQuery
        {
            Columns =
            [
                .. select.Columns.Take(keys).Select(c => new SelectColumn(new SqlColumn("distinct_values", c.Name), c.Name)),
                new SelectColumn(keys == 0 ? UnlessNone(number, leaf) : number, counted.Name),
            ],
            From = new QueryRows(
                select with
                {
                    Columns = [.. select.Columns.Take(keys), new SelectColumn(value, counted.Name)],
                    GroupBy = null,
                    IsDistinct = true,
                },
                "distinct_values"
            ),
            GroupBy = keys,
        };
    }

    private List<SqlExpr> ConditionsOf(RowScan scan, Leaf leaf)
    {
        List<SqlExpr> conditions = [.. leaf.Where.Select(scan.Qualify)];
        if (leaf.FollowedBy is { } followed)
            conditions.Add(new SqlExists(EventQuery(scan, leaf, followed), IsNegated: false));
        return conditions;
    }

    private static (DateOnly? From, DateOnly? To) Bounds(SlotFrame frame) =>
        frame switch
        {
            RangeFrame range => (range.From, range.To),
            PeriodFrame period => (period.From, period.To),
            WindowFrame window => (window.From == DateOnly.MinValue ? null : window.From, window.To),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private List<SelectColumn> KeyColumns(RowScan scan, Leaf leaf) => [.. spec.Groups.Select(k => new SelectColumn(KeyOf(scan, leaf, k), k.Alias))];

    private static SqlExpr KeyOf(RowScan scan, Leaf leaf, QueryKey key) =>
        key switch
        {
            FieldKey field => scan.Field(field.ByHome[leaf.Home.Name]),
            OwnTimeKey { Part: { } part } => scan.PartOf(leaf.Time!, part),
            OwnTimeKey { Grain: { } grain } => scan.PeriodOf(leaf.Time!, grain),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private SqlExpr ValueOf(RowScan scan, Leaf leaf, SqlExpr? where, bool isAlone)
    {
        var aggregate = Aggregate(scan, leaf);
        if (where is not null)
            aggregate = aggregate with { Where = where };
        return isAlone && leaf.Aggregation.Kind == AggregationKind.Count ? UnlessNone(aggregate, leaf) : aggregate;
    }

    /// <summary>A count of no rows is 0 to the database; a metric may say that no rows count as something else.</summary>
    private static SqlExpr UnlessNone(SqlAggregate count, Leaf leaf)
    {
        if (leaf.Metric.Absent is null or 0)
            return count;
        var rows = new SqlAggregate(new Aggregation(AggregationKind.Count), Argument: null, By: null, count.Where);
        return new SqlCase(Operand: null, [new SqlWhen(new SqlBinary(">", rows, new SqlNumber("0")), count)], Else: null);
    }

    private SqlAggregate Aggregate(RowScan scan, Leaf leaf)
    {
        var argument = leaf.Expr is null ? null : scan.Qualify(leaf.Expr);
        if (leaf.Aggregation.Kind is not (AggregationKind.First or AggregationKind.Last))
            return new SqlAggregate(leaf.Aggregation, argument, By: null, Where: null);
        // A row without a time is neither first nor last.
        var time = scan.Field(leaf.Time!);
        return new SqlAggregate(leaf.Aggregation, argument, time, new SqlIs(time, "null", IsNegated: true))
        {
            ThenBy = [.. scan.Home.Key.Select(k => (SqlExpr)new SqlColumn(scan.From.Alias, k))],
            Type = TypeOf(leaf),
        };
    }

    private void AddFilters(RowScan scan, Leaf leaf)
    {
        scan.AddEntityFilter();
        foreach (var condition in ConditionsOf(scan, leaf))
            scan.AddWhere(condition);
        AddQueryFilters(scan, leaf);
    }

    private void AddQueryFilters(RowScan scan, Leaf leaf)
    {
        foreach (var filter in spec.Filters)
            AddFilter(scan, filter, view, leaf.Time);
        if (spec.Except is { } except)
            scan.AddWhere(IsListed(except, isNegated: true));
        if (spec.Only is { } only)
            scan.AddWhere(IsListed(only, isNegated: false));

        SqlExists IsListed(ListedKeys listed, bool isNegated) =>
            new(
                new SelectQuery
                {
                    Columns = [new SelectColumn(new SqlNumber("1"), "found")],
                    From = new BlockRows(listed.Block, listed.Block),
                    Where = [.. listed.Keys.Select(k => new SqlBinary("is not distinct from", new SqlColumn(listed.Block, k.Alias), KeyOf(scan, leaf, k)))],
                },
                isNegated
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
                scan.AddWhere(scan.Condition(segment.Segment.Where.Tree, path));
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
        foreach (var filter in spec.Filters)
            if (filter is SegmentRowFilter { Segment.IsDefault: true } segment && !IsOfBase(segment, followed))
                AddFilter(next, segment, view, ownTime: null);
        foreach (var property in followed.Properties)
            next.AddWhere(new SqlBinary("=", next.Field(property.Event), scan.Field(property.Base)));
        var (firstTime, thenTime) = (((TimeLeaf)leaf.Time!.Leaf).Time, ((TimeLeaf)followed.Event.Time!.Leaf).Time);
        var isLocal = firstTime.Type != thenTime.Type;
        var (first, then) = (scan.TimeOf(leaf.Time, isLocal), next.TimeOf(followed.Event.Time, isLocal));
        // Where one side knows the day alone, days are compared: a payment on the day of the sign-up follows it.
        if (isLocal && firstTime.Type == "date")
            then = new SqlCast(then, "date");
        else if (isLocal && thenTime.Type == "date")
            first = new SqlCast(first, "date");
        next.AddWhere(new SqlBinary(">=", then, first));
        if (followed.Within is { } within)
        {
            // Days of the layer's zone: those of the session would differ by an hour around daylight saving.
            if (!isLocal && !within.Unit.StartsWith("hour", StringComparison.Ordinal) && !within.Unit.StartsWith("minute", StringComparison.Ordinal))
                (first, then) = (scan.TimeOf(leaf.Time, isLocal: true), next.TimeOf(followed.Event.Time, isLocal: true));
            next.AddWhere(
                new SqlBinary("<", then, new SqlBinary("+", first, new SqlTypedText("interval", FormattableString.Invariant($"{within.Count} {within.Unit}"))))
            );
        }
        return new SelectQuery
        {
            Columns = [new SelectColumn(new SqlNumber("1"), "found")],
            From = next.From,
            Joins = next.Joins,
            Where = next.Where,
        };
    }

    /// <summary>The base is filtered by it already, on the very row that both events are of.</summary>
    private static bool IsOfBase(SegmentRowFilter segment, FollowedBy followed) =>
        segment.ByHome.GetValueOrDefault(followed.Per.Path.Home.Name) == followed.Per.Path
        && segment.ByHome.GetValueOrDefault(followed.EventPer.Path.Home.Name) == followed.EventPer.Path;

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
