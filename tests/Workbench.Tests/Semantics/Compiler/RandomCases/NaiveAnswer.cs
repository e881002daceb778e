using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>The rows that a query should have, in their order, by column name.</summary>
internal sealed class NaiveAnswer
{
    private readonly World world;
    private readonly SemanticQuery query;
    private readonly NaiveCalendar calendar;
    private readonly NaiveRange range;
    private readonly string[] metrics;
    private readonly string? periodKey;
    private readonly string? grain;
    private readonly string[] coarser;
    private readonly string[] groups;
    private readonly Dictionary<DateOnly, Window?> sources = [];

    private NaiveAnswer(World world, SemanticQuery query)
    {
        (this.world, this.query, calendar) = (world, query, world.Calendar);
        range = NaiveRange.Read(query.Time?.Range, calendar, world.Today);
        metrics =
        [
            .. query
                .Metrics.Concat(query.Having.Select(h => h.Metric))
                .Concat(query.OrderBy.Select(o => o.Field))
                .Concat(query.Shares.Select(s => s.Metric))
                .Select(n => n.Split('.')[0])
                .Where(n => world.Metrics.Exists(m => m.Name == n))
                .Distinct(),
        ];
        string[] fields = query.Time?.Grain is { } own ? [$"time.{own}", .. query.GroupBy] : [.. query.GroupBy];
        periodKey = fields.Where(f => NaiveField.IsOwnTime(f) && !IsPart(f)).MinBy(f => Array.IndexOf(Units, calendar.FullName(f[5..])));
        grain = periodKey?[5..];
        coarser = [.. fields.Where(f => f != periodKey && NaiveField.IsOwnTime(f) && IsCoarser(f))];
        groups = [.. fields.Where(f => f != periodKey && !coarser.Contains(f))];
    }

    public static List<Dictionary<string, object?>> Of(World world, SemanticQuery query) => new NaiveAnswer(world, query).Rows();

    private static readonly string[] Units =
    [
        "day",
        "week",
        "iso_week",
        "month",
        "fiscal_month",
        "civil_quarter",
        "fiscal_quarter",
        "civil_year",
        "fiscal_year",
    ];

    private static bool IsPart(string field) => field.Contains("_of_", StringComparison.Ordinal);

    private bool IsCoarser(string field) =>
        grain is not null
        && !IsPart(field)
        && field[5..] is var outer
        && (calendar.Pattern is null || !calendar.FullName(outer).StartsWith("fiscal_", StringComparison.Ordinal))
        && calendar
            .Periods(grain, new DateOnly(2022, 1, 1), new DateOnly(2028, 1, 1))
            .All(p => calendar.StartOf(outer, p) == calendar.StartOf(outer, calendar.EndOf(grain, p).AddDays(-1)));

    private BruteForce Rows(Func<NaiveRow, RowsValue, GroupKey> keyOf, Func<NaiveRow, RowsValue, bool>? also = null) =>
        new(world, (row, rows) => Keeps(row, rows) && (also is null || also(row, rows)), keyOf, range.IsBounded ? range.ComparedTo(world.Today) : null);

    private GroupKey KeyOf(NaiveRow row, RowsValue rows) => new([.. groups.Select(g => FieldOf(row, rows, g))]);

    private object? FieldOf(NaiveRow row, RowsValue rows, string field)
    {
        if (!NaiveField.IsOwnTime(field))
            return NaiveField.Of(world, row, field);
        var there = row.Follow(rows.TimeJoins);
        if (there.IsMissing || NaiveField.DayOf(world, there, rows.Time!) is not { } day)
            return null;
        return field[5..] switch
        {
            "day_of_week" => ((int)day.DayOfWeek + 6) % 7 + 1,
            "month_of_year" => day.Month,
            "day_of_month" => day.Day,
            "quarter_of_year" => (day.Month + 2) / 3,
            var other => calendar.StartOf(other, day),
        };
    }

    private bool Keeps(NaiveRow row, RowsValue rows) =>
        InSegments(row)
        && query.Where.All(f =>
            f switch
            {
                FieldFilter field => NaiveCondition.Holds(FieldOf(row, rows, field.Field), field.Op, field.Values),
                MetricFilter metric => NaiveField.Of(world, row, metric.Per) is { } key && Meeting(metric).Contains(key),
                _ => throw new NotSupportedException(),
            }
        );

    private bool InSegments(NaiveRow row)
    {
        foreach (var entity in world.Entities)
        foreach (var segment in entity.Segments)
        {
            if (query.Segments.TryGetValue($"{entity.Name}.{segment.Name}", out var isOn) ? !isOn : !segment.IsDefault)
                continue;
            var ways = world.PathsFrom(row.Entity).Where(p => p.Target.Name == entity.Name).ToList();
            if (ways.Count == 1 && row.Follow(ways[0].Joins) is var there && (there.IsMissing || !segment.Where.Holds(there)))
                return false;
        }
        return true;
    }

    private readonly Dictionary<MetricFilter, HashSet<object>> meeting = [];

