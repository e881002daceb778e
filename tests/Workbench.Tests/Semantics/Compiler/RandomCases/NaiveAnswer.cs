using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>The rows that a query should have, in their order, by column name.</summary>
internal sealed partial class NaiveAnswer
{
    private readonly World _world;
    private readonly SemanticQuery _query;
    private readonly NaiveCalendar _calendar;
    private readonly NaiveRange _range;
    private readonly string[] _metrics;
    private readonly string? _periodKey;
    private readonly string? _grain;
    private readonly string[] _coarser;
    private readonly string[] _groups;
    private readonly Dictionary<DateOnly, Window?> _sources = [];

    private NaiveAnswer(World world, SemanticQuery query)
    {
        (_world, _query, _calendar) = (world, query, world.Calendar);
        _range = NaiveRange.Read(_query.Time?.Range, _calendar, _world.Today);
        _metrics =
        [
            .. _query
                .Metrics.Concat(_query.Having.Select(h => h.Metric))
                .Concat(_query.OrderBy.Select(o => o.Field))
                .Concat(_query.Shares.Select(s => s.Metric))
                .Concat([.. _query.Ranks ?? [], .. _query.Steps ?? [], .. _query.Growth ?? [], .. _query.Running ?? []])
                .Select(n => n.Split('.')[0])
                .Where(n => _world.Metrics.Exists(m => m.Name == n))
                .Distinct(),
        ];
        string[] fields = _query.Time?.Grain is { } own ? [$"time.{own}", .. _query.GroupBy] : [.. _query.GroupBy];
        _periodKey = fields.Where(f => NaiveField.IsOwnTime(f) && !IsPart(f)).MinBy(f => Array.IndexOf(Units, _calendar.FullName(f[5..])));
        _grain = _periodKey?[5..];
        _coarser = [.. fields.Where(f => f != _periodKey && NaiveField.IsOwnTime(f) && IsCoarser(f))];
        _groups = [.. fields.Where(f => f != _periodKey && !_coarser.Contains(f))];
    }

    public static List<Dictionary<string, object?>> Of(World world, SemanticQuery query) =>
        new NaiveAnswer(world, query) is var answer && query.Metrics.Count == 0 ? answer.Listing() : answer.Rows();

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
        _grain is not null
        && !IsPart(field)
        && field[5..] is var outer
        && _calendar.FullName(outer).Split('_')[^1] != _calendar.FullName(_grain).Split('_')[^1]
        && (_calendar.Pattern is null || !_calendar.FullName(outer).StartsWith("fiscal_", StringComparison.Ordinal))
        && _calendar
            .Periods(_grain, new DateOnly(2022, 1, 1), new DateOnly(2028, 1, 1))
            .All(p => _calendar.StartOf(outer, p) == _calendar.StartOf(outer, _calendar.EndOf(_grain, p).AddDays(-1)));

    private BruteForce Rows(Func<NaiveRow, RowsValue, GroupKey> keyOf, Func<NaiveRow, RowsValue, bool>? also = null) =>
        new(
            _world,
            (row, rows) => Keeps(row, rows) && (also is null || also(row, rows)),
            InDefaultSegments,
            keyOf,
            _range.IsBounded ? _range.ComparedTo(_world.Today) : null,
            _grain
        );

    private GroupKey KeyOf(NaiveRow row, RowsValue rows) => new([.. _groups.Select(g => FieldOf(row, rows, g))]);

    private object? FieldOf(NaiveRow row, RowsValue rows, string field)
    {
        if (!NaiveField.IsOwnTime(field))
            return NaiveField.Of(_world, row, field);
        var there = row.Follow(rows.TimeJoins);
        if (there.IsMissing || NaiveField.DayOf(_world, there, rows.Time!) is not { } day)
            return null;
        return field[5..] switch
        {
            "day_of_week" => ((int)day.DayOfWeek + 6) % 7 + 1,
            "month_of_year" => day.Month,
            "day_of_month" => day.Day,
            "quarter_of_year" => (day.Month + 2) / 3,
            var other => _calendar.StartOf(other, day),
        };
    }

