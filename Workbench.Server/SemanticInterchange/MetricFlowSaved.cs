using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Verified queries as saved queries, where a saved query can say them.</summary>
internal sealed class MetricFlowSaved(MetricFlowScope scope, ForeignNames names)
{
    public JsonObject? Of(VerifiedQuery verified)
    {
        if (
            verified.Query
                is not {
                    Metrics.Count: > 0,
                    Time: null,
                    Compare: null,
                    Having.Count: 0,
                    Segments.Count: 0,
                    Shares.Count: 0,
                    Totals: false,
                    Others: false
                } query
            || query.Define is not null
        )
            return null;
        var groups = query.GroupBy.Select(Field).ToList();
        var filters = query.Where.Select(Filter).ToList();
        var orders = query.OrderBy.Select(o => Order(o, query)).ToList();
        if (groups.Contains(null) || filters.Contains(null) || orders.Contains(null))
            return null;
        return LayerBuild.Map(
            ("name", names.Of("saved", verified.Question, LayerNames.Normal(verified.Question))),
            ("label", verified.Question),
            ("description", verified.AlsoAsked is [var other] ? other : null),
            (
                "query_params",
                LayerBuild.Map(
                    ("metrics", LayerBuild.Texts(query.Metrics.Select(m => names.Of("metric", m, m)))),
                    ("group_by", LayerBuild.Texts(groups.OfType<string>())),
                    ("where", LayerBuild.Texts(filters.OfType<string>())),
                    ("order_by", LayerBuild.Texts(orders.OfType<string>())),
                    ("limit", query.Limit)
                )
            )
        );
    }

    private string? Field(string field)
    {
        var parts = field.Split('.');
        if (parts is ["time", var grain])
            return MetricFlowFilter.IsGrain(grain) ? $"TimeDimension('metric_time', '{grain}')" : null;
        if (scope.Entity(parts[0]) is not { } entity)
            return null;
        if (parts.Length == 2 && entity.FindDimension(parts[1]) is { } dimension)
            return $"Dimension('{scope.PrimaryOf(entity)}__{names.Of("field", $"{entity.Name}.{dimension.Name}", dimension.Name)}')";
        return parts.Length == 3 && entity.FindTime(parts[1]) is { } time && MetricFlowFilter.IsGrain(parts[2])
            ? $"TimeDimension('{scope.PrimaryOf(entity)}__{names.Of("field", $"{entity.Name}.{time.Name}", time.Name)}', '{parts[2]}')"
            : null;
    }

    private string? Filter(QueryFilter filter)
    {
        if (filter is not FieldFilter { Field: var name } || Field(name) is not { } field)
            return null;
        var values = filter.Values.Select(Literal).ToList();
        if (values.Contains(null))
            return null;
        var template = $"{{{{ {field} }}}}";
        return (filter.Op, values) switch
        {
            ("=", ["true"]) => template,
            ("=", ["false"]) => $"not {template}",
            ("=" or "<>" or "<" or "<=" or ">" or ">=", [var only]) => $"{template} {filter.Op} {only}",
            ("in" or "not in", { Count: > 0 }) => $"{template} {filter.Op} ({string.Join(", ", values)})",
            ("is_null", []) => $"{template} is null",
            ("is_not_null", []) => $"{template} is not null",
            _ => null,
        };
    }

    private static string? Literal(QueryValue value) =>
        value.IsNull ? null
        : value.Text is { } text ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
        : value.ToString();

    private string? Order(QueryOrder order, SemanticQuery query)
    {
        var field = query.Metrics.Contains(order.Field, StringComparer.Ordinal)
            ? $"Metric('{names.Of("metric", order.Field, order.Field)}')"
            : Field(order.Field);
        return field is null ? null
            : order.Desc ? $"{field}.descending(True)"
            : field;
    }
}
