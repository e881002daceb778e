using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticDraft;

/// <summary>Puts a layer on disk: whole or not at all.</summary>
internal static class DraftFolder
{
    /// <summary>Why nothing may be written there; null when it may.</summary>
    public static string? WhyNot(string folder, bool force)
    {
        if (File.Exists(folder))
            return $"{folder} is a file: name a folder.";

        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return null;

        if (!force)
            return $"{folder} is not empty: name another folder, or add --force to replace the layer in it.";

        // Never somebody's home directory.
        return File.Exists(Path.Combine(folder, LayerFormat.LayerFile))
            ? null
            : $"{folder} holds no layer (no {LayerFormat.LayerFile}): --force replaces a layer, nothing else.";
    }

    /// <inheritdoc cref="WriteAsync(string, ImmutableArray{DraftedFile}, bool, bool, CancellationToken)"/>
    public static Task<string?> WriteAsync(string folder, ImmutableArray<DraftedFile> files, bool force, CancellationToken cancellationToken) =>
        WriteAsync(folder, files, force, keepsReplaced: true, cancellationToken);

    /// <summary>A new folder is written beside its place and moved there; in one that is there, the layer's files are replaced, and nothing else is touched.</summary>
    /// <param name="keepsReplaced">Files that are replaced or removed are copied into a folder beside it first.</param>
    /// <returns>That folder; null when nothing was replaced.</returns>
    public static async Task<string?> WriteAsync(
        string folder,
        ImmutableArray<DraftedFile> files,
        bool force,
        bool keepsReplaced,
        CancellationToken cancellationToken
    )
    {
        if (files.FirstOrDefault(f => !LayerFilePath.IsOfLayer(f.Path)) is { } stray)
            throw new ArgumentException($"\"{stray.Path}\" is no file of a layer: nothing was written.", nameof(files));

        if (WhyNot(folder, force) is { } reason)
            throw new IOException(reason);

        cancellationToken.ThrowIfCancellationRequested();
        if (File.Exists(Path.Combine(folder, LayerFormat.LayerFile)))
            return await ReplaceAsync(folder, files, keepsReplaced, cancellationToken);

        await MakeAsync(folder, files, force, cancellationToken);
        return null;
    }

    private static async Task MakeAsync(string folder, ImmutableArray<DraftedFile> files, bool force, CancellationToken cancellationToken)
    {
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(folder)!).FullName;
        var made = Path.Combine(parent, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}");
        try
        {
            foreach (var file in files)
            {
                var path = Path.Combine(made, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, file.Text, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (WhyNot(folder, force) is { } reason)
                throw new IOException(reason);

            // Empty, or it would not be made anew.
            if (Directory.Exists(folder))
                Directory.Delete(folder);

            Directory.Move(made, folder);
        }
        finally
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
        }
    }

    /// <summary>A folder may be a repository, with more in it than the layer.</summary>
    private static async Task<string?> ReplaceAsync(string folder, ImmutableArray<DraftedFile> files, bool keepsReplaced, CancellationToken cancellationToken)
    {
        using var taken = await LayerFolderWrite.LockAsync(folder, TimeProvider.System, cancellationToken);
        var present = LayerFolder.Read(folder).Where(f => LayerFilePath.IsOfLayer(f.Path)).ToDictionary(f => f.Path, StringComparer.Ordinal);
        if (present.Values.FirstOrDefault(f => f.Fault is not null) is { Fault.Message: var fault })
            throw new IOException($"{fault} Nothing was written.");

        var wanted = files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
        List<LayerFileWrite> changes =
        [
            .. from file in files
            where present.GetValueOrDefault(file.Path)?.Text != file.Text
            select new LayerFileWrite(file.Path, present.GetValueOrDefault(file.Path)?.Text, file.Text),
            .. from file in present.Values where !wanted.ContainsKey(file.Path) select new LayerFileWrite(file.Path, file.Text, null),
        ];
        var replaced = changes.Where(c => c.Before is not null).Select(c => c.Path).ToList();
        var kept = keepsReplaced && replaced.Count > 0 ? FreeBeside(folder) : null;
        try
        {
            if (kept is not null)
                Copy(folder, kept, replaced);

            cancellationToken.ThrowIfCancellationRequested();
            if (LayerFolderWrite.Prepare(folder, changes, "") is not { } write || !write.Apply())
                throw new IOException($"{folder} was changed by somebody else at this moment: nothing was written. Try again.");

            write.Keep();
            return kept;
        }
        catch when (kept is not null)
        {
            if (Directory.Exists(kept))
                Directory.Delete(kept, recursive: true);
            throw;
        }
    }

    private static string FreeBeside(string folder)
    {
        var before = $"{folder.TrimEnd('/')}.before";
        var free = before;
        for (var i = 2; Directory.Exists(free) || File.Exists(free); i++)
            free = $"{before}-{i}";
        return free;
    }

    private static void Copy(string folder, string to, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            var copy = Path.Combine(to, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(folder, path), copy);
        }
    }
}
