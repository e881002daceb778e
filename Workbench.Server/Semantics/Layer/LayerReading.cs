using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>What reading and checking a folder gave.</summary>
/// <param name="Content">What could be read, for the page and further checks; only without errors is it fit for use.</param>
public sealed record LayerReading(LayerContent Content, ImmutableArray<SemanticProblem> Problems)
{
    public bool IsUsable => Problems.All(p => p.Severity != ProblemSeverity.Error);
}
