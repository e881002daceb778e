using System.Collections.Immutable;
using System.Diagnostics;
using System.Formats.Tar;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Cli;

/// <summary>A layer that is named on the command line by where its files are: a folder, or a folder at a commit of Git.</summary>
/// <param name="Name">As it was named.</param>
internal sealed record LayerSource(string Name, ImmutableArray<LayerFileText> Files)
{
    /// <returns>Null when it names neither: the store may know it.</returns>
    /// <exception cref="NotComparableException">Git does not know it.</exception>
    public static async Task<LayerSource?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(name))
            return new LayerSource(name, await LayerFolder.ReadAsync(name, cancellationToken));
        if (name.IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0 && !name.StartsWith('-'))
            return new LayerSource(name, await OfGitAsync(name, cancellationToken));
        return name.Contains('/', StringComparison.Ordinal) || name.StartsWith('.')
            ? throw new NotComparableException($"There is no folder {Path.GetFullPath(name)}.")
            : null;
    }

    public SideReading Read() => LayerSide.Read(Name, Files);

    /// <param name="tree"><c>HEAD:semantic-layer</c></param>
    private static async Task<ImmutableArray<LayerFileText>> OfGitAsync(string tree, CancellationToken cancellationToken)
    {
        using var top = await GitAsync(["rev-parse", "--show-toplevel"], Directory.GetCurrentDirectory(), cancellationToken);
        var folder = System.Text.Encoding.UTF8.GetString(top.ToArray()).Trim();
        using var archive = await GitAsync(["archive", "--format=tar", tree], folder, cancellationToken);
        var files = ImmutableArray.CreateBuilder<LayerFileText>();
        await using var tar = new TarReader(archive);
        while (await tar.GetNextEntryAsync(copyData: true, cancellationToken) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || Path.GetExtension(entry.Name) is not (".yml" or ".yaml"))
                continue;
            // As in a folder, what begins with a dot is no part of the layer.
            if (entry.Name.Split('/').Any(part => part.StartsWith('.')))
                continue;
            using var content = new MemoryStream();
            if (entry.DataStream is { } data)
                await data.CopyToAsync(content, cancellationToken);
            files.Add(LayerFileBytes.Decode(entry.Name, content.ToArray()));
        }
        return files.ToImmutable();
    }

    /// <exception cref="NotComparableException">Git failed; the message is its own.</exception>
    private static async Task<MemoryStream> GitAsync(string[] arguments, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process git;
        try
        {
            git = Process.Start(start) ?? throw new NotComparableException("git could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new NotComparableException($"git is needed for a commit, and could not be started: {e.Message}", e);
        }
        using (git)
        {
            var output = new MemoryStream();
            var error = git.StandardError.ReadToEndAsync(cancellationToken);
            await git.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken);
            await git.WaitForExitAsync(cancellationToken);
            output.Position = 0;
            return git.ExitCode == 0 ? output : throw new NotComparableException($"git {string.Join(' ', arguments)}: {(await error).Trim()}");
        }
    }
}
