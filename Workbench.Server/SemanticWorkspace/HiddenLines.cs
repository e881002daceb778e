using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The lines of a file that a level may not read: those of objects above it.</summary>
internal sealed class HiddenLines
{
    public const string Note = "# hidden: your access level does not cover this part";

    private readonly string[] _lines;
    private readonly bool[] _hidden;

    private HiddenLines(string[] lines)
    {
        _lines = lines;
        _hidden = new bool[lines.Length];
    }

    public bool IsHidden(int line) => line >= 1 && line <= _hidden.Length && _hidden[line - 1];

    public static HiddenLines Of(LayerFileText file, LayerContent content, string level)
    {
        var hidden = new HiddenLines(file.Text.ReplaceLineEndings("\n").Split('\n'));
        foreach (var (at, access) in Objects(content))
            if (at.File == file.Path && !content.Access.Allows(level, access))
                hidden.Hide(at);
        return hidden;
    }

    /// <summary>Whether a file holds anything above a level.</summary>
    public static bool HasAny(string path, LayerContent content, string level) =>
        Objects(content).Any(o => o.At.File == path && !content.Access.Allows(level, o.Access));

    /// <summary>Files that hold anything above a level.</summary>
    public static IEnumerable<string> FilesOf(LayerContent content, string level) =>
        Objects(content).Where(o => !content.Access.Allows(level, o.Access)).Select(o => o.At.File).Distinct(StringComparer.Ordinal);

    /// <summary>Whether anything at all is above a level.</summary>
    public static bool HasAny(LayerContent content, string level) => Objects(content).Any(o => !content.Access.Allows(level, o.Access));

    /// <summary>The text with a note in place of what is hidden.</summary>
    public string Show()
    {
        var shown = new List<string>();
        for (var i = 0; i < _lines.Length; i++)
            if (!_hidden[i])
                shown.Add(_lines[i]);
            else
                // Line numbers stay as they are in the file.
                shown.Add(i > 0 && _hidden[i - 1] ? "#" : Note);
        return string.Join('\n', shown);
    }

    /// <summary>The lines of the object that begins at a place.</summary>
    public static string Excerpt(string text, SourceSpan at)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (at.Line < 1 || at.Line > lines.Length)
            return "";
        var (_, end) = Range(lines, at);
        var block = lines[(at.Line - 1)..end];
        block[0] = new string(' ', Math.Min(at.Column - 1, block[0].Length)) + block[0][Math.Min(at.Column - 1, block[0].Length)..];
        var indent = block.Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', block.Select(l => l.Length >= indent ? l[indent..] : l)).TrimEnd();
    }

    private void Hide(SourceSpan at)
    {
        var (start, end) = Range(_lines, at);
        for (var i = start; i < end; i++)
            _hidden[i] = true;
    }

    /// <summary>From the line of the object to the next one that is indented less than it.</summary>
    private static (int Start, int End) Range(string[] lines, SourceSpan at)
    {
        var end = at.Line;
        while (end < lines.Length && (lines[end].Trim().Length == 0 || lines[end].Length - lines[end].TrimStart().Length >= at.Column - 1))
            end++;
        while (end > at.Line && lines[end - 1].Trim().Length == 0)
            end--;
        // What begins in the middle of a line is written in one: `[{ … }, { … }]`.
        var before = lines[at.Line - 1][..Math.Min(at.Column - 1, lines[at.Line - 1].Length)];
        return before.Trim() is "" or "-" ? (at.Line - 1, end) : (at.Line - 1, at.Line);
    }

    private static IEnumerable<(SourceSpan At, string? Access)> Objects(LayerContent content)
    {
        foreach (var table in content.Tables)
        {
            yield return (table.At, table.Access);
            foreach (var column in table.Columns)
                yield return (column.At, column.Access);
        }
        foreach (var entity in content.Entities)
        {
            yield return (entity.At, entity.Access);
            foreach (var dimension in entity.Dimensions)
                yield return (dimension.At, dimension.Access);
            foreach (var time in entity.Times)
                yield return (time.At, time.Access);
            foreach (var segment in entity.Segments)
                yield return (segment.At, segment.Access);
            foreach (var join in entity.Joins)
                yield return (join.At, content.Entities.FirstOrDefault(e => e.Name == join.To)?.Access);
        }
        foreach (var metric in content.Metrics)
            yield return (metric.At, metric.Access);
        foreach (var product in content.Products)
        foreach (var access in product.Means.Concat(product.AmbiguousWith).SelectMany(m => NameAccess.Of(content, m.Field)))
            yield return (product.At, access);
        foreach (var verified in content.Verified)
        {
            foreach (var access in verified.Query is { } query ? NameAccess.NamesOf(query).SelectMany(n => NameAccess.Of(content, n)) : [])
                yield return (verified.At, access);
            foreach (var access in verified.Sql is { } sql ? NameAccess.OfSql(content, sql) : [])
                yield return (verified.At, access);
        }
        foreach (var (at, names) in content.Glossary.Select(t => (t.At, t.See)).Concat(content.Rules.Select(r => (r.At, r.AppliesTo))))
        foreach (var access in names.SelectMany(n => NameAccess.Of(content, n)))
            yield return (at, access);
    }
}
