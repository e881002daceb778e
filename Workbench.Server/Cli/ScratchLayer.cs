using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Cli;

/// <summary>Files of a layer in a folder of their own, for as long as a command works.</summary>
internal sealed class ScratchLayer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workbench-layer-");

    public string Folder => _folder.FullName;

    /// <exception cref="InvalidDataException">A file would lie outside.</exception>
    public async Task WriteAsync(IEnumerable<LayerFileText> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(Folder, file.Path));
            if (!path.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new InvalidDataException($"{file.Path} is no file of a layer.");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Text, cancellationToken);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
