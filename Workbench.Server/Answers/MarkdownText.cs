using System.Text;

namespace Workbench.Server.Answers;

/// <summary>Values of the warehouse inside Markdown: always text, never markup, links or lines of their own.</summary>
public static class MarkdownText
{
    private const int MaxLength = 80;
    private const string Markup = "\\`*_[]<>|~#&!{}^";

    public static string Escape(string value, int maxLength = MaxLength)
    {
        var text = new StringBuilder(value.Length + 8);
        var last = ' ';
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length >= maxLength)
            {
                text.Append('…');
                break;
            }
            // Controls, line breaks and marks that change the direction of text would let a value pose as our own words.
            if (
                Rune.IsControl(rune)
                || Rune.IsWhiteSpace(rune)
                || rune.Value is (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF
            )
            {
                if (last != ' ')
                    text.Append(' ');
                last = ' ';
                continue;
            }
            if (rune.IsAscii && IsMarkup((char)rune.Value, value))
                text.Append('\\');
            text.Append(rune);
            last = 'x';
        }
        return text.ToString().TrimEnd();
    }

    /// <summary>The text without its marks, for a terminal.</summary>
    public static string ToPlain(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        for (var i = 0; i < markdown.Length; i++)
        {
            if (
                markdown[i] == '\\'
                && i + 1 < markdown.Length
                && char.IsAscii(markdown[i + 1])
                && char.IsPunctuation(markdown[i + 1]) | char.IsSymbol(markdown[i + 1])
            )
                text.Append(markdown[++i]);
            else if (markdown[i] is not ('*' or '`'))
                text.Append(markdown[i]);
        }
        return text.ToString();
    }

    // A colon, a dot or an at sign is only ever markup where a renderer makes a link of it by itself.
    private static bool IsMarkup(char c, string value) =>
        Markup.Contains(c, StringComparison.Ordinal)
        || (c == ':' && value.Contains(':', StringComparison.Ordinal) && LooksLikeLink(value))
        || (c == '.' && value.Contains("www.", StringComparison.OrdinalIgnoreCase))
        || c == '@';

    private static bool LooksLikeLink(string value) =>
        value.Contains("://", StringComparison.Ordinal)
        || value.Contains("mailto:", StringComparison.OrdinalIgnoreCase)
        || value.Contains("tel:", StringComparison.OrdinalIgnoreCase)
        || value.Contains("javascript:", StringComparison.OrdinalIgnoreCase)
        || value.Contains("data:", StringComparison.OrdinalIgnoreCase);
}