    private HashSet<object> Meeting(MetricFilter filter)
    {
        if (meeting.TryGetValue(filter, out var known))
            return known;
        var days = filter.Time is null ? range : NaiveRange.Read(filter.Time, calendar, world.Today);
        var rows = new BruteForce(world, (row, _) => InSegments(row), (row, _) => new GroupKey(NaiveField.Of(world, row, filter.Per)), isOverBefore: null);
        var per = world.Entity(filter.Per);
        return meeting[filter] = [
            .. per
                .Rows.Where(r => per.Where is null || per.Where.Holds(r))
                .Select(r => r[per.Key[0]]!)
                .Where(key =>
                    NaiveCondition.Holds(
                        rows.Value(world.Metric(filter.Metric).Value, new Window(days.From, days.To), new GroupKey(key)),
                        filter.Op,
                        filter.Values
                    )
                ),
        ];
    }

    private List<Dictionary<string, object?>> Rows()
    {
        var all = Ordinary();
        foreach (var share in query.Shares)
            AddShares(all, share);
        var kept = all.Where(row => query.Having.All(h => NaiveCondition.Holds(row[h.Metric], h.Op, h.Values))).ToList();
        kept.Sort(Compare);
        if (query.Limit is { } limit)
            kept = [.. kept.Take(limit)];
        if (!query.Totals && !query.Others)
            return kept;
        foreach (var row in kept)
            row["row_kind"] = 0;
        var top = kept.Select(row => new GroupKey([.. groups.Select(g => row[g])])).ToHashSet();
        if (query.Others)
            kept.Add(Extra(2, (row, rows) => !top.Contains(KeyOf(row, rows))));
        if (query.Totals)
            kept.Add(Extra(1, also: null));
        return kept;
    }

    private List<Dictionary<string, object?>> Ordinary()
    {
        var rows = Rows(KeyOf);
        if (periodKey is null)
        {
            var (main, previous) = (new Window(range.From, range.To), query.Compare is { } c ? range.Other(c.To, calendar, world.Today) : (Window?)null);
            IEnumerable<GroupKey> found = groups.Length == 0 ? [new GroupKey()] : Found(rows, [main, previous]);
            return [.. found.Select(key => Row(rows, key, null, main, previous))];
        }
        var periods = Periods();
        var cells = periods.SelectMany(p => Found(rows, [Main(p), Previous(p)]).Select(key => (Key: key, Period: p))).ToHashSet();
        if (FillsGaps())
        {
            var known = range.IsBounded ? periods : Between(cells.Select(c => c.Period).Where(p => p is not null).ToList());
            IEnumerable<GroupKey> filled = groups.Length == 0 ? [new GroupKey()] : cells.Select(c => c.Key).Distinct().ToList();
            foreach (var key in filled.ToList())
            foreach (var period in known)
                cells.Add((key, period));
        }
        return [.. cells.Select(c => Row(rows, c.Key, c.Period, Main(c.Period), Previous(c.Period)))];
    }

    private List<GroupKey> Found(BruteForce rows, Window?[] windows) =>
        [.. windows.SelectMany(w => metrics.SelectMany(m => rows.Groups(world.Metric(m).Value, w))).Distinct()];

    private List<DateOnly?> Periods()
    {
        if (range.IsBounded)
            return [.. calendar.Periods(grain!, range.From!.Value, range.To!.Value).Select(p => (DateOnly?)p)];
        var days = world.Entities.SelectMany(e => e.Rows.SelectMany(r => e.Times.Select(t => NaiveField.DayOf(world, r, t))));
        var known = days.Where(d => d is not null && new Window(range.From, range.To).Holds(d)).Select(d => (DateOnly?)calendar.StartOf(grain!, d!.Value));
        return [.. known.Distinct(), .. range.From is null && range.To is null ? new DateOnly?[] { null } : []];
    }

    private List<DateOnly?> Between(List<DateOnly?> found) =>
        found.Count == 0 ? [] : [.. calendar.Periods(grain!, found.Min()!.Value, found.Max()!.Value.AddDays(1)).Select(p => (DateOnly?)p)];

    private bool FillsGaps() =>
        query.Gaps != GapHandling.Skip
        && !groups.Any(NaiveField.IsOwnTime)
        && (
            query.Gaps == GapHandling.Fill
            || (query.Having.Count == 0 && (query.Limit is null || query.OrderBy.Count == 0 || !metrics.Contains(query.OrderBy[0].Field.Split('.')[0])))
        );

    private Window? Main(DateOnly? period)
    {
        if (period is not { } start)
            return new Window(null, null, IsWithoutTime: true);
        var end = calendar.EndOf(grain!, start);
        return new Window(range.From > start ? range.From : start, range.To < end ? range.To : end);
    }

    private Window? Previous(DateOnly? period)
    {
        if (query.Compare is not { } compare || period is not { } start)
            return null;
        if (!sources.TryGetValue(start, out var window))
            sources[start] = window = Source(start, compare.To);
        return window;
    }

