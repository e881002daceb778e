using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.SecondOpinion;

internal sealed class SecondPlanner : ISecondPlanner
{
    public SecondPlanning Plan(SemanticQuery query, CompileScope scope, AnsweredRows answered)
    {
        var reader = new QueryReader(new LevelView(scope.Layer, scope.Level), WithoutDefaults(query, scope.Layer), scope.Today);
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

    /// <summary>A default segment that is written out has to be reached from everywhere, one that is left out applies where it is reached.</summary>
    private static SemanticQuery WithoutDefaults(SemanticQuery query, SemanticLayer layer) =>
        query with
        {
            Segments = query
                .Segments.Where(s => !(s.Value && layer.Entities.Any(e => e.Segments.Any(d => d.IsDefault && $"{e.Name}.{d.Name}" == s.Key))))
                .ToDictionary(StringComparer.Ordinal),
        };
}
