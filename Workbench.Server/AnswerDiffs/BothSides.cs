using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>The two layers, and compiling on both.</summary>
internal sealed class BothSides(LayerSide from, LayerSide to, ISemanticCompiler compiler)
{
    public LayerSide From => from;
    public LayerSide To => to;

    public QuestionPart Compile(string title, SemanticQuery query, string level, DateOnly today) =>
        new(title, Compile(from.Layer, query, level, today), Compile(to.Layer, query, level, today));

    public PartSide Compile(SemanticLayer layer, SemanticQuery query, string level, DateOnly today) =>
        compiler.Compile(query, new CompileScope(layer, level, today)) switch
        {
            Compiled compiled => Statement.Of(compiled, layer),
            Rejected rejected => new NotCompiled(Reason(rejected.Problems)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Reason(ImmutableArray<QueryProblem> problems) => string.Join(" ", problems.Select(p => p.Message).Distinct().Take(2));
}