    private Window? Source(DateOnly start, ComparisonTarget target)
    {
        var to = range.ComparedTo(world.Today);
        if (start >= to || NaiveRange.SourceOf(grain!, start, target, calendar) is not { } source)
            return null;
        var (end, sourceEnd) = (calendar.EndOf(grain!, start), calendar.EndOf(grain!, source));
        var from = start < range.From ? source.AddDays(range.From.Value.DayNumber - start.DayNumber) : source;
        return new Window(from < sourceEnd ? from : sourceEnd, to < end ? NaiveRange.EqualPart(start, to, source, sourceEnd) : sourceEnd);
    }

    private Dictionary<string, object?> Row(BruteForce rows, GroupKey? key, DateOnly? period, Window? main, Window? previous)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (periodKey is not null)
            row[periodKey] = period;
        foreach (var outer in coarser)
            row[outer] = period is { } start ? calendar.StartOf(outer[5..], start) : null;
        for (var i = 0; i < groups.Length; i++)
            row[groups[i]] = key?.Values[i];
        foreach (var metric in metrics)
        {
            var value = world.Metric(metric).Value;
            var now = rows.Value(value, main, key);
            row[metric] = now;
            if (query.Compare is null)
                continue;
            var before = previous is null && periodKey is null ? null : rows.Value(value, previous, key);
            row[$"{metric}.previous"] = before;
            row[$"{metric}.change"] = now - before;
            row[$"{metric}.change_pct"] = before is null or 0 ? null : (now - before) / Math.Abs(before.Value);
        }
        return row;
    }

    private void AddShares(List<Dictionary<string, object?>> all, QueryShare share)
    {
        string[] of = [.. share.Of, .. periodKey is null || (groups.Length == 0 && share.Of.Count == 0) ? [] : coarser.Append(periodKey)];
        var value = world.Metric(share.Metric).Value;
        foreach (var row in all)
        {
            var period = of.Contains(periodKey) ? (DateOnly?)row[periodKey!] : null;
            var window = periodKey is not null && of.Contains(periodKey) ? Main(period) : new Window(range.From, range.To);
            var rows = Rows((r, leaf) => new GroupKey([.. share.Of.Select(f => FieldOf(r, leaf, f))]));
            row[$"{share.Metric}.share"] = Part((decimal?)row[share.Metric], rows.Value(value, window, new GroupKey([.. share.Of.Select(f => row[f])])));
        }
    }

    private static decimal? Part(decimal? part, decimal? whole) => whole is null or 0 ? null : part / whole;

    private Dictionary<string, object?> Extra(int kind, Func<NaiveRow, RowsValue, bool>? also)
    {
        var rows = Rows((_, _) => new GroupKey(), also);
        Window? previous =
            query.Compare is not { } compare ? null
            : periodKey is null ? range.Other(compare.To, calendar, world.Today)
            : Hull(Periods().Select(Previous).Where(w => w is not null).Select(w => w!.Value).ToList());
        var row = Row(rows, key: null, period: null, new Window(range.From, range.To), previous);
        foreach (var key in groups)
            row[key] = null;
        row["row_kind"] = kind;
        foreach (var share in query.Shares)
            row[$"{share.Metric}.share"] =
                share.Of.Count > 0 || (periodKey is not null && groups.Length > 0)
                    ? null
                    : Part(
                        (decimal?)row[share.Metric],
                        Rows((_, _) => new GroupKey()).Value(world.Metric(share.Metric).Value, new Window(range.From, range.To), group: null)
                    );
        return row;
    }

    private static Window? Hull(List<Window> windows) => windows.Count == 0 ? null : new Window(windows.Min(w => w.From), windows.Max(w => w.To));

    private int Compare(Dictionary<string, object?> one, Dictionary<string, object?> other)
    {
        string[] times = [.. coarser, .. groups.Where(g => NaiveField.IsOwnTime(g) && !IsPart(g)), .. periodKey is null ? [] : new[] { periodKey }];
        foreach (var by in query.OrderBy)
            if (Compare(one[by.Field], other[by.Field], by.Desc) is var order and not 0)
                return order;
        var areParts = groups.Length > 0 && groups.All(IsPart);
        if (
            query.OrderBy.Count == 0
            && times.Length == 0
            && groups.Length > 0
            && !areParts
            && Compare(one[metrics[0]], other[metrics[0]], isDescending: true) is var byValue and not 0
        )
            return byValue;
        foreach (var key in times.Concat(groups.Except(times)))
            if (Compare(one[key], other[key], isDescending: false) is var order and not 0)
                return order;
        return 0;
    }

    /// <summary>NULL comes last, whichever way.</summary>
    private static int Compare(object? one, object? other, bool isDescending)
    {
        if (one is null || other is null)
            return (one is null ? 1 : 0) - (other is null ? 1 : 0);
        var order = one switch
        {
            decimal number => Math.Round(number, 9).CompareTo(Math.Round((decimal)other, 9)),
            string text => string.CompareOrdinal(text, (string)other),
            IComparable comparable => comparable.CompareTo(other),
            _ => 0,
        };
        return isDescending ? -order : order;
    }
}