    private bool Keeps(NaiveRow row, RowsValue rows) =>
        InSegments(row)
        && _query.Where.All(f =>
            f switch
            {
                FieldFilter field => NaiveCondition.Holds(FieldOf(row, rows, field.Field), field.Op, field.Values),
                MetricFilter metric => NaiveField.Of(_world, row, metric.Per) is { } key && Meeting(metric).Contains(key),
                _ => throw new NotSupportedException(),
            }
        );

    private bool InDefaultSegments(NaiveRow row) => InSegments(row, defaultsAlone: true);

    private bool InSegments(NaiveRow row, bool defaultsAlone = false)
    {
        foreach (var entity in _world.Entities)
        foreach (var segment in entity.Segments)
        {
            if (
                _query.Segments.TryGetValue($"{entity.Name}.{segment.Name}", out var isOn) ? !isOn || (defaultsAlone && !segment.IsDefault) : !segment.IsDefault
            )
                continue;
            var ways = _world.PathsFrom(row.Entity).Where(p => p.Target.Name == entity.Name).ToList();
            if (ways.Count == 1 && !segment.Where.Holds(row.Follow(ways[0].Joins)))
                return false;
        }
        return true;
    }

    private readonly Dictionary<MetricFilter, HashSet<object>> _meeting = [];

    private HashSet<object> Meeting(MetricFilter filter)
    {
        if (_meeting.TryGetValue(filter, out var known))
            return known;
        var days = filter.Time is null ? _range : NaiveRange.Read(filter.Time, _calendar, _world.Today);
        var rows = new BruteForce(
            _world,
            (row, _) => InSegments(row),
            InDefaultSegments,
            (row, _) => new GroupKey(NaiveField.Of(_world, row, filter.Per)),
            isOverBefore: null,
            grain: null
        );
        var per = _world.Entity(filter.Per);
        return _meeting[filter] = [
            .. per
                .Rows.Where(r => per.Where is null || per.Where.Holds(r))
                .Select(r => r[per.Key[0]]!)
                .Where(key =>
                    NaiveCondition.Holds(
                        rows.Value(_world.Metric(filter.Metric).Value, new Window(days.From, days.To), new GroupKey(key)),
                        filter.Op,
                        filter.Values
                    )
                ),
        ];
    }

    private List<Dictionary<string, object?>> Rows()
    {
        if (_query.Others && _periodKey is not null)
            return RowsOfTopGroups();
        var all = Ordinary();
        foreach (var share in _query.Shares)
            AddShares(all, share);
        var kept = all.Where(row => _query.Having.All(h => NaiveCondition.Holds(row[h.Metric], h.Op, h.Values))).ToList();
        AddNeighbours(kept);
        kept.Sort(Compare);
        if (_query.Limit is { } limit)
            kept = _query.Within is { Count: > 0 } ? FirstOfEach(kept, limit) : [.. kept.Take(limit)];
        if (!_query.Totals && !_query.Others)
            return kept;
        foreach (var row in kept)
            row["row_kind"] = 0;
        var top = kept.Select(row => new GroupKey([.. _groups.Select(g => row[g])])).ToHashSet();
        if (_query.Others)
            kept.Add(Extra(2, (row, rows) => !top.Contains(KeyOf(row, rows))));
        if (_query.Totals)
            kept.Add(Extra(1, also: null));
        return kept;
    }

