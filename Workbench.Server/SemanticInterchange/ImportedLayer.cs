using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <param name="LooksLike">Another format than the chosen one, which the files look like.</param>
/// <param name="Files">Empty with errors.</param>
public sealed record ImportedLayer(
    InterchangeFormat? Format,
    InterchangeFormat? LooksLike,
    ImmutableArray<LayerFileText> Files,
    ImmutableArray<SemanticProblem> Problems,
    InterchangeReport Report
)
{
    public bool HasErrors => Problems.Any(p => p.Severity == ProblemSeverity.Error);
}
