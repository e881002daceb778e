using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What a person would ask next.</summary>
internal static class Suggestions
{
    private const int Count = 3;

    /// <summary>Example questions of the layer; else made from its metrics.</summary>
    public static ImmutableArray<string> Examples(CompileScope scope, int count)
    {
        var examples = scope.Layer.Content.Examples;
        if (examples.Length > 0)
            return [.. examples.OrderByDescending(e => e.IsFeatured).Take(count).Select(e => e.Question)];
        return
        [
            .. scope
                .Layer.Metrics.Where(m => !m.IsHidden && scope.Layer.Access.Allows(scope.Level, m.Access))
                .Take(count)
                .Select(m => $"{m.Label} over the last 12 months"),
        ];
    }

    public static ImmutableArray<string> After(SemanticQuery query, LayerLexicon lexicon, CompileScope scope)
    {
        if (query.Metrics.Count == 0)
            return Examples(scope, Count);
        var homes = query.Metrics.Select(lexicon.Layer.FindMetric).OfType<Metric>().SelectMany(lexicon.Reach.HomesOf).Distinct(StringComparer.Ordinal).ToList();
        var next = new List<string>();
        if (query.Time?.Grain is null)
            next.Add("How did it develop over the last 12 months?");
        next.AddRange(Groupings(query, homes, lexicon, scope).Take(2));
        if (query.Compare is null && query.Time?.Range is not null)
            next.Add("Compared with a year ago?");
        if (query.GroupBy.Count == 0 && Listed(homes, lexicon, scope) is { } entity)
            next.Add($"Top 10 {entity.LabelPlural.ToLowerInvariant()}?");
        if (query.GroupBy.Count > 0 && query.Shares.Count == 0)
            next.Add("As a percentage of the total?");
        return [.. next.Take(Count + 1)];
    }

    /// <summary>Dimensions with few declared values that all metrics reach, the nearest first.</summary>
    public static IEnumerable<string> Groupings(SemanticQuery query, List<string> homes, LayerLexicon lexicon, CompileScope scope) =>
        Dimensions(homes, lexicon, scope)
            .Where(d =>
                !query
                    .GroupBy.Concat(query.Where.OfType<FieldFilter>().Select(f => f.Field))
                    .Any(f => f.EndsWith($".{d.Dimension.Name}", StringComparison.Ordinal))
            )
            .Select(d => $"By {d.Dimension.Label.ToLowerInvariant()}?")
            .Distinct(StringComparer.Ordinal);

    public static IEnumerable<(Entity Entity, Dimension Dimension)> Dimensions(List<string> homes, LayerLexicon lexicon, CompileScope scope)
    {
        if (homes.Count == 0)
            yield break;
        // What many entities join to is what people tell things apart by; the rest by distance.
        foreach (var path in lexicon.Reach.From(homes[0]).DistinctBy(p => p.To).OrderByDescending(p => lexicon.JoinsTo(p.To)).ThenBy(p => p.Joins.Length))
        {
            if (lexicon.Layer.FindEntity(path.To) is not { } entity || !homes.TrueForAll(h => lexicon.Reach.Reaches(h, entity.Name)))
                continue;
            foreach (var dimension in entity.Dimensions)
                if (
                    !dimension.IsHidden
                    && dimension.Values.Declared.Length is > 1 and < 20
                    && lexicon.Layer.Access.Allows(scope.Level, dimension.Access ?? entity.Access)
                )
                    yield return (entity, dimension);
        }
    }

    private static Entity? Listed(List<string> homes, LayerLexicon lexicon, CompileScope scope) =>
        homes.Count == 0
            ? null
            : lexicon
                .Reach.From(homes[0])
                .Select(p => lexicon.Layer.FindEntity(p.To))
                .OfType<Entity>()
                .FirstOrDefault(e => e.Title is not null && e.Name != homes[0] && lexicon.Layer.Access.Allows(scope.Level, e.Access));
}
