using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.Values;

namespace Workbench.Server.Semantics;

/// <summary>Tries questions on a layer that no workspace uses yet.</summary>
internal static class ExampleRehearsal
{
    /// <summary>Of an answer that a person may rely on.</summary>
    private const double Sure = 0.8;

    /// <summary>Those questions that the lowest level gets a sure answer to; values are those that the layer declares.</summary>
    public static IEnumerable<string> Answerable(IEnumerable<string> questions, LayerContent content, DateOnly today)
    {
        var layer = new SemanticLayer(content);
        var planner = new QuestionPlanner(new SemanticCompiler());
        var values = new ValueIndex(LayerValues.Of(layer));
        var scope = new CompileScope(layer, layer.Access.Levels[0].Name, today);
        return questions.Where(q => planner.Plan(new PlanRequest(q, [], scope, values)) is PlannedQuery { Best.P: >= Sure });
    }
}
