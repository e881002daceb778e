using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>One leaf by some keys and slots: its statement and how its rows are read.</summary>
/// <param name="Groups">Keys besides the period, as columns of the result in this order.</param>
/// <param name="HasSlot">A slot follows the groups.</param>
/// <param name="HasDay">A snapshot's day follows the slot.</param>
internal sealed record LeafStatement(SecondStatement Statement, ImmutableArray<GroupColumn> Groups, bool HasSlot, bool HasDay);

/// <param name="Starts">Of a period key: what its number stands for; default: the value stands for itself.</param>
internal sealed record GroupColumn(QueryKey Key, ImmutableArray<DateOnly> Starts);

/// <summary>Writes the statement of one leaf: every row of its entity that counts, what is asked of each, then the aggregate.</summary>
/// <param name="groupStarts">First days of the periods of a key that is one, its end last.</param>
internal sealed class LeafRows(LevelView view, ImmutableArray<RowFilter> filters, Func<QueryKey, Grain, ImmutableArray<DateOnly>> groupStarts)
{
    private readonly RowText _text = new();
    private int _nested;

    public LeafStatement Write(Leaf leaf, ImmutableArray<QueryKey> groups, Slots slots, string title)
    {
        var rows = new HomeRows(view, leaf.Home);
        var time = leaf.Time is { Leaf: TimeLeaf { Time: var own } } path ? (path.Path, Time: own) : ((JoinPath Path, EntityTime Time)?)null;
        List<GroupColumn> columns = [];
        List<string> selected = [];
        foreach (var group in groups)
        {
            var (sql, starts) = KeyOf(rows, leaf, group, time);
            selected.Add(string.Create(CultureInfo.InvariantCulture, $"{sql} as key_{selected.Count + 1}"));
            columns.Add(new GroupColumn(group, starts));
        }
        var keys = Enumerable.Range(1, groups.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"r.key_{i}")).ToList();
        if (leaf.Expr is { } expr)
            selected.Add($"{rows.Expression(expr)} as value");
        if (time is { } at)
            selected.Add($"{rows.Day(at.Path, at.Time)} as on_day");
        if (leaf.Aggregation.Kind is AggregationKind.First or AggregationKind.Last)
            selected.AddRange([
                $"{rows.Expression(time!.Value.Time.Expr.Tree, time.Value.Path)} as at_time",
                .. leaf.Home.Key.Select((k, i) => string.Create(CultureInfo.InvariantCulture, $"{rows.Key(JoinPath.Of(leaf.Home), k)} as by_{i + 1}")),
            ]);
        var per = PerOf(leaf);
        selected.AddRange(per.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{Field(rows, p)} as per_{i + 1}")));
        if (selected.Count == 0)
            selected.Add("1 as one");
        var conditions = ConditionsOf(rows, leaf, time);
        // The same rows by their days alone decide which snapshot a balance stands on: no filter moves it.
        var inner = $"select {string.Join(", ", selected)}\n  from {rows.From()}{WhereOf(conditions)}";
        var sql2 = leaf.Over is { } over ? Balance(leaf, over, inner, keys, slots, per) : Plain(leaf, inner, keys, slots);
        return new LeafStatement(
            new SecondStatement(title, _text.Parameterized(sql2), _text.WithValues(sql2)),
            [.. columns],
            HasSlot: slots is not OneSlot,
            HasDay: leaf.Over is { Take: BalanceTake.Average or BalanceTake.Max or BalanceTake.Min }
        );
    }

    /// <summary>The days on which a balance was written down, by slot: a period without one has no value.</summary>
    public SecondStatement WriteDays(Leaf leaf, Slots slots, string title)
    {
        var sql =
            $"with days as (\n{DaysOf(leaf, [])}\n)\nselect {SlotOf(slots, "days.on_day")} as slot, days.on_day::text\nfrom days{JoinOf(slots, "days.on_day")}{WhereOf(RangeOf(slots, "days.on_day"))}\ngroup by 1, 2";
        return new SecondStatement(title, _text.Parameterized(sql), _text.WithValues(sql));
    }

    /// <summary>How many rows count, and how many of them have a value.</summary>
    public SecondStatement WriteValues(Leaf leaf, OneSlot range)
    {
        var rows = new HomeRows(view, leaf.Home);
        var time = leaf.Time is { Leaf: TimeLeaf { Time: var own } } path ? (path.Path, Time: own) : ((JoinPath Path, EntityTime Time)?)null;
        var value = rows.Expression(leaf.Expr!);
        var conditions = ConditionsOf(rows, leaf, time);
        if (time is { } at)
            conditions.AddRange(RangeOf(range, rows.Day(at.Path, at.Time)));
        var sql = $"select count(*) as rows, count({value}) as with_value\nfrom {rows.From()}{WhereOf(conditions)}";
        return new SecondStatement($"{leaf.Metric.Label}, rows with a value", _text.Parameterized(sql), _text.WithValues(sql));
    }

