using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>One saved state of the layer.</summary>
/// <param name="Id">Hash of the content of its files.</param>
public sealed record LayerRevision(string Id, SemanticLayer Layer);
