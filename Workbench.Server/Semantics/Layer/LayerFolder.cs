using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Semantics.Layer;

/// <summary>A layer's folder on disk. What of it cannot be read is a fault of that file, never an exception.</summary>
public static class LayerFolder
{
    /// <summary>Bytes of a file that is still read.</summary>
    internal const int MaxFileBytes = 4 << 20;

    /// <summary>Files that are still read.</summary>
    internal const int MaxFiles = 5_000;

    /// <summary>Folders in folders: a layer has one level, and what lies deeper is told to belong nowhere.</summary>
    private const int MaxDepth = 4;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Every <c>.yml</c> and <c>.yaml</c> file in it, in the order of their paths; other files are no business of the layer's.</summary>
    public static ImmutableArray<LayerFileText> Read(string folder)
    {
        var files = ImmutableArray.CreateBuilder<LayerFileText>();
        var root = new DirectoryInfo(Path.GetFullPath(folder));
        LayerFolderWrite.Settle(root.FullName);
        Walk(root, "", [RealPath(root)], files);
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files.ToImmutable();
    }

    /// <inheritdoc cref="Read"/>
    public static Task<ImmutableArray<LayerFileText>> ReadAsync(string folder, CancellationToken cancellationToken) =>
        Task.Run(() => Read(folder), cancellationToken);

    /// <param name="above">Real paths of the folders from the root to this one: a link to one of them would go round.</param>
    private static void Walk(DirectoryInfo folder, string prefix, ImmutableArray<string> above, ImmutableArray<LayerFileText>.Builder files)
    {
        List<FileSystemInfo> entries;
        try
        {
            entries = [.. folder.EnumerateFileSystemInfos("*", Everything).OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files.Add(Faulty(prefix.Length == 0 ? "." : prefix.TrimEnd('/'), $"The folder cannot be listed: {Reason(e)} Let the server's user read it."));
            return;
        }
        foreach (var entry in entries)
        {
            if (entry.Name.StartsWith('.'))
                continue;
            var path = prefix + entry.Name;
            var isLayerFile = Path.GetExtension(entry.Name) is ".yml" or ".yaml";
            if (files.Count >= MaxFiles && (isLayerFile || entry is DirectoryInfo))
            {
                files.Add(Faulty(path, $"The folder holds more than {MaxFiles:N0} files: is it the folder of a semantic layer?"));
                return;
            }
            if (entry is not DirectoryInfo below)
            {
                if (isLayerFile && ReadFile(new FileInfo(entry.FullName), path) is { } file)
                    files.Add(file);
                continue;
            }
            var real = RealPath(below);
            if (above.Contains(real))
                files.Add(Faulty(path, $"{path} is a link to a folder above it, so its files would be read without end: remove the link."));
            else if (isLayerFile)
                files.Add(Faulty(path, $"{path} is a folder, and by its name a file: rename it."));
            else if (above.Length <= MaxDepth)
                Walk(below, path + "/", above.Add(real), files);
        }
    }

    /// <returns>Null when it went away meanwhile.</returns>
    private static LayerFileText? ReadFile(FileInfo file, string path)
    {
        try
        {
            var target = file.LinkTarget is null ? file : new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName);
            if (file.LinkTarget is not null && !target.Exists)
                return Faulty(path, $"{path} is a link to {file.LinkTarget}, which is no file: mend or remove the link.");
            if (target.Length > MaxFileBytes)
                return Faulty(path, $"{path} has {target.Length:N0} bytes; files of a layer are read up to {MaxFileBytes >> 20} MB: split it.");
            // A pipe or a device has no length either, and reading it would wait for ever.
            return target.Length == 0 ? new LayerFileText(path, "") : LayerFileBytes.Decode(path, File.ReadAllBytes(target.FullName));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Faulty(path, $"{path} cannot be read: {Reason(e)} Let the server's user read it, or remove it.");
        }
    }

    private static string RealPath(DirectoryInfo folder)
    {
        try
        {
            return folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        }
        catch (IOException)
        {
            // A link in a circle has no end.
            return folder.FullName;
        }
    }

    private static LayerFileText Faulty(string path, string message) => new(path, "") { Fault = new LayerFileFault(message) };

    private static string Reason(Exception e) => e is UnauthorizedAccessException ? "permission is denied." : $"{e.Message.TrimEnd('.')}.";

    /// <summary>The files with other texts in their places; null removes one.</summary>
    public static ImmutableArray<LayerFileText> With(ImmutableArray<LayerFileText> files, IEnumerable<(string Path, string? Text)> changes)
    {
        var next = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        foreach (var (path, text) in changes)
            if (text is null)
                next.Remove(path);
            else
                next[path] = new LayerFileText(path, text);
        return [.. next.Values.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Hash of paths and contents: the id of the revision that these files are.</summary>
    public static string RevisionOf(IEnumerable<LayerFileText> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var text = Encoding.UTF8.GetBytes(file.Fault is { } fault ? $"\0{fault}" : file.Text);
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\n{text.Length}\n"));
            hash.AppendData(text);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
