namespace Workbench.Shared.SemanticLayer;

/// <summary>The whole layer as a .zip, out and in. What comes in becomes a revision by <see cref="ILayerEditing.SaveAsync"/>, after its differences were looked at.</summary>
public interface ILayerArchives
{
    /// <summary>The files of a revision that the asker may read whole; null when the revision is not known.</summary>
    /// <param name="revision"><see cref="RevisionLine.Id"/> or a content hash; null for the files as they are on disk now.</param>
    Task<LayerArchive?> PackAsync(string? revision, CancellationToken cancellationToken);

    /// <summary>Whether a file looks like <see cref="PackAsync"/>'s: a .zip with <c>layer.yml</c> and files in the folders of a layer beside it.</summary>
    bool IsArchive(ReadOnlyMemory<byte> file);

    /// <summary>Reads a .zip and says what it would change. Nothing is written.</summary>
    /// <param name="removesOthers">Files that the archive does not hold are removed: it is a state to go back to, not an addition.</param>
    Task<LayerArchiveReading> ReadAsync(Stream zip, bool removesOthers, CancellationToken cancellationToken);
}

/// <param name="FileName"><c>semantic-layer-20261121-2045.zip</c></param>
/// <param name="Left">Files left out, because parts of them are above the asker's level.</param>
public sealed record LayerArchive(string FileName, byte[] Zip, IReadOnlyList<string> Left);

public abstract record LayerArchiveReading
{
    private protected LayerArchiveReading() { }
}

/// <param name="Changes">To be saved with <see cref="RevisionOrigins.Import"/>; empty when the archive holds what is there already.</param>
/// <param name="Differences">The same, with both texts, to be looked at before.</param>
/// <param name="Ignored">Entries that are no files of a layer, and files that the asker may not change.</param>
public sealed record LayerArchiveRead(IReadOnlyList<LayerFileChange> Changes, IReadOnlyList<RevisionFileChange> Differences, IReadOnlyList<string> Ignored)
    : LayerArchiveReading;

/// <param name="Reason">What is wrong with it, and what to do.</param>
public sealed record LayerArchiveRefused(string Reason) : LayerArchiveReading;
