using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Files of another format on disk.</summary>
public static class ForeignFolder
{
    /// <summary>One file, or every YAML file of a folder and the folders in it.</summary>
    /// <returns>Null, with the reason, when nothing can be read there.</returns>
    public static ImmutableArray<ForeignText>? Read(string path, out string? whyNot)
    {
        whyNot = null;
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            whyNot = $"There is no file or folder {path}.";
            return null;
        }
        var isFolder = Directory.Exists(path);
        var names = isFolder
            ? Directory
                .EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 12 })
                .Where(UploadedTexts.IsYaml)
                .Take(ForeignReading.MaxFiles + 1)
                .Order(StringComparer.Ordinal)
                .ToList()
            : [path];
        var texts = ImmutableArray.CreateBuilder<ForeignText>();
        foreach (var name in names)
        {
            var relative = isFolder ? Path.GetRelativePath(path, name).Replace('\\', '/') : Path.GetFileName(name);
            if (new FileInfo(name).Length > ForeignReading.MaxFileLength)
            {
                whyNot =
                    $"{name} has {new FileInfo(name).Length:N0} bytes; files are read up to {ForeignReading.MaxFileLength >> 20} MB: split it into several.";
                return null;
            }
            var file = LayerFileBytes.Decode(relative, File.ReadAllBytes(name));
            if (file.Fault is { } fault)
            {
                whyNot = fault.Message;
                return null;
            }
            texts.Add(new ForeignText(relative, file.Text));
        }
        if (texts.Count == 0)
            whyNot = $"{path} holds no .yml or .yaml file.";
        return texts.Count == 0 ? null : texts.ToImmutable();
    }

    /// <summary>Why nothing may be written to a path; null when it may.</summary>
    public static string? WhyNot(string path, bool isFolder, bool force)
    {
        if (isFolder && File.Exists(path))
            return $"{path} is a file: name a folder.";
        if (isFolder && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !force)
            return $"{path} is not empty: name another folder, or add --force to write into it.";
        if (!isFolder && Directory.Exists(path))
            return $"{path} is a folder: name a file.";
        return !isFolder && File.Exists(path) && !force ? $"{path} is there already: name another file, or add --force to replace it." : null;
    }

    /// <summary>One file is written to the path itself, several into a folder of that name; each is whole or not there.</summary>
    public static async Task WriteAsync(string path, IReadOnlyList<ForeignText> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            if (files.Count > 1 && !LayerFilePath.StaysWithin(file.Path))
                throw new ArgumentException($"{file.Path} leads out of {path}.", nameof(files));
            var target = files.Count == 1 ? path : Path.Combine(path, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
            var half = $"{target}.{Guid.NewGuid():N}.half";
            try
            {
                await File.WriteAllTextAsync(half, file.Text, cancellationToken);
                File.Move(half, target, overwrite: true);
            }
            finally
            {
                File.Delete(half);
            }
        }
    }
}
