using System.Globalization;
using System.IO.Compression;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The layer as a .zip, out and in, at the asker's level.</summary>
internal sealed class LayerArchives(
    ISemanticLayers layers,
    LayerDisk disk,
    LayerHistory history,
    HistoryViews views,
    LayerPermissions permissions,
    IAsker asker,
    IAuditLog audit,
    TimeProvider time
) : ILayerArchives
{
    public async Task<LayerArchive?> PackAsync(string? revision, CancellationToken cancellationToken)
    {
        var level = asker.Current.Level;
        IReadOnlyList<LayerFileText> files;
        ICollection<string> hidden;
        if (revision is null)
        {
            var state = disk.Read();
            files = state.Files;
            hidden = [.. files.Where(f => permissions.HasHidden(f.Path, state, level)).Select(f => f.Path)];
        }
        else
        {
            if (await history.FindAsync(revision, cancellationToken) is not { } entry)
                return null;
            files = await history.StateAsync(entry, cancellationToken);
            hidden = await views.HiddenOfAsync(entry, [.. files.Select(f => f.Path)], level, cancellationToken);
        }
        var now = time.GetUtcNow();
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var file in files.Where(f => f.Fault is null && !hidden.Contains(f.Path)))
            {
                var item = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
                item.LastWriteTime = now;
                await using var writer = new StreamWriter(item.Open());
                await writer.WriteAsync(file.Text.AsMemory(), cancellationToken);
            }
        var stamp = revision is null ? now.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture) : revision;
        audit.Note(new AuditEntry(AuditVerb.Exported, AuditKinds.Layer, revision ?? "in use") { Details = new() { ["format"] = "zip" } });
        return new LayerArchive($"semantic-layer-{stamp}.zip", packed.ToArray(), [.. hidden.Order(StringComparer.Ordinal)]);
    }

    public bool IsArchive(ReadOnlyMemory<byte> file) => ZipOfLayer.IsOne(file);

    public async Task<LayerArchiveReading> ReadAsync(Stream zip, bool removesOthers, CancellationToken cancellationToken)
    {
        if (permissions.Of(asker.Current.Level) is { CanEdit: false, Reason: { } reason })
            return new LayerArchiveRefused(reason);
        switch (await ZipOfLayer.ReadAsync(zip, cancellationToken))
        {
            case ZipRefused refused:
                return new LayerArchiveRefused(refused.Reason);
            case ZipFiles files:
                return await CompareAsync(files, removesOthers, cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<LayerArchiveRead> CompareAsync(ZipFiles zip, bool removesOthers, CancellationToken cancellationToken)
    {
        var state = disk.Read();
        var level = asker.Current.Level;
        List<string> ignored = [.. zip.Ignored];
        var wanted = zip.Files.ToDictionary(f => f.Key, f => (string?)f.Value, StringComparer.Ordinal);
        if (removesOthers)
            foreach (var other in state.Files)
                wanted.TryAdd(other.Path, null);
        List<LayerFileChange> changes = [];
        List<RevisionFileChange> differences = [];
        foreach (var (path, text) in wanted.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var before = state.Find(path);
            // Before the texts are compared: one that is the same is not told apart from another, or a guess at a hidden text would be answered.
            if ((LayerPath.WhyNot(layers.Folder, path, state.Files) ?? permissions.WhyNot(path, state, level)) is { } reason)
            {
                if (text is not null)
                    ignored.Add($"{path}: {reason}");
                continue;
            }
            if (before?.Text == text)
                continue;
            if (before is not null)
                await history.KeepTextAsync(before.Text, cancellationToken);
            changes.Add(new LayerFileChange(path, before is null ? null : LayerText.HashOf(before.Text), text));
            differences.Add(new RevisionFileChange(path, before?.Text, text));
        }
        return new LayerArchiveRead(changes, differences, ignored);
    }
}
