using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.SecondOpinion;

internal sealed class SecondPlanner : ISecondPlanner
{
    private readonly ConditionalWeakTable<SemanticLayer, ConcurrentDictionary<string, LevelView>> _views = [];

    public SecondPlanning Plan(SemanticQuery query, CompileScope scope, AnsweredRows answered)
    {
        var reader = new QueryReader(ViewOf(scope), WithoutDefaults(query, scope.Layer), scope.Today);
        if (reader.Read() is not { } resolved)
            return new CannotExpress($"The query cannot be read any more: {reader.Problems[0].Message}");
        try
        {
            return new QueryRows(resolved, answered).Plan();
        }
        catch (NotExpressibleException e)
        {
            return new CannotExpress(e.Message);
        }
    }

    public SecondStatement? CountValues(SemanticQuery query, CompileScope scope)
    {
        if (
            new QueryReader(ViewOf(scope), WithoutDefaults(query, scope.Layer), scope.Today).Read() is not { } resolved
            || resolved.Metrics.SelectMany(m => m.Value.Leaves).FirstOrDefault(IsMeasured) is not { } leaf
        )
            return null;
        try
        {
            return new LeafRows(resolved.View, resolved.Filters, (_, _) => []).WriteValues(leaf, new OneSlot(resolved.Range.From, resolved.Range.To));
        }
        catch (NotExpressibleException)
        {
            return null;
        }
    }

    private static bool IsMeasured(Leaf leaf) => leaf is { Expr: not null, FollowedBy: null, Steps.Count: 0 };

    private LevelView ViewOf(CompileScope scope) =>
        _views
            .GetValue(scope.Layer, _ => new ConcurrentDictionary<string, LevelView>(StringComparer.Ordinal))
            .GetOrAdd(scope.Level, (level, layer) => new LevelView(layer, level), scope.Layer);

    /// <summary>A default segment that is written out has to be reached from everywhere, one that is left out applies where it is reached.</summary>
    private static SemanticQuery WithoutDefaults(SemanticQuery query, SemanticLayer layer) =>
        query with
        {
            Segments = query
                .Segments.Where(s => !(s.Value && layer.Entities.Any(e => e.Segments.Any(d => d.IsDefault && $"{e.Name}.{d.Name}" == s.Key))))
                .ToDictionary(StringComparer.Ordinal),
        };
}
