using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>Puts a draft on disk: whole or not at all.</summary>
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
        return File.Exists(Path.Combine(folder, "layer.yml")) ? null : $"{folder} holds no layer (no layer.yml): --force replaces a layer, nothing else.";
    }

    /// <summary>Written beside the folder and then moved to its place. What was there before is gone only when the new layer stands.</summary>
    public static async Task WriteAsync(string folder, ImmutableArray<DraftedFile> files, bool force, CancellationToken cancellationToken)
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

            var before = $"{made}.before";
            if (Directory.Exists(folder))
                Directory.Move(folder, before);

            try
            {
                Directory.Move(made, folder);
            }
            catch (IOException) when (Directory.Exists(before))
            {
                Directory.Move(before, folder);
                throw;
            }

            if (Directory.Exists(before))
                Directory.Delete(before, recursive: true);
        }
        finally
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
        }
    }
}