    /// <param name="also">Rows that count; null: all.</param>
    /// <param name="isGrouped">False: periods alone.</param>
    private List<Dictionary<string, object?>> Ordinary(Func<NaiveRow, RowsValue, bool>? also = null, bool isGrouped = true)
    {
        var hasGroups = isGrouped && _groups.Length > 0;
        var rows = Rows(isGrouped ? KeyOf : (_, _) => new GroupKey(), also);
        if (_periodKey is null)
        {
            var (main, previous) = (new Window(_range.From, _range.To), _query.Compare is { } c ? _range.Other(c.To, _calendar, _world.Today) : (Window?)null);
            IEnumerable<GroupKey> found = _groups.Length == 0 ? [new GroupKey()] : Found(rows, [main, previous]);
            return [.. found.Select(key => Row(rows, key, null, main, previous))];
        }
        var periods = Periods();
        if (!_range.IsBounded && _query.Compare is not null)
            periods = [.. Between(periods.Where(p => p is not null && Found(rows, [Main(p)]).Count > 0).ToList()), .. periods.Where(p => p is null)];
        var cells = periods.SelectMany(p => Found(rows, [Main(p), Previous(p)]).Select(key => (Key: key, Period: p))).ToHashSet();
        if (FillsGaps())
        {
            var known = _range.IsBounded ? periods : Between(cells.Select(c => c.Period).Where(p => p is not null).ToList());
            IEnumerable<GroupKey> filled = !hasGroups ? [new GroupKey()] : cells.Select(c => c.Key).Distinct().ToList();
            foreach (var key in filled.ToList())
            foreach (var period in known)
                cells.Add((key, period));
        }
        return [.. cells.Select(c => Row(rows, isGrouped ? c.Key : null, c.Period, Main(c.Period), Previous(c.Period)))];
    }

    private List<GroupKey> Found(BruteForce rows, Window?[] windows) =>
        [.. windows.SelectMany(w => _metrics.SelectMany(m => rows.Groups(_world.Metric(m).Value, w))).Distinct()];

    private List<DateOnly?> Periods()
    {
        if (_range.IsBounded)
            return [.. _calendar.Periods(_grain!, _range.From!.Value, _range.To!.Value).Select(p => (DateOnly?)p)];
        var days = _world.Entities.SelectMany(e => e.Rows.SelectMany(r => e.Times.Select(t => NaiveField.DayOf(_world, r, t))));
        var known = days.Where(d => d is not null && new Window(_range.From, _range.To).Holds(d)).Select(d => (DateOnly?)_calendar.StartOf(_grain!, d!.Value));
        return [.. known.Distinct(), .. _range.From is null && _range.To is null ? new DateOnly?[] { null } : []];
    }

    private List<DateOnly?> Between(List<DateOnly?> found) =>
        found.Count == 0 ? [] : [.. _calendar.Periods(_grain!, found.Min()!.Value, found.Max()!.Value.AddDays(1)).Select(p => (DateOnly?)p)];

    private bool FillsGaps() =>
        _query.Gaps != GapHandling.Skip
        && !_groups.Any(NaiveField.IsOwnTime)
        && (
            _query.Gaps == GapHandling.Fill
            || (
                _query.Having.Count == 0
                && (_query.Limit is null || _query.Others || _query.OrderBy.Count == 0 || !_metrics.Contains(_query.OrderBy[0].Field.Split('.')[0]))
            )
        );

    private Window? Main(DateOnly? period)
    {
        if (period is not { } start)
            return new Window(null, null, IsWithoutTime: true);
        var end = _calendar.EndOf(_grain!, start);
        return new Window(_range.From > start ? _range.From : start, _range.To < end ? _range.To : end) { Period = start };
    }

    private Window? Previous(DateOnly? period)
    {
        if (_query.Compare is not { } compare || period is not { } start)
            return null;
        if (!_sources.TryGetValue(start, out var window))
            _sources[start] = window = Source(start, compare.To);
        return window;
    }

    private Window? Source(DateOnly start, ComparisonTarget target)
    {
        var to = _range.IsBounded ? _range.ComparedTo(_world.Today) : _world.Today;
        if (start >= to || NaiveRange.SourceOf(_grain!, start, target, _calendar) is not { } source)
            return null;
        var (end, sourceEnd) = (_calendar.EndOf(_grain!, start), _calendar.EndOf(_grain!, source));
        var from = start < _range.From ? source.AddDays(_range.From.Value.DayNumber - start.DayNumber) : source;
        return new Window(from < sourceEnd ? from : sourceEnd, to < end ? NaiveRange.EqualPart(start, to, source, sourceEnd) : sourceEnd) { Period = source };
    }

