using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

internal sealed partial class QueryReader
{
    private ImmutableArray<ValueFilter> ReadHaving(ImmutableArray<QueryKey> keys, bool isCompared)
    {
        var filters = ImmutableArray.CreateBuilder<ValueFilter>();
        for (var i = 0; i < query.Having.Count; i++)
        {
            var having = query.Having[i];
            if (keys.FirstOrDefault(k => k.Written == having.Metric) is { } key)
            {
                if (ReadCondition(having.Op, key.Type, having.Values, having.Metric, $"having[{i}]") is { } keyCondition)
                    filters.Add(new ValueFilter(key, default, keyCondition));
                continue;
            }
            if (ReadValueName(having.Metric, isCompared) is not { } value)
            {
                if (_problems.IsEmpty)
                    AddUnknownValue(having.Metric, $"having[{i}].metric", []);
                continue;
            }
            if (ReadCondition(having.Op, "decimal", having.Values, having.Metric, $"having[{i}]") is { } condition)
                filters.Add(new ValueFilter(Key: null, value, condition));
        }
        return filters.ToImmutable();
    }

    private ImmutableArray<ValueOrder> ReadOrder(ImmutableArray<QueryKey> keys, bool isCompared)
    {
        var order = ImmutableArray.CreateBuilder<ValueOrder>();
        for (var i = 0; i < query.OrderBy.Count; i++)
        {
            var by = query.OrderBy[i];
            if (keys.FirstOrDefault(k => k.Written == by.Field) is { } key)
                order.Add(new ValueOrder(key, default, by.Desc));
            else if (by.Field == "time" && keys.FirstOrDefault(k => k is PeriodKey) is { } period)
                order.Add(new ValueOrder(period, default, by.Desc));
            else if (ReadValueName(by.Field, isCompared) is { } value)
                order.Add(new ValueOrder(null, value, by.Desc));
            else
                AddUnknownValue(by.Field, $"order_by[{i}].field", keys);
        }
        return order.ToImmutable();
    }

    private void AddUnknownValue(string written, string path, ImmutableArray<QueryKey> keys)
    {
        var known = keys.Select(k => k.Written)
            .Concat(_metrics.Keys.Where(view.Layer.FindMetric(written) is null ? _ => true : _metrics.ContainsKey))
            .ToArray();
        _problems.Add(
            "unknown_field",
            path,
            $"\"{written}\" is no column of the result. Order and filter results by {string.Join(", ", known)}"
                + (query.Compare is null ? "." : ", or by a comparison such as " + (query.Metrics.Count > 0 ? query.Metrics[0] : "metric") + ".change."),
            Near(written, known)
        );
    }

    private ValueName? ReadValueName(string written, bool isCompared)
    {
        var dot = written.IndexOf('.', StringComparison.Ordinal);
        var metric = dot < 0 ? written : written[..dot];
        if (!_metrics.ContainsKey(metric))
            return null;
        ColumnRole? role = (dot < 0 ? "" : written[(dot + 1)..]) switch
        {
            "" => ColumnRole.Value,
            "previous" when isCompared => ColumnRole.Previous,
            "change" when isCompared => ColumnRole.Change,
            "change_pct" when isCompared => ColumnRole.ChangePercent,
            "share" when query.Shares.Any(s => s.Metric == metric) => ColumnRole.Share,
            _ => null,
        };
        return role is null ? null : new ValueName(metric, role.Value);
    }

