using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.SecondOpinion;

internal sealed partial class SecondPlanner(ILogger<SecondPlanner> logger) : ISecondPlanner
{
    private readonly ConditionalWeakTable<SemanticLayer, ConcurrentDictionary<string, LevelView>> _views = [];

    public SecondPlanning Plan(SemanticQuery query, CompileScope scope, AnsweredRows answered)
    {
        try
        {
            var reader = ReaderOf(query, scope);
            return reader.Read() is { } resolved
                ? new QueryRows(resolved, answered).Plan()
                : new CannotExpress($"The query cannot be read any more: {reader.Problems[0].Message}");
        }
        catch (NotExpressibleException e)
        {
            return new CannotExpress(e.Message);
        }
        catch (Exception e)
        {
            // A defect of the second way says nothing of the first, and must not end whoever asked for it.
            Broke(e);
            return new CannotExpress("The second way has a defect; the server's log has its details.");
        }
    }

    public ValueCounting CountValues(SemanticQuery query, CompileScope scope)
    {
        if (ReaderOf(query, scope).Read() is not { } resolved)
            return new CannotCount("The query cannot be read a second time.");
        var valued = resolved.Metrics.SelectMany(m => m.Value.Leaves).Where(l => l.Expr is not null).ToList();
        if (valued.Count == 0)
            return new CountsRows();
        if (valued.FirstOrDefault(IsMeasured) is not { } leaf)
            return new CannotCount($"{valued[0].Metric.Label} reads other rows than those of its period.");
        try
        {
            return new CountWith(
                new LeafRows(resolved.View, resolved.Filters, (_, _) => []).WriteValues(leaf, new OneSlot(resolved.Range.From, resolved.Range.To)),
                valued.Count == 1 ? null : leaf.Metric.Label
            );
        }
        catch (NotExpressibleException e)
        {
            return new CannotCount(e.Message);
        }
    }

    private static bool IsMeasured(Leaf leaf) => leaf is { Expr: not null, FollowedBy: null, Steps.Count: 0 };

    /// <summary>Over the layer together with what the query defines for itself.</summary>
    private QueryReader ReaderOf(SemanticQuery query, CompileScope scope)
    {
        var within = scope with { Layer = QueryDefinitions.In(scope.Layer, query) };
        return new QueryReader(ViewOf(within), WithoutDefaults(query, within.Layer), within.Today);
    }

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

    [LoggerMessage(Level = LogLevel.Error, Message = "A second way to an answer's numbers could not be planned")]
    private partial void Broke(Exception exception);
}
