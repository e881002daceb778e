using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Workbench.Server.Semantics.Values;

/// <summary>Texts in the form in which they are compared: small letters, no accents, words apart by one space.</summary>
internal static class PhraseForm
{
    private static readonly FrozenDictionary<char, char> Accented = new Dictionary<char, string>
    {
        ['a'] = "àáâãäåāăą",
        ['c'] = "çćĉċč",
        ['d'] = "ďđð",
        ['e'] = "èéêëēĕėęě",
        ['g'] = "ĝğġģ",
        ['h'] = "ĥħ",
        ['i'] = "ìíîïĩīĭįı",
        ['j'] = "ĵ",
        ['k'] = "ķ",
        ['l'] = "ĺļľŀł",
        ['n'] = "ñńņňŉ",
        ['o'] = "òóôõöøōŏő",
        ['r'] = "ŕŗř",
        ['s'] = "śŝşšșß",
        ['t'] = "ţťŧț",
        ['u'] = "ùúûüũūŭůűų",
        ['w'] = "ŵ",
        ['y'] = "ýÿŷ",
        ['z'] = "źżž",
    }
        .SelectMany(l => l.Value.SelectMany(c => new[] { (c, l.Key), (char.ToUpperInvariant(c), l.Key) }))
        .DistinctBy(l => l.Item1)
        .ToFrozenDictionary(l => l.Item1, l => l.Key);

    public static string Of(string text)
    {
        var form = new StringBuilder(text.Length);
        foreach (var written in text)
        {
            var c = Letter(written);
            if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c is '\'' or '’')
                continue;
            if (char.IsLetterOrDigit(c))
                form.Append(char.ToLowerInvariant(c));
            else if (c == '&' && form.Length > 0)
                form.Append(form[^1] == ' ' ? "and " : " and ");
            else if (form.Length > 0 && form[^1] != ' ')
                form.Append(' ');
        }
        if (form.Length > 0 && form[^1] == ' ')
            form.Length--;
        return form.ToString();
    }

    public static string Squash(string form) => form.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The letter without its accent. The program runs without ICU, so <see cref="string.Normalize()"/> does not take letters apart.</summary>
    private static char Letter(char c) =>
        c < 'À' ? c
        : Accented.TryGetValue(c, out var plain) ? plain
        : c;
}
