using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The fields that a metric can be grouped by: those within reach of its joins that the compiler takes.</summary>
internal sealed class GroupableFields(ISemanticCompiler compiler)
{
    private const int LongestPath = 3;

    // The layer is compiled against a hundred times for one metric: what was found is kept as long as the layer lives.
    private readonly ConditionalWeakTable<SemanticLayer, ConcurrentDictionary<(string Metric, string Level), IReadOnlyList<string>>> _known = [];

    public IReadOnlyList<string> Of(Metric metric, CompileScope scope) =>
        _known.GetOrCreateValue(scope.Layer).GetOrAdd((metric.Name, scope.Level), _ => Find(metric, scope));

    private IReadOnlyList<string> Find(Metric metric, CompileScope scope) =>
        [
            .. Homes(metric, scope.Layer)
                .SelectMany(h => Reachable(h, scope.Layer))
                .Distinct(StringComparer.Ordinal)
                .Where(field => compiler.Compile(new SemanticQuery { Metrics = [metric.Name], GroupBy = [field] }, scope) is Compiled),
        ];

    /// <summary>The entities whose rows a metric counts: of those that it is made of, where it counts none itself.</summary>
    public static IEnumerable<Entity> Homes(Metric metric, SemanticLayer layer) => Homes(metric, layer, depth: 0);

    private static IEnumerable<Entity> Homes(Metric metric, SemanticLayer layer, int depth)
    {
        var entity = metric.Definition switch
        {
            SimpleMetric m => layer.FindEntity(m.Entity),
            SemiAdditiveMetric m => layer.FindEntity(m.Entity),
            _ => null,
        };
        if (entity is not null)
            return [entity];
        return depth > 10
            ? []
            : MetricInputs
                .Of(metric.Definition)
                .Select(i => layer.FindMetric(i.Metric))
                .OfType<Metric>()
                .SelectMany(m => Homes(m, layer, depth + 1))
                .Distinct();
    }

    /// <summary>By the entity's name where one way leads to it, else over the joins.</summary>
    private static IEnumerable<string> Reachable(Entity home, SemanticLayer layer)
    {
        var paths = new List<(string Path, Entity Entity)> { (home.Name, home) };
        for (var i = 0; i < paths.Count; i++)
        {
            var (path, at) = paths[i];
            if (path.Count(c => c == '.') >= LongestPath)
                continue;
            foreach (var join in at.Joins)
                if (layer.FindEntity(join.To) is { } next && next != home)
                    paths.Add(($"{path}.{join.Name}", next));
        }
        var ways = paths.CountBy(p => p.Entity.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return paths.SelectMany(p =>
            p.Entity.Dimensions.Where(d => !d.IsHidden).Select(d => $"{(ways[p.Entity.Name] == 1 ? p.Entity.Name : p.Path)}.{d.Name}")
        );
    }
}
