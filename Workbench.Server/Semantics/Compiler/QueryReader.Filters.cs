using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

internal sealed partial class QueryReader
{
    private ImmutableArray<RowFilter> ReadFilters(ImmutableArray<QueryMetric> metrics, PeriodRange range)
    {
        var filters = ImmutableArray.CreateBuilder<RowFilter>();
        for (var i = 0; i < query.Where.Count; i++)
        {
            var read = query.Where[i] switch
            {
                FieldFilter field => ReadFieldFilter(field, $"where[{i}]"),
                MetricFilter metric => ReadMetricFilter(metric, $"where[{i}]", range, i),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (read is not null)
                filters.Add(read);
        }
        filters.AddRange(ReadSegments(_homes, EventsOf(metrics), isMain: true));
        ShowLayerFilters(metrics);
        return filters.ToImmutable();
    }

    private RowFilter? ReadFieldFilter(FieldFilter filter, string path)
    {
        if (filter.Field.StartsWith("time.", StringComparison.Ordinal) && view.FindEntity("time") is null)
            return ReadOwnTimeFilter(filter, path);
        if (ResolveForAll(filter.Field, $"{path}.field", isFilter: true) is not { } byHome)
            return null;
        var field = byHome.Values.First();
        var values = Canonical(field, filter, path);
        if (ReadCondition(filter.Op, field.Type, values, filter.Field, path) is not { } condition)
            return null;
        Note(filter, values, field.Type);
        return new FieldRowFilter(byHome, condition);
    }

    private FieldCondition? ReadCondition(string op, string type, IReadOnlyList<QueryValue> values, string what, string path)
    {
        var condition = FieldCondition.Read(op, type, values, out var problem);
        if (condition is null)
            _problems.Add("bad_value", path, $"{what}: {problem}");
        return condition;
    }

    private OwnTimeRowFilter? ReadOwnTimeFilter(FieldFilter filter, string path)
    {
        var name = filter.Field[5..];
        var grain = view.Calendar.FindGrain(name);
        var part = FieldReader.Parts.Contains(name) ? name : null;
        if (grain is null && part is null)
        {
            _problems.Add("unknown_field", $"{path}.field", $"\"{name}\" is no grain of time. For a range of days use \"time\".");
            return null;
        }
        var type =
            part is not null ? "integer"
            : grain!.Value.IsWithinDay ? "timestamp"
            : "date";
        if (ReadCondition(filter.Op, type, filter.Values, filter.Field, path) is not { } condition)
            return null;
        Note(filter, filter.Values, type);
        return new OwnTimeRowFilter(grain, part, condition);
    }

    private void Note(FieldFilter filter, IReadOnlyList<QueryValue> values, string type)
    {
        _applied.Add(new AppliedFilter(filter.Field, filter.Op, values, FilterOrigin.Question));
        if (filter.Op is "<>" or "!=" or "not in" or "not_in" && !values.Any(v => v.IsNull) && type != "boolean")
            _warnings.Add(new AnswerWarning("nulls_kept", $"Rows without a {LastName(filter.Field).Replace('_', ' ')} are included."));
    }

    /// <summary>A declared synonym becomes the stored value; a value that is near a declared one, and is none, is pointed out.</summary>
    private IReadOnlyList<QueryValue> Canonical(FieldPath field, FieldFilter filter, string path)
    {
        if (field.Leaf is not DimensionLeaf { Dimension: { Values.Declared: { Length: > 0 } declared } } || filter.Op is "contains" or "starts_with")
            return filter.Values;
        return
        [
            .. filter.Values.Select(value =>
            {
                if (value.Text is not { } text || declared.Any(d => Same(d.Stored, text)))
                    return value;
                var meant = declared.Where(d => d.Synonyms.Any(s => Same(s, text)) || (d.Label is not null && Same(d.Label, text))).ToArray();
                if (meant.Length == 1)
                    return QueryValue.Of(meant[0].Stored);
                var nearest = Near(text, declared.Select(d => d.Stored));
                _warnings.Add(new AnswerWarning("unknown_value", $"\"{text}\" is no declared value of {filter.Field} ({path}).{DidYouMean(nearest)}"));
                return value;
            }),
        ];
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private MetricRowFilter? ReadMetricFilter(MetricFilter filter, string path, PeriodRange outer, int index)
    {
        if (FindMetric(filter.Metric, $"{path}.metric", isShown: false) is not { } metric)
            return null;
        if (view.FindEntity(filter.Per) is not { } per)
        {
            if (view.Layer.FindEntity(filter.Per) is not null)
                _problems.Add("denied", $"{path}.per", view.DeniedMessage);
            else
            {
                var nearest = Near(filter.Per, view.Entities.Select(e => e.Name));
                _problems.Add("unknown_field", $"{path}.per", $"There is no entity \"{filter.Per}\".{DidYouMean(nearest)}", nearest);
            }
            return null;
        }
        if (per.Key.Length != 1)
        {
            _problems.Add(
                "bad_query",
                $"{path}.per",
                $"A {per.Label.ToLowerInvariant()} is known by {string.Join(" and ", per.Key)} together; a metric can be measured per entity with one key."
            );
            return null;
        }
        if (ResolveForAll(filter.Per, $"{path}.per", isFilter: true) is not { } byHome)
            return null;
        var range = filter.Time is null ? outer : ReadRange(filter.Time, $"{path}.time");
        if (range is null || ReadCondition(filter.Op, "decimal", filter.Values, filter.Metric, path) is not { } condition)
            return null;
        var homes = metric.Leaves.Select(l => l.Home).DistinctBy(h => h.Name).ToArray();
        if (PerKey(filter.By ?? filter.Per, metric, homes, path) is not { } key)
            return null;
        if (filter.By is not null && key.ByHome.Values.Any(f => f.Path.Target.Name != per.Name || f.Leaf is not KeyLeaf))
        {
            _problems.Add("bad_query", $"{path}.by", $"\"{filter.By}\" does not lead to {per.Name}; write the joins on the way to it.");
            return null;
        }
        RequireTimes([metric], range, []);
        if (!IsPlainInFilter(metric, filter, path))
            return null;
        _applied.Add(
            new AppliedFilter(
                filter.Metric,
                filter.Op,
                filter.Values,
                FilterOrigin.Question,
                $"{metric.Metric.Label} per {per.Label.ToLowerInvariant()}, {range.Label}"
            )
        );
        return new MetricRowFilter(
            $"{per.Name}_by_{metric.Metric.Name}_{index + 1}",
            per,
            metric with
            {
                IsShown = true,
            },
            range,
            [.. ReadSegments(homes, EventsOf([metric]), isMain: false)],
            condition,
            byHome,
            key
        );
    }

    /// <summary>A metric that only means something with a filter of its own cannot be measured per entity: such a filter has no place here.</summary>
    private bool IsPlainInFilter(QueryMetric metric, MetricFilter filter, string path)
    {
        var leaves = metric.Leaves.ToArray();
        var required = metric.Metric.RequiredFilters.Concat(leaves.SelectMany(l => l.Metric.RequiredFilters)).Distinct();
        if (required.FirstOrDefault(r => !(r.StartsWith("time", StringComparison.Ordinal) && filter.Time is not null)) is { } missing)
        {
            _problems.Add(
                "required_filter",
                path,
                $"{metric.Metric.Label} needs a filter on {missing}, which a condition per {filter.Per} cannot have; choose another metric for it.",
                missing
            );
            return false;
        }
        if (leaves.FirstOrDefault(l => l.Metric.Currency is not null) is not { } mixed)
            return true;
        var converted = ConvertedBeside(mixed);
        _problems.Add(
            "mixed_currency",
            path,
            $"{metric.Metric.Label} is in several currencies, which are never added up{(converted.IsEmpty ? "" : $"; ask for {string.Join(" or ", converted)}, which is converted")}.",
            converted
        );
        return false;
    }

    /// <summary>Metrics of the same rows in one currency.</summary>
    private ImmutableArray<string> ConvertedBeside(Leaf leaf) =>
        [
            .. view
                .Metrics.Where(m => m.Definition is SimpleMetric simple && simple.Entity == leaf.Home.Name && m.Currency is null && m.Unit is { Length: 3 })
                .Select(m => m.Name)
                .Take(3),
        ];

    private FieldKey? PerKey(string per, QueryMetric metric, Entity[] homes, string path)
    {
        var outer = _homes;
        _homes = homes;
        var byHome = ResolveForAll(per, $"{path}.per", isFilter: true);
        _homes = outer;
        return byHome is null ? null : new FieldKey(per, LastName(per), metric.Metric.Label, byHome.Values.First().Type, byHome);
    }

    /// <summary>Default segments where exactly one path leads to them, and those that the query names.</summary>
    /// <param name="events">What follows the rows of a conversion: default segments keep to it as well.</param>
    private IEnumerable<SegmentRowFilter> ReadSegments(Entity[] homes, Entity[] events, bool isMain)
    {
        var filters = new List<SegmentRowFilter>();
        foreach (var (name, entity, segment) in view.Segments)
        {
            var isNamed = query.Segments.TryGetValue(name, out var isOn);
            if (isNamed ? !isOn : !segment.IsDefault)
                continue;
            var byHome = new Dictionary<string, JoinPath>(StringComparer.Ordinal);
            foreach (var home in homes)
                if ((isNamed ? NamedWay(home, name, entity, segment, isMain) : DefaultWay(home, entity, segment)) is { } way)
                    byHome[home.Name] = way;
            if (segment.IsDefault)
                foreach (var home in events.Where(e => homes.All(h => h.Name != e.Name)))
                    if (DefaultWay(home, entity, segment) is { } way)
                        byHome[home.Name] = way;
            if (byHome.Count == 0)
                continue;
            filters.Add(new SegmentRowFilter(segment, byHome));
            if (isMain)
                _applied.Add(new AppliedFilter(name, "is", [QueryValue.Of(true)], FilterOrigin.Segment, segment.Label));
        }
        if (isMain)
            foreach (var name in query.Segments.Keys.Where(n => view.Segments.All(s => s.Name != n)))
            {
                var nearest = Near(name, view.Segments.Select(s => s.Name));
                _problems.Add("unknown_field", $"segments.{name}", $"There is no segment \"{name}\".{DidYouMean(nearest)}", nearest);
            }
        return filters;
    }

    private static Entity[] EventsOf(ImmutableArray<QueryMetric> metrics) =>
        [.. metrics.SelectMany(m => m.Leaves).Select(l => l.FollowedBy?.Event.Home).OfType<Entity>().DistinctBy(e => e.Name)];

    private JoinPath? NamedWay(Entity home, string name, Entity entity, Segment segment, bool isMain)
    {
        if (!IsOpen(entity, segment))
        {
            // Whoever asks for it in a condition on a metric asks for it of the whole query.
            if (isMain)
                _problems.Add("denied", $"segments.{name}", view.DeniedMessage);
            return null;
        }
        JoinPath[] ways = [.. view.PathsFrom(home).Where(p => p.Target.Name == entity.Name)];
        if (ways.Length == 1)
            return ways[0];
        if (isMain)
            _problems.Add(
                ways.Length == 0 ? "unreachable_filter" : "ambiguous_field",
                $"segments.{name}",
                ways.Length == 0
                    ? $"The segment {name} is not reached from {home.Name} by joins towards one."
                    : $"From {home.Name}, the segment {name} can be reached in more than one way: {string.Join(", ", ways.Select(w => w.Name))}. Filter on the fields instead."
            );
        return null;
    }

    /// <summary>The ways are counted on the whole layer: a number is the same for everybody who may see it, and denied to those who may not read its filter.</summary>
    private JoinPath? DefaultWay(Entity home, Entity entity, Segment segment)
    {
        if (view.AllPathsFrom(home).Where(p => p.Target.Name == entity.Name).ToArray() is not [var only])
            return null;
        var open = view.PathsFrom(home).FirstOrDefault(p => p.Name == only.Name);
        if (open is null || !IsOpen(entity, segment))
            _problems.Add("denied", "segments", view.DeniedMessage);
        return open;
    }

    private bool IsOpen(Entity entity, Segment segment) => view.FindEntity(entity.Name) is not null && view.IsOpen(entity, segment.Where.Tree);

    /// <summary>Filters of metrics and entities are always applied and always shown.</summary>
    private void ShowLayerFilters(ImmutableArray<QueryMetric> metrics)
    {
        foreach (var metric in metrics)
        foreach (var leaf in metric.Leaves)
        {
            foreach (var where in leaf.Where)
                Show(leaf.Metric.Name, where, FilterOrigin.Metric, leaf.Metric.Label);
            foreach (var where in leaf.FollowedBy?.Event.Where ?? [])
                Show(leaf.FollowedBy!.Event.Metric.Name, where, FilterOrigin.Metric, leaf.FollowedBy.Event.Metric.Label);
        }
        foreach (var home in _homes.Concat(EventsOf(metrics)).DistinctBy(h => h.Name))
            if (home.Where is { } where)
                Show(home.Name, where, FilterOrigin.Rule, home.Label);

        void Show(string field, LayerExpression where, FilterOrigin origin, string label)
        {
            var filter = new AppliedFilter(field, "where", [QueryValue.Of(where.Text)], origin, $"{label}: {where.Text}");
            if (!_applied.Exists(a => a.Field == field && a.Label == filter.Label))
                _applied.Add(filter);
        }
    }

    private void RequireFilters(ImmutableArray<QueryMetric> metrics)
    {
        foreach (var metric in metrics)
        foreach (var required in metric.Metric.RequiredFilters.Concat(metric.Leaves.SelectMany(l => l.Metric.RequiredFilters)).Distinct())
            if (!IsFiltered(metric, required))
                _problems.Add("required_filter", "where", $"{metric.Metric.Label} needs a filter on {required}; add one to \"where\".", required);
    }

    private bool IsFiltered(QueryMetric metric, string field) =>
        (field.StartsWith("time", StringComparison.Ordinal) && query.Time?.Range is not null)
        || query.Where.OfType<FieldFilter>().Any(f => f.Field == field || metric.Leaves.All(l => SameField(l.Home, f.Field, field)));

    private bool SameField(Entity home, string left, string right) =>
        view.Resolve(home, left) is FieldFound { Field: var one }
        && view.Resolve(home, right.Contains('.', StringComparison.Ordinal) ? right : $"{home.Name}.{right}") is FieldFound { Field: var other }
        && one.Name == other.Name;

    /// <summary>Amounts of several currencies are grouped by currency or filtered to one, never added up.</summary>
    private void RequireCurrency(ImmutableArray<QueryMetric> metrics, ImmutableArray<QueryKey> keys)
    {
        foreach (var metric in metrics)
        foreach (var leaf in metric.Leaves.Where(l => l.Metric.Currency is not null).DistinctBy(l => l.Metric.Name))
        {
            var currency = leaf.Metric.Currency!;
            var isGrouped = keys.OfType<FieldKey>().Any(k => SameField(leaf.Home, k.Written, currency));
            var isOne = query
                .Where.OfType<FieldFilter>()
                .Any(f => f.Op is "=" or "in" && f.Values.Count == 1 && !f.Values[0].IsNull && SameField(leaf.Home, f.Field, currency));
            if (isGrouped && !(query.Totals || query.Shares.Any(s => s.Metric == metric.Metric.Name) || query.Others))
                continue;
            if (isOne)
                continue;
            var field = currency.Contains('.', StringComparison.Ordinal) ? currency : $"{leaf.Home.Name}.{currency}";
            var converted = ConvertedBeside(leaf);
            var way = converted.Length == 0 ? "" : $", or ask for {string.Join(" or ", converted)}, which is converted";
            _problems.Add(
                "mixed_currency",
                "metrics",
                $"{metric.Metric.Label} is in several currencies, which are never added up. Group by {field}, filter it to one currency{way}.",
                [field, .. converted]
            );
        }
    }
}