    private ImmutableArray<string> ReadRanks()
    {
        if (query.Ranks is not { Count: > 0 } ranks)
            return [];
        if (query.Totals || query.Others)
            _problems.Add("unsupported", "ranks", "A total has no rank; ask for ranks without totals and others.");
        return [.. ranks.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A row's step leads from the row before it: every period has to be there.</summary>
    private ImmutableArray<string> ReadSteps(
        IReadOnlyList<string>? steps,
        string path,
        ImmutableArray<QueryKey> keys,
        ImmutableArray<ValueFilter> having,
        int? limit
    )
    {
        if (steps is not { Count: > 0 })
            return [];
        if (keys.OfType<PeriodKey>().Count() != 1 || keys.Any(k => k is CoarserKey or OwnTimeKey))
            _problems.Add("bad_query", path, "A change from period to period needs one grain of time; add time.grain.", "time.month");
        else if (having.Length > 0 || limit is not null || query.Totals || query.Others || (query.Gaps == GapHandling.Skip && path == "steps"))
            _problems.Add("bad_query", path, "A change from period to period needs every period: ask without limit, having, totals and \"gaps\": \"skip\".");
        return [.. steps.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What adds up from row to row adds up over periods; an average or a count of different things does not.</summary>
    private ImmutableArray<string> ReadRunning(ImmutableArray<QueryKey> keys, ImmutableArray<ValueFilter> having, int? limit)
    {
        var running = ReadSteps(query.Running, "running", keys, having, limit);
        foreach (var name in running)
            if (_metrics.TryGetValue(name, out var metric) && !AddsUp(metric.Value))
                _problems.Add("bad_query", "running", $"{metric.Metric.Label} does not add up over time; ask for the running total of a count or a sum.");
        return running;
    }

    private static bool AddsUp(MetricValue value) =>
        value switch
        {
            LeafValue { Leaf: var leaf } => leaf.Aggregation.Kind is AggregationKind.Sum or AggregationKind.Count && leaf.Over is null,
            DerivedValue derived => derived.Inputs.All(i => AddsUp(i.Value)) && ResultPlanner.IsLinear(derived.Expr),
            _ => false,
        };

    private ImmutableArray<QueryKey> ReadWithin(ImmutableArray<QueryKey> keys)
    {
        if (query.Within is not { Count: > 0 } within)
            return [];
        if (query.Limit is null && query.Ranks is not { Count: > 0 })
            _problems.Add("bad_query", "within", "Within which groups to count says something only beside a limit or ranks.");
        if (query.Totals || query.Others)
            _problems.Add("unsupported", "within", "A total has no place in a group; ask without totals and others.");
        if (query.Limit is not null && query.OrderBy.Count == 0)
            _problems.Add("bad_query", "within", "The first of each group need an order; add \"order_by\".");
        var found = ImmutableArray.CreateBuilder<QueryKey>();
        foreach (var written in within.Distinct(StringComparer.Ordinal))
            if (keys.FirstOrDefault(k => k.Written == written) is { } key)
                found.Add(key);
            else
                AddUnknownValue(written, "within", keys);
        return found.ToImmutable();
    }

    private ImmutableArray<ResolvedShare> ReadShares(ImmutableArray<QueryKey> keys)
    {
        var shares = ImmutableArray.CreateBuilder<ResolvedShare>();
        for (var i = 0; i < query.Shares.Count; i++)
        {
            var share = query.Shares[i];
            if (!_metrics.TryGetValue(share.Metric, out var metric))
                continue;
            if (
                metric.Value is RatioValue
                || metric.Leaves.Any(l => l.Metric.Absent is not (null or 0))
                || metric.Value is LeafValue { Leaf.Aggregation.Kind: not (AggregationKind.Sum or AggregationKind.Count or AggregationKind.CountDistinct) }
            )
            {
                _problems.Add(
                    "bad_query",
                    $"shares[{i}]",
                    $"{metric.Metric.Label} has no shares: its groups do not add up to a whole. Ask for shares of a count or a sum."
                );
                continue;
            }
            if (keys.Length == 0)
            {
                _problems.Add("bad_query", $"shares[{i}]", "A share needs groups; add the field whose parts are meant to \"group_by\".");
                continue;
            }
            // Without a named group, each period is a whole of its own, unless periods are all there is.
            ImmutableArray<QueryKey> periods = [.. keys.Where(k => k is PeriodKey or CoarserKey)];
            if (share.Of.Count == 0)
            {
                shares.Add(new ResolvedShare(metric, periods.Length == keys.Length ? [] : periods));
                continue;
            }
            var of = new List<QueryKey>(periods);
            foreach (var field in share.Of)
                if (keys.FirstOrDefault(k => k.Written == field) is { } key)
                {
                    if (!of.Contains(key))
                        of.Add(key);
                }
                else
                    _problems.Add("bad_query", $"shares[{i}].of", $"A share of {field} needs {field} in \"group_by\".", [.. keys.Select(k => k.Written)]);
            shares.Add(new ResolvedShare(metric, [.. of]));
        }
        return shares.ToImmutable();
    }

    /// <summary>A query without metrics: distinct values of fields of one entity.</summary>
    private ResolvedQuery? ReadListing()
    {
        if (query.GroupBy.Count == 0)
        {
            _problems.Add(
                "bad_query",
                "metrics",
                "The query asks for nothing; name a metric, or fields in \"group_by\" to list.",
                [.. view.Metrics.Where(m => !m.IsHidden).Select(m => m.Name).Take(5)]
            );
            return null;
        }
        if (query.Compare is not null || query.Having.Count > 0 || query.Shares.Count > 0 || query.Totals || query.Others)
        {
            _problems.Add("bad_query", "metrics", "Comparisons, having, shares, totals and others need a metric.");
            return null;
        }
        if (FindListed() is not { } listed)
            return null;
        _homes = [listed];
        var keys = ReadKeys([]);
        var range = ReadRange(query.Time?.Range, "time.range") ?? PeriodRange.Everything;
        if ((range != PeriodRange.Everything || keys.Any(k => k is not FieldKey)) && listed.DefaultTime is null)
            _problems.Add("no_time", "time", $"{listed.Label} has no default time; filter one of its times in \"where\".");
        var filters = ReadFilters([], range);
        var order = ReadOrder(keys, isCompared: false);
        var limit = ReadLimit();
        var within = ReadWithin(keys);
        if (!_problems.IsEmpty)
            return null;
        WarnOfPartial(range, period: null);
        return new ResolvedQuery
        {
            Query = Completed(range, period: null),
            View = view,
            Today = today,
            Keys = keys,
            Filters = filters,
            Range = range,
            OrderBy = order,
            Limit = limit,
            Within = within,
            Listed = listed,
        };
    }

    /// <summary>The entity from which all fields are reached, nearest to them.</summary>
    private Entity? FindListed()
    {
        string[] fields =
        [
            .. query
                .GroupBy.Concat(query.Where.OfType<Workbench.Shared.Queries.FieldFilter>().Select(f => f.Field))
                .Where(f => !f.StartsWith("time.", StringComparison.Ordinal)),
        ];
        if (fields.Length == 0)
        {
            _problems.Add("bad_query", "group_by", "Without a metric, periods belong to nothing; name a metric, or a field of an entity.");
            return null;
        }
        foreach (var name in fields)
            if (view.FindEntity(name.Split('.')[0]) is { } candidate && fields.All(f => view.Resolve(candidate, f) is FieldFound))
                return candidate;
        var found = view
            .Entities.Where(e => fields.All(f => view.Resolve(e, f) is FieldFound))
            .MinBy(e => fields.Max(f => ((FieldFound)view.Resolve(e, f)).Field.Path.Joins.Count));
        if (found is not null)
            return found;
        for (var i = 0; i < query.GroupBy.Count; i++)
        {
            var owner = view.FindEntity(query.GroupBy[i].Split('.')[0]);
            var resolution = owner is null ? null : view.Resolve(owner, query.GroupBy[i]);
            if (resolution is FieldHidden || (owner is null && view.Layer.FindEntity(query.GroupBy[i].Split('.')[0]) is not null))
                _problems.Add("denied", $"group_by[{i}]", view.DeniedMessage);
            else if (resolution is null or FieldMissing)
            {
                var nearest = Near(query.GroupBy[i], view.Entities.SelectMany(e => FieldReader.NamesFrom(view, e)));
                _problems.Add("unknown_field", $"group_by[{i}]", $"There is no field \"{query.GroupBy[i]}\".{DidYouMean(nearest)}", nearest);
            }
        }
        if (_problems.IsEmpty)
            _problems.Add(
                "unreachable_field",
                "group_by",
                "No single entity reaches all of these fields by joins towards one; ask for them apart, or add a metric that connects them."
            );
        return null;
    }
}
