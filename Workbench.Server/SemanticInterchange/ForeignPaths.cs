using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Files under names that somebody else chose: none is written outside of the folder that it is put into.</summary>
internal static class ForeignPaths
{
    /// <summary>The texts, each under a name of its own within the folder; with what had to be renamed.</summary>
    public static ImmutableArray<ForeignText> Within(IReadOnlyList<ForeignText> texts, out ImmutableArray<(string Written, string Path)> renamed)
    {
        var changed = ImmutableArray.CreateBuilder<(string, string)>();
        var taken = texts.Select(t => t.Path).Where(LayerFilePath.StaysWithin).ToHashSet(StringComparer.Ordinal);
        var within = ImmutableArray.CreateBuilder<ForeignText>(texts.Count);
        foreach (var text in texts)
        {
            var path = LayerFilePath.Within(text.Path);
            if (path == text.Path)
            {
                within.Add(text);
                continue;
            }
            var free = Free(path, taken.Contains);
            taken.Add(free);
            changed.Add((text.Path, free));
            within.Add(text with { Path = free });
        }
        renamed = changed.ToImmutable();
        return within.ToImmutable();
    }

    /// <summary>The path, or the first of <c>path-2</c>, <c>path-3</c> and so on that is not taken.</summary>
    public static string Free(string path, Func<string, bool> isTaken)
    {
        var free = path;
        for (var i = 2; isTaken(free); i++)
            free = Numbered(path, i);
        return free;
    }

    public static string Numbered(string path, int number) => $"{Path.ChangeExtension(path, null)}-{number}{Path.GetExtension(path)}";

    public static void Note(ImmutableArray<(string Written, string Path)> renamed, InterchangeNotes notes)
    {
        foreach (var (written, path) in renamed)
            notes.Changed($"file {written}", $"Its name leads out of the folder that it is in: it is {path}.");
    }

    /// <summary>The files of a carried layer that are files of a layer; the others are told, and written nowhere.</summary>
    /// <returns>Null when none is left.</returns>
    public static LayerSnapshot? OfLayer(LayerSnapshot? carried, InterchangeNotes notes)
    {
        if (carried is null || carried.Files.All(f => LayerFilePath.IsOfLayer(f.Path)))
            return carried;
        foreach (var file in carried.Files.Where(f => !LayerFilePath.IsOfLayer(f.Path)))
            notes.Lost($"file {file.Path}", "It is carried as a file of the layer and is none by its name: it was left out, and nothing was written there.");
        var rest = carried.Files.RemoveAll(f => !LayerFilePath.IsOfLayer(f.Path));
        return rest.IsEmpty ? null : carried with { Files = rest };
    }
}
