using System.Collections.Immutable;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>What is to be saved, by whom.</summary>
internal sealed record SaveOrder(ImmutableArray<LayerFileChange> Changes, string Author, string Level, EntryWords Words);
