using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Where the characters of a YAML text stand in its file, through quotes, escapes, folded lines and the indentation of blocks.</summary>
internal static class ScalarSpan
{
    public static LayerFileRange? Of(NameUse use) => Of(use.Scalar, use.From, use.Length);

    /// <summary>Null where the value and the text of the file cannot be laid beside each other.</summary>
    public static LayerFileRange? Of(NameScalar scalar, int from, int length)
    {
        var (part, text) = (scalar.Part, scalar.Text);
        var start = part.Lines.OffsetOf(text.TextAt.Line, text.TextAt.Column);
        var source = part.File.Text;
        if (IsAsWritten(source, start, text.Value))
            return new LayerFileRange(part, start + from, start + from + length);
        if (Map(source, part.Lines.OffsetOf(text.At.Line, text.At.Column), start, text) is not { } map)
            return null;
        return length == 0 ? new LayerFileRange(part, start, start) : new LayerFileRange(part, map[from].Start, map[from + length - 1].End);
    }

    /// <summary>Of the whole value, without quotes.</summary>
    public static LayerFileRange? Of(NameScalar scalar) => Of(scalar, 0, scalar.Text.Value.Length);

    /// <summary>The character that opens the text: a quote, <c>|</c>, <c>&gt;</c>, or none of them.</summary>
    public static char StyleOf(NameScalar scalar) => StyleOf(scalar.Part, scalar.Text);

    private static char StyleOf(LayerPart part, YamlText text)
    {
        if (text.IsPlain)
            return ' ';
        var at = part.Lines.OffsetOf(text.At.Line, text.At.Column);
        return at < part.File.Text.Length && part.File.Text[at] is '\'' or '"' or '|' or '>' ? part.File.Text[at] : ' ';
    }

    private static bool IsAsWritten(string source, int start, string value) =>
        value.AsSpan().IndexOfAny('\n', '\r') < 0
        && start + value.Length <= source.Length
        && source.AsSpan(start, value.Length).SequenceEqual(value)
        && !value.Contains('\\', StringComparison.Ordinal);

    private static (int Start, int End)[]? Map(string source, int opens, int at, YamlText text)
    {
        var quote = text.IsPlain || opens >= source.Length ? ' ' : source[opens];
        var map = new (int Start, int End)[text.Value.Length];
        for (var i = 0; i < text.Value.Length; i++)
        {
            var c = text.Value[i];
            // A break that the double quotes take away.
            while (quote == '"' && at + 1 < source.Length && source[at] == '\\' && source[at + 1] is '\n' or '\r')
                at = SkipSpace(source, at + 1);
            if (at >= source.Length)
                return c == '\n' && i == text.Value.Length - 1 ? Ended(map, i, at) : null;
            var from = at;
            if (quote == '\'' && c == '\'' && source[at] == '\'')
                at += 2;
            else if (quote == '"' && source[at] == '\\')
                at += source[at + 1] switch
                {
                    'x' => 4,
                    'u' => 6,
                    'U' => 10,
                    _ => 2,
                };
            else if (c == source[at] && c is not ('\n' or ' '))
                at++;
            else if (c == ' ' && source[at] == ' ' && !IsBreakAhead(source, at))
                at++;
            else if (c is '\n' or ' ' && source[at] is ' ' or '\t' or '\r' or '\n')
                at = AfterBreak(source, at, text, i, quote);
            else
                return null;
            map[i] = (from, at);
        }
        return map;
    }

    private static (int Start, int End)[] Ended((int Start, int End)[] map, int i, int at)
    {
        map[i] = (at, at);
        return map;
    }

    /// <summary>Spaces at the end of a line belong to the break when lines are folded.</summary>
    private static bool IsBreakAhead(string source, int at)
    {
        while (at < source.Length && source[at] is ' ' or '\t')
            at++;
        return at < source.Length && source[at] is '\r' or '\n';
    }

    private static int AfterBreak(string source, int at, YamlText text, int i, char quote)
    {
        if (quote is '|' or '>')
        {
            while (at < source.Length && source[at] is not '\n')
                at++;
            at++;
            // An empty line is a break of its own and has no indentation.
            var indent = text.TextAt.Column - 1;
            if (text.Value[i] == ' ' || (i + 1 < text.Value.Length && text.Value[i + 1] != '\n'))
                for (var n = 0; n < indent && at < source.Length && source[at] == ' '; n++)
                    at++;
            return at;
        }
        // Folded: blank lines count as the breaks that come next in the value.
        if (i + 1 < text.Value.Length && text.Value[i + 1] == '\n')
            return source.IndexOf('\n', at) is var next and >= 0 ? next + 1 : source.Length;
        return SkipSpace(source, at);
    }

    private static int SkipSpace(string source, int at)
    {
        while (at < source.Length && source[at] is ' ' or '\t' or '\r' or '\n')
            at++;
        return at;
    }
}
