using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Where a file of the layer may be written: in its own folders, under a name that every machine can hold, and through no link.</summary>
internal static partial class LayerPath
{
    private const int LongestName = 120;

    /// <summary>Why nothing is written there; null when it may be.</summary>
    public static string? WhyNot(string folder, string path, ImmutableArray<LayerFileText> files)
    {
        // What the reader found there has a path that is safe, whatever it is.
        var isThere = files.Any(f => f.Path == path);
        if (!isThere && (LayerFormat.Of(path) is null || !Name().IsMatch(path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..])))
            return $"{Shown(path)} is no file of a layer: a layer holds {string.Join(", ", LayerFormat.Files.Select(f => f.Pattern))}, "
                + "with letters, digits, spaces, - and _ in their names.";
        if (!isThere && Path.GetFileName(path).Length > LongestName)
            return $"{Shown(path)} is longer than {LongestName} characters: choose a shorter name.";
        if (!isThere && files.FirstOrDefault(f => string.Equals(f.Path, path, StringComparison.OrdinalIgnoreCase)) is { } other)
            return $"There is {other.Path} already: names that differ in case alone are one file on other machines.";
        return LinkIn(folder, path) is { } link ? $"{link} is a link, and nothing is written through one: change what it points to." : null;
    }

    private static string? LinkIn(string folder, string path)
    {
        var at = folder;
        var below = "";
        foreach (var part in path.Split('/'))
        {
            (at, below) = (Path.Combine(at, part), below.Length == 0 ? part : $"{below}/{part}");
            if (new FileInfo(at).LinkTarget is not null)
                return below;
        }
        return null;
    }

    private static string Shown(string path)
    {
        var shown = new StringBuilder();
        foreach (var c in path.Take(80))
            shown.Append(char.IsControl(c) ? '\ufffd' : c);
        return $"\"{shown}\"";
    }

    [GeneratedRegex(
        @"\A[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .-]*\.yml\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Name();
}
