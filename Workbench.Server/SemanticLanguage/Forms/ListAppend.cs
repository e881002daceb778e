using Workbench.Server.SemanticLanguage.Renaming;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;

namespace Workbench.Server.SemanticLanguage.Forms;

/// <summary>Puts an item at the end of a list of a file, written as the items before it are; every other byte stays.</summary>
internal static class ListAppend
{
    /// <returns>The change and the new text alone; null where the file has no such list to append to.</returns>
    public static (TextReplacement Change, string Yaml)? Write(LayerPart part, string key, FormItem item)
    {
        if (part.Tree?.Find(key) is not YamlList { Items: [.., var last] } list)
            return null;
        var text = part.File.Text;
        var lineBreak = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var listAt = part.Lines.OffsetOf(list.At.Line, list.At.Column);
        if (listAt < text.Length && text[listAt] == '[')
            return InBrackets(part, listAt, item);
        var dash = DashOf(text, part.Lines.OffsetOf(last.At.Line, last.At.Column));
        if (dash < 0)
            return null;
        var dashColumn = dash - LineStart(text, dash);
        var end = EndOf(part, dash, dashColumn);
        var yaml = string.Join("", Lines(item, last, dashColumn).Select(l => l + lineBreak));
        // A blank line between items is a habit of the file.
        var gap = list.Items.Length > 1 && HasBlankBefore(text, dash) ? lineBreak : "";
        var before = end > 0 && text[end - 1] != '\n' ? lineBreak : "";
        var written = before + gap + yaml;
        if (end == text.Length && before.Length > 0)
            written = written[..^lineBreak.Length];
        return (new TextReplacement(part, end, end, written), yaml);
    }

    private static (TextReplacement, string)? InBrackets(LayerPart part, int open, FormItem item)
    {
        var text = part.File.Text;
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            if (text[at] is '\'' or '"')
                at = text.IndexOf(text[at], at + 1) is var close and > 0 ? close : text.Length - 1;
            else if (text[at] is '{' or '[')
                depth++;
            else if (text[at] is '}' or ']' && --depth == 0)
            {
                var end = at;
                while (char.IsWhiteSpace(text[end - 1]))
                    end--;
                return (new TextReplacement(part, end, end, $", {item.Flow}"), item.Flow);
            }
        }
        return null;
    }

    public static IEnumerable<string> Lines(FormItem item, YamlValue? like, int dashColumn)
    {
        var indent = new string(' ', dashColumn);
        if (like is YamlMap { IsFlow: true })
            return [$"{indent}- {item.Flow}"];
        return item.Keys.Select((k, i) => $"{indent}{(i == 0 ? "- " : "  ")}{k.Key}: {OnItsOwnLine(k.Yaml)}");
    }

    /// <summary>A text that needs quotes between brackets alone is written without them.</summary>
    private static string OnItsOwnLine(string yaml) =>
        yaml is ['\'', .. var quoted, '\''] ? YamlScalar.Write(quoted.Replace("''", "'", StringComparison.Ordinal)) : yaml;

    private static int DashOf(string text, int item)
    {
        var at = item - 1;
        while (at >= 0 && text[at] == ' ')
            at--;
        return at >= 0 && text[at] == '-' ? at : -1;
    }

    /// <summary>Behind the last line that is indented deeper than the dash; comments at its column that follow belong to what comes next.</summary>
    private static int EndOf(LayerPart part, int dash, int dashColumn)
    {
        var text = part.File.Text;
        var (line, _) = part.Lines.At(dash);
        var end = line;
        for (var next = line + 1; next <= part.Lines.Count; next++)
        {
            var (start, stop) = (part.Lines.OffsetOf(next, 1), part.Lines.OffsetOf(next, int.MaxValue));
            var indent = start;
            while (indent < stop && text[indent] == ' ')
                indent++;
            if (indent == stop)
                continue;
            if (indent - start <= dashColumn)
                break;
            end = next;
        }
        return end >= part.Lines.Count ? text.Length : part.Lines.OffsetOf(end + 1, 1);
    }

    private static bool HasBlankBefore(string text, int dash)
    {
        var line = LineStart(text, dash);
        return line >= 2 && text.AsSpan(LineStart(text, line - 1), line - LineStart(text, line - 1)).Trim().IsEmpty;
    }

    private static int LineStart(string text, int offset) => offset <= 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
}
