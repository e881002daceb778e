using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>How far the text goes that a problem is about: a word, a quoted text, or for an object its first line.</summary>
internal sealed class FaultRanges(ImmutableArray<LayerPart> parts)
{
    private readonly Dictionary<string, LayerPart> _parts = parts.ToDictionary(p => p.File.Path, StringComparer.Ordinal);

    public LayerRange Of(SourceSpan at)
    {
        if (!_parts.TryGetValue(at.File, out var part) || part.File.Fault is not null)
            return new LayerRange(at.File, at.Line, at.Column, at.Line, at.Column + 1);
        var lines = part.Lines;
        var start = lines.OffsetOf(at.Line, at.Column);
        var end = EndOf(part.File.Text, start);
        var (line, column) = lines.At(end);
        return new LayerRange(at.File, at.Line, at.Column, line, column);
    }

    private static int EndOf(string text, int start)
    {
        if (start >= text.Length)
            return start;
        var first = text[start];
        if (first is '\'' or '"')
        {
            var close = text.IndexOf(first, start + 1);
            var newLine = text.IndexOf('\n', start);
            return close > 0 && (newLine < 0 || close < newLine) ? close + 1 : EndOfLine(text, start);
        }
        if (first is '{' or '[')
            return EndOfLine(text, start);
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.' or '-'))
            end++;
        // "name: x" at the beginning of an object: the name belongs to it.
        if (end + 1 < text.Length && text[end] == ':' && text[end + 1] == ' ' && text[start..end] is "name" or "entity" or "question" or "term" or "metric")
            return EndOfValue(text, end + 2);
        return end > start ? end : start + 1;
    }

    private static int EndOfValue(string text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] is not ('\r' or '\n' or ',' or '}'))
            end++;
        while (end > start && text[end - 1] == ' ')
            end--;
        return end;
    }

    private static int EndOfLine(string text, int start)
    {
        var end = text.AsSpan(start).IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : start + end;
    }
}