    private string Plain(Leaf leaf, string inner, List<string> keys, Slots slots)
    {
        var slot = slots is OneSlot ? null : SlotOf(slots, "r.on_day");
        List<string> grouped = [.. keys, .. slot is null ? [] : (string[])[slot]];
        var from = $"from (\n  {inner}\n) as r{JoinOf(slots, "r.on_day")}{WhereOf(RangeOf(slots, "r.on_day"))}";
        return $"select {string.Concat(grouped.Select(g => g + ", "))}{AggregateOf(leaf)} as value\n{from}{GroupBy(grouped.Count)}";
    }

    private string Balance(Leaf leaf, BalanceOver over, string inner, List<string> keys, Slots slots, ImmutableArray<FieldPath> per)
    {
        var isEach = over.Take is BalanceTake.Average or BalanceTake.Max or BalanceTake.Min;
        var pers = Enumerable.Range(1, per.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"per_{i}")).ToList();
        var chosen =
            isEach ? "days.on_day"
            : over.Take == BalanceTake.First ? "min(days.on_day)"
            : "max(days.on_day)";
        List<string> by = [SlotOf(slots, "days.on_day"), .. pers.Select(p => $"days.{p}")];
        var snapshots =
            $"select {(isEach ? "distinct " : "")}{by[0]} as slot{string.Concat(pers.Select(p => $", days.{p}"))}, {chosen} as on_day\n  from days{JoinOf(slots, "days.on_day")}{WhereOf([.. RangeOf(slots, "days.on_day"), .. isEach ? (string[])["days.on_day is not null"] : []])}{(isEach ? "" : GroupBy(by.Count))}";
        List<string> grouped = [.. keys, .. slots is OneSlot ? [] : (string[])["s.slot"], .. isEach ? (string[])["s.on_day::text"] : []];
        var on = string.Concat(pers.Select(p => $" and s.{p} is not distinct from r.{p}"));
        return $"with days as (\n{DaysOf(leaf, per)}\n),\nsnapshots as (\n  {snapshots}\n)\nselect {string.Concat(grouped.Select(g => g + ", "))}{AggregateOf(leaf)} as value\nfrom (\n  {inner}\n) as r\njoin snapshots as s on s.on_day = r.on_day{on}{GroupBy(grouped.Count)}";
    }

    private string DaysOf(Leaf leaf, ImmutableArray<FieldPath> per)
    {
        var all = new HomeRows(view, leaf.Home);
        var time = (TimeLeaf)leaf.Time!.Leaf;
        List<string> columns = [$"{all.Day(leaf.Time.Path, time.Time)} as on_day"];
        columns.AddRange(per.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{Field(all, p)} as per_{i + 1}")));
        var own = all.OwnFilter;
        return $"  select distinct {string.Join(", ", columns)}\n  from {all.From()}{WhereOf(own is null ? [] : [own])}";
    }

    private List<string> ConditionsOf(HomeRows rows, Leaf leaf, (JoinPath Path, EntityTime Time)? time)
    {
        List<string> conditions = [];
        if (rows.OwnFilter is { } own)
            conditions.Add(own);
        conditions.AddRange(leaf.Where.Select(rows.Expression));
        conditions.AddRange(filters.Select(f => Filter(rows, leaf.Home, f, time)).OfType<string>());
        if (leaf.FollowedBy is { } followed)
            conditions.Add(Followed(rows, leaf, followed));
        return conditions;
    }

    private string? Filter(HomeRows rows, Entity home, RowFilter filter, (JoinPath Path, EntityTime Time)? time)
    {
        switch (filter)
        {
            case FieldRowFilter field:
                var path = field.ByHome[home.Name];
                var operand = path.Leaf is TimeLeaf { Time: var moment } ? rows.Local(path.Path, moment) : Field(rows, path);
                return RowConditions.Print(field.Condition, operand, _text);
            case SegmentRowFilter segment:
                return segment.ByHome.TryGetValue(home.Name, out var way) ? rows.Expression(segment.Segment.Where.Tree, way) : null;
            case OwnTimeRowFilter { Part: { } part } own when time is { } at:
                return RowConditions.Print(own.Condition, PartOf(rows.Local(at.Path, at.Time), part), _text);
            case OwnTimeRowFilter:
                throw new NotExpressibleException("It filters by the periods of each metric's own time.");
            case MetricRowFilter metric:
                return Measured(rows, home, metric);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Entities whose metric meets a condition, as a list of their keys.</summary>
    private string Measured(HomeRows rows, Entity home, MetricRowFilter filter)
    {
        if (filter.Metric.Value is not LeafValue { Leaf: { Over: null, Steps.Count: 0, FollowedBy: null } leaf })
            throw new NotExpressibleException(
                $"It filters by {filter.Metric.Metric.Label} of each {filter.Per.Label.ToLowerInvariant()}, which is no plain sum or count."
            );
        var inner = new HomeRows(view, leaf.Home, string.Create(CultureInfo.InvariantCulture, $"inner_{++_nested}_"));
        var time = leaf.Time is { Leaf: TimeLeaf { Time: var own } } path ? (path.Path, Time: own) : ((JoinPath Path, EntityTime Time)?)null;
        var key = Field(inner, filter.Key.ByHome[leaf.Home.Name]);
        List<string> conditions = [];
        if (inner.OwnFilter is { } always)
            conditions.Add(always);
        conditions.AddRange(leaf.Where.Select(inner.Expression));
        conditions.AddRange(filter.Filters.Select(f => Filter(inner, leaf.Home, f, time)).OfType<string>());
        var value = leaf.Expr is null ? "1" : inner.Expression(leaf.Expr);
        var day = time is { } at ? inner.Day(at.Path, at.Time) : "null::date";
        conditions.AddRange(RangeOf(new OneSlot(filter.Range.From, filter.Range.To), day));
        var measured =
            $"select r.key, {AggregateOf(leaf)} as measured from (select {key} as key, {value} as value from {inner.From()}{WhereOf(conditions)}) as r group by 1";
        var mine = Field(rows, filter.ByHome[home.Name]);
        var keepsAbsent = leaf.Absent is { } absent ? filter.Condition.HoldsFor(absent) : filter.Condition.HoldsForNull;
        var holds = RowConditions.Print(
            filter.Condition,
            leaf.Absent is { } none ? $"coalesce(m.measured, {none.ToString(CultureInfo.InvariantCulture)})" : "m.measured",
            _text
        );
        if (!keepsAbsent)
            return $"({mine} in (select m.key from ({measured}) as m where {holds} and m.key is not null))";
        var all = new HomeRows(view, filter.Per, string.Create(CultureInfo.InvariantCulture, $"all_{_nested}_"));
        var id = all.Key(JoinPath.Of(filter.Per), filter.Per.Key[0]);
        var always2 = all.OwnFilter;
        return $"({mine} in (select {id} from {all.From()}{WhereOf(always2 is null ? [] : [always2])}) and {mine} not in (select m.key from ({measured}) as m where ({holds}) is not true and m.key is not null))";
    }

    private string Followed(HomeRows rows, Leaf leaf, FollowedBy followed)
    {
        var next = new HomeRows(view, followed.Event.Home, string.Create(CultureInfo.InvariantCulture, $"next_{++_nested}_"));
        List<string> conditions = [$"{Field(next, followed.EventPer)} = {Field(rows, followed.Per)}"];
        if (next.OwnFilter is { } own)
            conditions.Add(own);
        conditions.AddRange(followed.Event.Where.Select(next.Expression));
        foreach (var segment in filters.OfType<SegmentRowFilter>().Where(s => s.Segment.IsDefault))
            if (segment.ByHome.TryGetValue(followed.Event.Home.Name, out var way))
                conditions.Add(next.Expression(segment.Segment.Where.Tree, way));
        conditions.AddRange(followed.Properties.Select(p => $"{Field(next, p.Event)} = {Field(rows, p.Base)}"));
        var (first, then) = ((TimeLeaf)leaf.Time!.Leaf, (TimeLeaf)followed.Event.Time!.Leaf);
        var byDay = first.Time.Type == "date" || then.Time.Type == "date";
        var begin = byDay ? rows.Day(leaf.Time.Path, first.Time) : rows.Local(leaf.Time.Path, first.Time);
        var end = byDay ? next.Day(followed.Event.Time.Path, then.Time) : next.Local(followed.Event.Time.Path, then.Time);
        conditions.Add($"{end} >= {begin}");
        if (followed.Within is { } within)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{end} < {begin} + interval '{within.Count} {within.Unit}'"));
        return $"exists (select 1 from {next.From()}{WhereOf(conditions)})";
    }

    private (string Sql, ImmutableArray<DateOnly> Starts) KeyOf(HomeRows rows, Leaf leaf, QueryKey key, (JoinPath Path, EntityTime Time)? time)
    {
        switch (key)
        {
            case FieldKey field when field.ByHome[leaf.Home.Name] is { Leaf: PeriodLeaf period } at:
                return Bucket(rows.Day(at.Path, period.Time), key, period.Grain);
            case FieldKey field:
                return (Field(rows, field.ByHome[leaf.Home.Name]), default);
            case OwnTimeKey { Part: { } part } when time is { } own:
                return (PartOf(rows.Local(own.Path, own.Time), part), default);
            case OwnTimeKey { Grain: { } grain } when time is { } own:
                return Bucket(rows.Day(own.Path, own.Time), key, grain);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The number of the period that a day lies in, out of a list of them.</summary>
    private (string Sql, ImmutableArray<DateOnly> Starts) Bucket(string day, QueryKey key, Grain grain)
    {
        if (grain.IsWithinDay)
            throw new NotExpressibleException("It is by hours or minutes.");
        var starts = groupStarts(key, grain);
        return ($"width_bucket({day}, {_text.Days(starts)})", starts);
    }

    private static string Field(HomeRows rows, FieldPath field) =>
        field.Leaf switch
        {
            DimensionLeaf dimension => rows.Expression(dimension.Dimension.Expr.Tree, field.Path),
            KeyLeaf key => rows.Key(field.Path, key.Column),
            TimeLeaf time => rows.Expression(time.Time.Expr.Tree, field.Path),
            PartLeaf part => PartOf(rows.Local(field.Path, part.Time), part.Part),
            _ => throw new NotExpressibleException($"It uses {field.Name} in a way that has no second one."),
        };

    private static string PartOf(string local, string part) =>
        part switch
        {
            "hour_of_day" => $"to_char({local}, 'HH24')::int",
            "day_of_week" => $"to_char({local}, 'ID')::int",
            "day_of_month" => $"to_char({local}, 'DD')::int",
            "month_of_year" => $"to_char({local}, 'MM')::int",
            "quarter_of_year" => $"to_char({local}, 'Q')::int",
            _ => throw new NotExpressibleException($"It is by {part}."),
        };

    private ImmutableArray<FieldPath> PerOf(Leaf leaf) =>
        leaf.Over is not { } over
            ? []
            :
            [
                .. over.Per.Select(f =>
                    view.Resolve(leaf.Home, f.Contains('.', StringComparison.Ordinal) || view.FindEntity(f) is not null ? f : $"{leaf.Home.Name}.{f}")
                        is FieldFound { Field: var found }
                        ? found
                        : throw new NotExpressibleException($"The balance {leaf.Metric.Label} is taken per {f}, which is not found.")
                ),
            ];

    private string SlotOf(Slots slots, string day) =>
        slots switch
        {
            OneSlot => "1",
            Buckets buckets =>
                $"coalesce(width_bucket({day}, {_text.Days([.. buckets.Starts, buckets.End])}), {Buckets.NoTime.ToString(CultureInfo.InvariantCulture)})",
            Windows => "w.slot",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private string JoinOf(Slots slots, string day)
    {
        if (slots is not Windows windows)
            return "";
        var rows = windows.Listed.Select(
            (w, i) =>
                string.Create(CultureInfo.InvariantCulture, $"({i + 1}, {(w.From is { } from ? _text.Day(from) : "'-infinity'::date")}, {_text.Day(w.To)})")
        );
        return $"\njoin (values {string.Join(", ", rows)}) as w (slot, starts, ends) on {day} >= w.starts and {day} < w.ends";
    }

    private List<string> RangeOf(Slots slots, string day)
    {
        var (from, to) = slots switch
        {
            OneSlot one => (one.From, one.To),
            Buckets buckets => (buckets.From, buckets.To),
            _ => (null, null),
        };
        List<string> conditions = [];
        if (from is { } first)
            conditions.Add($"{day} >= {_text.Day(first)}");
        if (to is { } end)
            conditions.Add($"{day} < {_text.Day(end)}");
        return conditions;
    }

    private static string AggregateOf(Leaf leaf)
    {
        var fraction = (leaf.Aggregation.Percentile ?? 0.5m).ToString(CultureInfo.InvariantCulture);
        return leaf.Aggregation.Kind switch
        {
            AggregationKind.Count when leaf.Expr is null => "count(*)",
            AggregationKind.Count => "count(r.value)",
            AggregationKind.CountDistinct => "count(distinct r.value)",
            AggregationKind.Sum => "sum(r.value)",
            AggregationKind.Average => "avg(r.value)",
            AggregationKind.Min => "min(r.value)",
            AggregationKind.Max => "max(r.value)",
            AggregationKind.Median or AggregationKind.Percentile => $"percentile_cont({fraction}) within group (order by r.value)",
            AggregationKind.First => Picked(leaf, ""),
            AggregationKind.Last => Picked(leaf, " desc"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Picked(Leaf leaf, string direction)
    {
        var keys = leaf.Home.Key.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", r.by_{i + 1}{direction}"));
        return $"(array_agg(r.value order by r.at_time{direction}{string.Concat(keys)}) filter (where r.at_time is not null))[1]";
    }

    private static string WhereOf(IReadOnlyList<string> conditions) => conditions.Count == 0 ? "" : "\n  where " + string.Join("\n    and ", conditions);

    private static string GroupBy(int count) =>
        count == 0 ? "" : "\ngroup by " + string.Join(", ", Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
}
