using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Lines that speak of a name and are not changed with it: SQL that somebody wrote, descriptions, comments.</summary>
internal static class Mentions
{
    private const int Most = 50;

    public static IEnumerable<string> Of(LanguageState state, VisibleNames names, LayerName name, IReadOnlyCollection<TextReplacement> changes)
    {
        // A word of every day, such as account, is a mention in SQL and in back quotes alone.
        var isUnmistakable = name.Name.Contains('_', StringComparison.Ordinal);
        var isStored = name.Kind is "table" or "column";
        var word = new Regex($@"(?<![A-Za-z0-9_]){Regex.Escape(name.Name)}(?![A-Za-z0-9_])", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        var changed = changes.Select(c => (c.Part.File.Path, c.Part.Lines.At(c.Start).Line)).ToHashSet();
        return state.Parts.SelectMany(LinesOf).Take(Most);

        IEnumerable<string> LinesOf(LayerPart part)
        {
            if (!names.SeesAll || !part.File.Text.Contains(name.Name, StringComparison.OrdinalIgnoreCase))
                yield break;
            var sql = isStored ? SqlLines(part) : [];
            var lines = part.File.Text.ReplaceLineEndings("\n").Split('\n');
            for (var i = 0; i < lines.Length; i++)
                if (
                    !changed.Contains((part.File.Path, i + 1))
                    && word.IsMatch(lines[i])
                    && (sql.Contains(i + 1) || lines[i].Contains($"`{name.Name}`", StringComparison.Ordinal) || (isUnmistakable && IsProse(lines[i])))
                )
                    yield return $"{part.File.Path}, line {i + 1}: {lines[i].Trim()}";
        }
    }

    /// <summary>A comment, or a text for people.</summary>
    private static bool IsProse(string line) =>
        line.Contains('#', StringComparison.Ordinal)
        || line.Contains("description:", StringComparison.Ordinal)
        || line.Contains("definition:", StringComparison.Ordinal)
        || line.Contains("text:", StringComparison.Ordinal)
        || !line.Contains(": ", StringComparison.Ordinal);

    private static HashSet<int> SqlLines(LayerPart part)
    {
        var found = new HashSet<int>();
        if (part.Tree is { } tree)
            Visit(tree);
        return found;

        void Visit(YamlValue value)
        {
            switch (value)
            {
                case YamlMap map:
                    foreach (var entry in map.Entries)
                        if (entry is { Key: "sql", Value: YamlText text })
                            for (var line = entry.KeyAt.Line; line <= text.TextAt.Line + text.Value.Count(c => c == '\n'); line++)
                                found.Add(line);
                        else
                            Visit(entry.Value);
                    break;
                case YamlList list:
                    foreach (var item in list.Items)
                        Visit(item);
                    break;
            }
        }
    }
}