    private Dictionary<string, object?> Row(BruteForce rows, GroupKey? key, DateOnly? period, Window? main, Window? previous)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (_periodKey is not null)
            row[_periodKey] = period;
        foreach (var outer in _coarser)
            row[outer] = period is { } start ? _calendar.StartOf(outer[5..], start) : null;
        for (var i = 0; i < _groups.Length; i++)
            row[_groups[i]] = key?.Values[i];
        foreach (var metric in _metrics)
        {
            var value = _world.Metric(metric).Value;
            var now = rows.Value(value, main, key);
            row[metric] = now;
            if (_query.Compare is null)
                continue;
            var before = previous is null && _periodKey is null ? null : rows.Value(value, previous, key);
            row[$"{metric}.previous"] = before;
            row[$"{metric}.change"] = now - before;
            row[$"{metric}.change_pct"] = before is null or 0 ? null : (now - before) / Math.Abs(before.Value);
        }
        return row;
    }

    private void AddShares(List<Dictionary<string, object?>> all, QueryShare share)
    {
        string[] of = [.. share.Of, .. _periodKey is null || (_groups.Length == 0 && share.Of.Count == 0) ? [] : _coarser.Append(_periodKey)];
        var value = _world.Metric(share.Metric).Value;
        foreach (var row in all)
        {
            var period = of.Contains(_periodKey) ? (DateOnly?)row[_periodKey!] : null;
            var window = _periodKey is not null && of.Contains(_periodKey) ? Main(period) : new Window(_range.From, _range.To);
            var rows = Rows((r, leaf) => new GroupKey([.. share.Of.Select(f => FieldOf(r, leaf, f))]));
            row[$"{share.Metric}.share"] = Part((decimal?)row[share.Metric], rows.Value(value, window, new GroupKey([.. share.Of.Select(f => row[f])])));
        }
    }

    private static decimal? Part(decimal? part, decimal? whole) => whole is null or 0 ? null : part / whole;

    /// <summary>What the whole range is compared with.</summary>
    private Window? Other() =>
        _query.Compare is not { } compare ? null
        : _periodKey is null ? _range.Other(compare.To, _calendar, _world.Today)
        : Hull(Periods().Select(Previous).Where(w => w is not null).Select(w => w!.Value).ToList());

    private Dictionary<string, object?> Extra(int kind, Func<NaiveRow, RowsValue, bool>? also)
    {
        var rows = Rows((_, _) => new GroupKey(), also);
        var row = Row(rows, key: null, period: null, new Window(_range.From, _range.To), Other());
        foreach (var key in _groups)
            row[key] = null;
        row["row_kind"] = kind;
        foreach (var share in _query.Shares)
            row[$"{share.Metric}.share"] =
                share.Of.Count > 0 || (_periodKey is not null && _groups.Length > 0)
                    ? null
                    : Part(
                        (decimal?)row[share.Metric],
                        Rows((_, _) => new GroupKey()).Value(_world.Metric(share.Metric).Value, new Window(_range.From, _range.To), group: null)
                    );
        return row;
    }

    private static Window? Hull(List<Window> windows) => windows.Count == 0 ? null : new Window(windows.Min(w => w.From), windows.Max(w => w.To));

    private int Compare(Dictionary<string, object?> one, Dictionary<string, object?> other)
    {
        string[] times =
        [
            .. _query.GroupBy.Where(g =>
                _coarser.Contains(g) || (_groups.Contains(g) && ((NaiveField.IsOwnTime(g) && !IsPart(g)) || NaiveField.GrainOf(g) is not null))
            ),
            .. _coarser.Except(_query.GroupBy),
            .. _periodKey is null ? [] : new[] { _periodKey },
        ];
        foreach (var by in _query.OrderBy)
            if (Compare(one[by.Field], other[by.Field], by.Desc) is var order and not 0)
                return order;
        var areParts = _groups.Length > 0 && _groups.All(IsPart);
        if (
            _query.OrderBy.Count == 0
            && times.Length == 0
            && _groups.Length > 0
            && _metrics.Length > 0
            && !areParts
            && Compare(one[_metrics[0]], other[_metrics[0]], isDescending: true) is var byValue and not 0
        )
            return byValue;
        foreach (var key in times.Concat(_groups.Except(times)))
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
