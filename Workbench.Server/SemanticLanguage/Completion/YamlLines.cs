using System.Collections.Immutable;

namespace Workbench.Server.SemanticLanguage.Completion;

/// <summary>A file by its lines and indentation alone: it may be no YAML at the place where somebody writes.</summary>
internal sealed class YamlLines
{
    private readonly string _text;
    private readonly ImmutableArray<YamlLineEntry>.Builder _entries = ImmutableArray.CreateBuilder<YamlLineEntry>();

    private YamlLines(string text) => _text = text;

    public static ImmutableArray<YamlLineEntry> Read(string text)
    {
        var lines = new YamlLines(text);
        lines.ReadAll();
        return lines._entries.ToImmutable();
    }

    private void ReadAll()
    {
        var start = 0;
        // Of a block of text or an open { or [: the column that a line has to be deeper than to belong to it.
        int? within = null;
        var isBlock = false;
        var depth = 0;
        while (start <= _text.Length)
        {
            var end = _text.IndexOf('\n', start) is var at and >= 0 ? at : _text.Length;
            var stop = end > start && _text[end - 1] == '\r' ? end - 1 : end;
            var indent = start;
            while (indent < stop && _text[indent] == ' ')
                indent++;
            var isBlank = indent == stop;
            if (within is { } column && (isBlank || indent - start > column || (!isBlock && !LooksLikeEntry(indent, stop))))
            {
                if (!isBlock && (depth += Balance(indent, stop)) <= 0)
                    within = null;
            }
            else if (!isBlank)
            {
                var last = ReadLine(start, indent, stop);
                (within, isBlock) = (null, false);
                if (last is { } entry && entry.ValueEnd > entry.ValueStart)
                    switch (_text[entry.ValueStart])
                    {
                        case '|' or '>':
                            (within, isBlock) = (entry.Column, true);
                            break;
                        case '{' or '[' when Balance(entry.ValueStart, stop) is var open and > 0:
                            (within, depth) = (entry.Column, open);
                            break;
                    }
            }
            if (end == _text.Length)
                break;
            start = end + 1;
        }
    }

    private YamlLineEntry? ReadLine(int start, int at, int stop)
    {
        YamlLineEntry? last = null;
        while (at < stop && _text[at] == '-' && (at + 1 == stop || _text[at + 1] == ' '))
        {
            var dash = at++;
            while (at < stop && _text[at] == ' ')
                at++;
            last = Add(new YamlLineEntry(dash, dash - start, null, at, stop));
        }
        if (at >= stop || _text[at] == '#')
            return last;
        if (KeyEnd(_text, at, stop) is not { } colon)
            return last;
        var value = colon + 1;
        while (value < stop && _text[value] == ' ')
            value++;
        return Add(new YamlLineEntry(at, at - start, Unquote(_text[at..colon].TrimEnd()), value, stop));
    }

    private YamlLineEntry Add(YamlLineEntry entry)
    {
        _entries.Add(entry);
        return entry;
    }

    /// <summary>Where the colon stands that ends a key; null when there is none.</summary>
    public static int? KeyEnd(string text, int at, int stop)
    {
        if (at >= stop || text[at] is '{' or '[' or '|' or '>')
            return null;
        if (text[at] is '\'' or '"')
        {
            var close = text.IndexOf(text[at], at + 1, stop - at - 1);
            if (close < 0)
                return null;
            at = close + 1;
        }
        for (var i = at; i < stop; i++)
        {
            if (text[i] == ':' && (i + 1 == stop || text[i + 1] == ' '))
                return i;
            if (text[i] == '#' && i > at && text[i - 1] == ' ')
                return null;
        }
        return null;
    }

    public static string Unquote(string text)
    {
        text = text.Trim();
        if (text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0])
            return text[1..^1];
        return text.IndexOf(" #", StringComparison.Ordinal) is var comment and >= 0 ? text[..comment].TrimEnd() : text;
    }

    private bool LooksLikeEntry(int at, int stop) => _text[at] == '-' || KeyEnd(_text, at, stop) is not null;

    /// <summary>Brackets that a line leaves open, less those that it closes.</summary>
    private int Balance(int at, int stop)
    {
        var depth = 0;
        for (; at < stop; at++)
        {
            var c = _text[at];
            if (c is '\'' or '"')
                at = _text.IndexOf(c, at + 1, stop - at - 1) is var close and >= 0 ? close : stop;
            else if (c is '{' or '[')
                depth++;
            else if (c is '}' or ']')
                depth--;
        }
        return depth;
    }
}

/// <summary>A dash, or a key, as it begins in a line.</summary>
/// <param name="Offset">Of the dash or the key.</param>
/// <param name="Column">From 0.</param>
/// <param name="Key">Null for a dash.</param>
/// <param name="ValueStart">What follows in the line; of a dash, perhaps a key.</param>
internal readonly record struct YamlLineEntry(int Offset, int Column, string? Key, int ValueStart, int ValueEnd);
