using System.Globalization;
using System.Text;

namespace Workbench.Server.Semantics.Layer;

/// <summary>
/// A text for a person's eyes: what a file holds may be long, and may hold characters that turn what is read on a terminal or a page
/// around. They are written out.
/// </summary>
internal static class ShownText
{
    private const int MaxLength = 600;

    public static string Of(string text)
    {
        if (text.Length <= MaxLength && !text.AsSpan().ContainsAny(NeedsCare))
            return text;
        var shown = new StringBuilder(Math.Min(text.Length, MaxLength) + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (shown.Length >= MaxLength)
                return shown.Append(" …").ToString();
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                shown.Append(c).Append(text[++i]);
            else if (c is '\n' or '\r' or '\t' or '\u0085' or '\u2028' or '\u2029')
                shown.Append(' ');
            else if (char.IsControl(c) || char.IsSurrogate(c) || IsTurning(c))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                shown.Append(c);
        }
        return shown.ToString();
    }

    /// <summary>Everything from here on is looked at one by one.</summary>
    private static readonly System.Buffers.SearchValues<char> NeedsCare = System.Buffers.SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat(Enumerable.Range(0xD800, 0x800)).Select(i => (char)i),
        .. "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
    ]);

    /// <summary>Marks of the direction of writing, which no one sees.</summary>
    private static bool IsTurning(char c) =>
        c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';
}
