using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>The metrics, with those they are made of, and the tables that a query leans on.</summary>
internal sealed record Sources(ImmutableArray<string> Metrics, ImmutableArray<string> Tables)
{
    public static Sources Of(ResolvedQuery query)
    {
        var metrics = new List<string>();
        var entities = new HashSet<Entity>(ReferenceEqualityComparer.Instance);
        foreach (var metric in query.Metrics)
            Add(metric);
        foreach (var filter in query.Filters)
            if (filter is MetricRowFilter { Metric: var metric })
                Add(metric);
        if (query.Listed is { } listed)
            entities.Add(listed);
        foreach (var key in query.Keys)
            if (key is FieldKey { ByHome.Values: var fields })
                foreach (var field in fields)
                    AddPath(entities, query.View, field.Path);
        foreach (var filter in query.Filters)
        foreach (
            var path in filter switch
            {
                FieldRowFilter field => field.ByHome.Values.Select(f => f.Path),
                SegmentRowFilter segment => segment.ByHome.Values,
                MetricRowFilter metric => metric.ByHome.Values.Select(f => f.Path),
                _ => [],
            }
        )
            AddPath(entities, query.View, path);
        return new Sources([.. metrics], [.. entities.Select(e => e.Source).OfType<TableSource>().Select(t => t.FullName).Distinct(StringComparer.Ordinal)]);

        void Add(QueryMetric metric)
        {
            AddMetric(metrics, query.View.Layer, metric.Metric);
            foreach (var leaf in metric.Leaves)
            {
                entities.Add(leaf.Home);
                if (leaf.FollowedBy is { } followed)
                    entities.Add(followed.Event.Home);
                if (leaf.Time is { } time)
                    AddPath(entities, query.View, time.Path);
            }
        }
    }

    private static void AddPath(HashSet<Entity> entities, LevelView view, JoinPath path)
    {
        entities.Add(path.Home);
        foreach (var join in path.Joins)
            if (view.FindEntity(join.To) is { } target)
                entities.Add(target);
    }

    private static void AddMetric(List<string> metrics, SemanticLayer layer, Metric metric)
    {
        if (metrics.Contains(metric.Name))
            return;
        metrics.Add(metric.Name);
        string[] inputs = metric.Definition switch
        {
            RatioMetric ratio => [ratio.Numerator.Metric, ratio.Denominator.Metric],
            DerivedMetric derived => [.. derived.Inputs.Select(i => i.Metric)],
            CumulativeMetric cumulative => [cumulative.Metric.Metric],
            ConversionMetric conversion => [conversion.Base, conversion.Conversion],
            _ => [],
        };
        foreach (var input in inputs)
            if (layer.FindMetric(input) is { } found)
                AddMetric(metrics, layer, found);
    }
}
