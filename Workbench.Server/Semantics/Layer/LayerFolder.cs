using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Semantics.Layer;

/// <summary>A layer's folder on disk.</summary>
public static class LayerFolder
{
    /// <summary>Bytes of a file that is still read.</summary>
    private const int MaxFileBytes = 4 << 20;

    /// <summary>Every <c>.yml</c> and <c>.yaml</c> file in it, in the order of their paths; other files are no business of the layer's.</summary>
    /// <exception cref="InvalidDataException">A file is too large to be one of a layer.</exception>
    public static ImmutableArray<LayerFileText> Read(string folder) => [.. Paths(folder).Select(f => new LayerFileText(f.Relative, File.ReadAllText(f.Path)))];

    /// <inheritdoc cref="Read"/>
    public static async Task<ImmutableArray<LayerFileText>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<LayerFileText>();
        foreach (var (relative, path) in Paths(folder))
            files.Add(new LayerFileText(relative, await File.ReadAllTextAsync(path, cancellationToken)));
        return files.DrainToImmutable();
    }

    private static IEnumerable<(string Relative, string Path)> Paths(string folder)
    {
        var root = Path.GetFullPath(folder);
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (Path.GetExtension(path) is not (".yml" or ".yaml") || relative.Split('/').Any(p => p.StartsWith('.')))
                continue;
            if (new FileInfo(path).Length > MaxFileBytes)
                throw new InvalidDataException($"{relative} is larger than {MaxFileBytes >> 20} MB: it is no file of a semantic layer.");
            yield return (relative, path);
        }
    }

    /// <summary>Hash of paths and contents: the id of the revision that these files are.</summary>
    public static string RevisionOf(IEnumerable<LayerFileText> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var text = Encoding.UTF8.GetBytes(file.Text);
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\n{text.Length}\n"));
            hash.AppendData(text);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
