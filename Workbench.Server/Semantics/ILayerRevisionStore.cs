using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>Keeps the files of every revision that was in use, so that a run can pin one. Only appends.</summary>
public interface ILayerRevisionStore
{
    /// <summary>Does nothing when it is there already.</summary>
    Task SaveAsync(string revision, ImmutableArray<LayerFileText> files, CancellationToken cancellationToken);

    /// <summary>Null when it is not known.</summary>
    Task<ImmutableArray<LayerFileText>?> FindAsync(string revision, CancellationToken cancellationToken);

    /// <summary>The one that was saved last of those that a folder held; null when there is none.</summary>
    /// <param name="folder">Absolute.</param>
    Task<string?> FindNewestAsync(string folder, CancellationToken cancellationToken);
}
