using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>One saved state of the layer.</summary>
/// <param name="Id">Hash of the content of its files.</param>
public sealed record LayerRevision(string Id, SemanticLayer Layer)
{
    /// <summary>What it was read from: the files on disk may be others by now.</summary>
    public ImmutableArray<LayerFileText> Files { get; init; } = [];
}
