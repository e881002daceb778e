using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The files as they are on disk now, read once per state.</summary>
internal sealed class LayerDisk(ISemanticLayers layers)
{
    private volatile DiskState? _last;

    public DiskState Read()
    {
        var files = Directory.Exists(layers.Folder) ? LayerFolder.Read(layers.Folder) : [];
        var id = LayerFolder.RevisionOf(files);
        if (_last is { } last && last.Id == id)
            return last;
        var reading = LayerReader.Read(files);
        var unreadable = reading
            .Problems.Where(p => p.Code is LayerProblemCodes.Syntax or LayerProblemCodes.UnreadableFile)
            .Select(p => p.At.File)
            .ToImmutableHashSet(StringComparer.Ordinal);
        return _last = new DiskState(id, files, EffectiveAccess.Complete(reading.Content), unreadable) { Reading = reading };
    }
}

/// <param name="Content">What could be read of the files, levels worked out.</param>
/// <param name="Unreadable">Files that are no YAML: what of them is above a level cannot be told.</param>
internal sealed record DiskState(string Id, ImmutableArray<LayerFileText> Files, LayerContent Content, ImmutableHashSet<string> Unreadable)
{
    public required LayerReading Reading { get; init; }

    public LayerFileText? Find(string path) => Files.FirstOrDefault(f => string.Equals(f.Path, path, StringComparison.Ordinal));
}
