using System.Collections.Immutable;
using System.IO.Compression;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The files of a layer in a .zip of unknown origin: nothing is unpacked to disk, and no more is read than a layer may have.</summary>
internal static class ZipOfLayer
{
    /// <summary>Bytes of the archive itself.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Bytes of all files together.</summary>
    private const long MaxUnpacked = 128 << 20;

    /// <summary>Entries, with those that are no files of a layer: an archive of a whole repository is taken too.</summary>
    private const int MaxEntries = 20_000;

    /// <summary>What a symbolic link has in place of a file's type, in the upper half of its attributes.</summary>
    private const int LinkType = 0xA000;

    /// <summary>By the names of its entries: nothing is unpacked, and what is no .zip is none.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaxBytes || !file.Span.StartsWith("PK"u8))
            return false;
        try
        {
            using var content = new MemoryStream(file.ToArray(), writable: false);
            using var zip = new ZipArchive(content, ZipArchiveMode.Read);
            var root = RootOf(zip);
            return zip.Entries.Any(e => e.FullName == root + LayerFormat.LayerFile)
                && zip.Entries.Any(e =>
                    e.FullName.StartsWith(root, StringComparison.Ordinal)
                    && e.FullName[root.Length..] is var path
                    && path.Contains('/', StringComparison.Ordinal)
                    && LayerFormat.Of(path) is not null
                );
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return false;
        }
    }

    public static async Task<ZipReading> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        if (!await CopyAsync(stream, archive, MaxBytes, cancellationToken))
            return new ZipRefused($"The archive is larger than {MaxBytes >> 20} MB: a layer is text. Pack its folder alone.");
        archive.Position = 0;
        try
        {
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read);
            return await ReadAsync(zip, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return new ZipRefused($"This is no .zip that can be read ({e.Message.TrimEnd('.')}). Pack the folder of the layer as .zip.");
        }
    }

    private static async Task<ZipReading> ReadAsync(ZipArchive zip, CancellationToken cancellationToken)
    {
        if (zip.Entries.Count > MaxEntries)
            return new ZipRefused($"The archive has {zip.Entries.Count:N0} entries: at most {MaxEntries:N0} are read. Pack the folder of the layer alone.");
        var root = RootOf(zip);
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        List<string> ignored = [];
        long unpacked = 0;
        foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/')))
        {
            // A name with .. or a drive in it is no file of a layer either: nothing but what the format knows is read.
            if (!entry.FullName.StartsWith(root, StringComparison.Ordinal) || LayerFormat.Of(entry.FullName[root.Length..]) is null)
            {
                if (entry.FullName.StartsWith(root, StringComparison.Ordinal))
                    ignored.Add($"{Path.GetFileName(entry.FullName)}: no file of a layer.");
                continue;
            }
            var path = entry.FullName[root.Length..];
            if ((entry.ExternalAttributes >> 16 & 0xF000) == LinkType)
            {
                ignored.Add($"{path}: a link.");
                continue;
            }
            if (files.Count >= Semantics.Layer.LayerFolder.MaxFiles)
                return new ZipRefused($"The archive has more than {Semantics.Layer.LayerFolder.MaxFiles:N0} files of a layer.");
            using var text = new MemoryStream();
            await using (var content = entry.Open())
                if (!await CopyAsync(content, text, Semantics.Layer.LayerFolder.MaxFileBytes, cancellationToken))
                    return new ZipRefused($"{path} has more than {Semantics.Layer.LayerFolder.MaxFileBytes >> 20} MB: split it.");
            if ((unpacked += text.Length) > MaxUnpacked)
                return new ZipRefused($"The files have more than {MaxUnpacked >> 20} MB together: a layer is text.");
            var decoded = LayerFileBytes.Decode(path, text.GetBuffer().AsSpan(0, (int)text.Length));
            if (decoded.Fault is { } fault)
                return new ZipRefused(fault.Message);
            if (!files.TryAdd(path, decoded.Text))
                return new ZipRefused($"{path} is in the archive twice.");
        }
        return files.Count == 0
            ? new ZipRefused("There is no file of a layer in the archive: it has layer.yml and folders like 3-metrics at its top, or in one folder.")
            : new ZipFiles(files.ToImmutable(), [.. ignored]);
    }

    /// <summary>The folder of the archive that the layer is in, with its slash: that of the uppermost layer.yml.</summary>
    private static string RootOf(ZipArchive zip) =>
        zip
            .Entries.Select(e => e.FullName)
            .Where(n => n == LayerFormat.LayerFile || n.EndsWith($"/{LayerFormat.LayerFile}", StringComparison.Ordinal))
            .OrderBy(n => n.Count(c => c == '/'))
            .ThenBy(n => n, StringComparer.Ordinal)
            .Select(n => n[..^LayerFormat.LayerFile.Length])
            .FirstOrDefault("");

    /// <returns>False: there is more. What an archive says of its own sizes is not believed.</returns>
    private static async Task<bool> CopyAsync(Stream from, MemoryStream to, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (to.Length + read > most)
                return false;
            to.Write(buffer, 0, read);
        }
        return true;
    }
}

internal abstract record ZipReading
{
    private protected ZipReading() { }
}

/// <param name="Ignored">What is not read, and why.</param>
internal sealed record ZipFiles(ImmutableSortedDictionary<string, string> Files, ImmutableArray<string> Ignored) : ZipReading;

internal sealed record ZipRefused(string Reason) : ZipReading;
