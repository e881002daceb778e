using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Fields by which a metric may give other numbers although its total stays: their own definition differs between the sides, or the way to them.</summary>
internal sealed class ChangedFields
{
    private const int LongestPath = 3;

    /// <summary>What an object says of itself that changes no number.</summary>
    private static readonly string[] Words = ["label", "plural", "description", "synonyms", "title", "values", "unit", "access"];

    private readonly SemanticLayer _now;
    private readonly HashSet<string> _changed;

    public ChangedFields(SemanticLayer old, SemanticLayer now)
    {
        _now = now;
        var before = Trees(old);
        var after = Trees(now);
        _changed = [.. after.Where(p => before.TryGetValue(p.Key, out var tree) && !JsonNode.DeepEquals(tree, p.Value)).Select(p => p.Key)];
        // A segment that is new or gone takes rows away, or gives them back, wherever it is a default.
        _changed.UnionWith(
            after.Keys.Concat(before.Keys).Where(k => k.StartsWith("segment ", StringComparison.Ordinal) && after.ContainsKey(k) != before.ContainsKey(k))
        );
    }

    /// <summary>As a query names them: by the entity where one way leads to it, else over the joins. Behind a changed join one field shows what it does.</summary>
    public ImmutableArray<string> Of(Metric metric) => _changed.Count == 0 ? [] : [.. Homes(metric, depth: 0).SelectMany(Of).Distinct(StringComparer.Ordinal)];

    private IEnumerable<string> Of(Entity home)
    {
        var paths = new List<(string Path, Entity Entity, bool IsTouched)> { (home.Name, home, false) };
        for (var i = 0; i < paths.Count; i++)
        {
            var (path, at, isTouched) = paths[i];
            if (path.Count(c => c == '.') >= LongestPath)
                continue;
            foreach (var join in at.Joins)
                if (_now.FindEntity(join.To) is { } next && next != home)
                    paths.Add(($"{path}.{join.Name}", next, isTouched || _changed.Contains($"join {at.Name}.{join.Name}") || IsTouched(next)));
        }
        var ways = paths.CountBy(p => p.Entity.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var (path, entity, isTouched) in paths)
        {
            var prefix = ways[entity.Name] == 1 ? entity.Name : path;
            var dimensions = entity.Dimensions.Where(d => !d.IsHidden).ToList();
            foreach (var dimension in dimensions.Where(d => _changed.Contains($"dimension {entity.Name}.{d.Name}")))
                yield return $"{prefix}.{dimension.Name}";
            if (isTouched)
                foreach (var dimension in dimensions.Take(1))
                    yield return $"{prefix}.{dimension.Name}";
        }
    }

    /// <summary>Whether its rows are others: its source, its condition or one of its segments.</summary>
    private bool IsTouched(Entity entity) =>
        _changed.Contains($"entity {entity.Name}") || _changed.Any(c => c.StartsWith($"segment {entity.Name}.", StringComparison.Ordinal));

    private IEnumerable<Entity> Homes(Metric metric, int depth) =>
        metric.Definition switch
        {
            SimpleMetric simple => _now.FindEntity(simple.Entity) is { } entity ? [entity] : [],
            SemiAdditiveMetric balance => _now.FindEntity(balance.Entity) is { } entity ? [entity] : [],
            _ when depth > 10 => [],
            _ => MetricInputs.Of(metric.Definition).Select(i => _now.FindMetric(i.Metric)).OfType<Metric>().SelectMany(m => Homes(m, depth + 1)).Distinct(),
        };

    private static Dictionary<string, JsonObject> Trees(SemanticLayer layer)
    {
        Dictionary<string, JsonObject> found = new(StringComparer.Ordinal);
        foreach (var (name, tree) in LayerTrees.Of(layer.Content))
            if (name.Split(' ')[0] is "entity" or "dimension" or "join" or "segment")
            {
                foreach (var word in Words)
                    tree.Remove(word);
                found[name] = tree;
            }
        return found;
    }
}
