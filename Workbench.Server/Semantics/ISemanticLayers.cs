using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>The layer in use, its earlier revisions, and what is wrong with the files on disk.</summary>
public interface ISemanticLayers
{
    /// <summary>The last good revision: a broken file on disk does not replace it.</summary>
    /// <exception cref="InvalidOperationException">No revision could be read yet.</exception>
    LayerRevision Current { get; }

    /// <summary>The last good revision; null when none could be read yet.</summary>
    LayerRevision? TryCurrent { get; }

    /// <summary>Problems of the files as they are on disk now, worst first.</summary>
    IReadOnlyList<SemanticProblem> Problems { get; }

    /// <summary>The folder, absolute.</summary>
    string Folder { get; }

    /// <summary>Raised after <see cref="Current"/> or <see cref="Problems"/> changed.</summary>
    event Action? Changed;

    /// <summary>The revision in use, stored by now: whoever resumes a run that pins it will find it.</summary>
    /// <exception cref="InvalidOperationException">No revision could be read yet.</exception>
    ValueTask<LayerRevision> PinAsync(CancellationToken cancellationToken);

    /// <summary>Reads the folder again now, without waiting until it is quiet: for whoever has just written it.</summary>
    Task ReloadAsync(CancellationToken cancellationToken);

    /// <summary>A revision that a run pinned; null when it is not known here.</summary>
    ValueTask<LayerRevision?> FindAsync(string revision, CancellationToken cancellationToken);
}
