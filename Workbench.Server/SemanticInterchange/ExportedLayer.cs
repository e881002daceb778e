using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <param name="Files">Empty when the layer has errors.</param>
public sealed record ExportedLayer(ImmutableArray<ForeignText> Files, ImmutableArray<SemanticProblem> Problems, InterchangeReport Report);
