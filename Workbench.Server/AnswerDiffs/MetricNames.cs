using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Names of metrics in a query.</summary>
internal static class MetricNames
{
    /// <summary>The query with other names; null when it has none of them.</summary>
    public static SemanticQuery? Replace(SemanticQuery query, IReadOnlyDictionary<string, string> names)
    {
        var isNamed = false;
        var replaced = query with
        {
            Metrics = [.. query.Metrics.Select(Of)],
            Where = [.. query.Where.Select(f => f is MetricFilter filter ? filter with { Metric = Of(filter.Metric) } : f)],
            Having = [.. query.Having.Select(h => h with { Metric = Of(h.Metric) })],
            OrderBy = [.. query.OrderBy.Select(o => o with { Field = OfColumn(o.Field) })],
            Shares = [.. query.Shares.Select(s => s with { Metric = Of(s.Metric) })],
            Ranks = All(query.Ranks),
            Steps = All(query.Steps),
            Growth = All(query.Growth),
            Running = All(query.Running),
        };
        return isNamed ? replaced : null;

        string Of(string name)
        {
            if (!names.TryGetValue(name, out var other))
                return name;
            isNamed = true;
            return other;
        }

        List<string>? All(IReadOnlyList<string>? metrics) => metrics is null ? null : [.. metrics.Select(Of)];

        // "arr", "arr.change"
        string OfColumn(string field) => field.Split('.', 2) is [var name, var rest] && query.Metrics.Contains(name) ? $"{Of(name)}.{rest}" : Of(field);
    }
}
