using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A layer as it was when it was exported.</summary>
/// <param name="Seen">Hash of what the format's own part said then: another one means that it was edited since.</param>
internal sealed record LayerSnapshot(ImmutableArray<LayerFileText> Files, string Seen);
