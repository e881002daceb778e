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
            Compiled compiled => Statement.Of(compiled),
            Rejected rejected => new NotCompiled(Reason(rejected.Problems)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Whether a level sees it on both sides: a change of the layer that opens something is not a way to see it before it is saved.</summary>
    public bool Allows(string level, string? oldAccess, string? newAccess) =>
        from.Layer.Access.Allows(level, oldAccess) && to.Layer.Access.Allows(level, newAccess);

    private static string Reason(ImmutableArray<QueryProblem> problems) => string.Join(" ", problems.Select(p => p.Message).Distinct().Take(2));
}
