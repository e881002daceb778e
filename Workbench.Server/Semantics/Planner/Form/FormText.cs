using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A text in plain small letters, cut into sentences; what stood in quotes is kept aside and stands there as <c>§0§</c>.</summary>
internal sealed partial class FormText
{
    private const string Marks = "§◈▲◇‿";
    private readonly List<string> _quotes;

    /// <param name="quotes">Of the texts read before: each quote has one number among all.</param>
    public FormText(string text, List<string> quotes)
    {
        _quotes = quotes;
        var clean = EachOnes()
            .Replace(Readable(text), "${what} for each ${who}")
            .Normalize(NormalizationForm.FormKC)
            .Replace('’', '\'')
            .Replace('‘', '\'')
            .Replace('“', '"')
            .Replace('”', '"')
            .Replace('–', '-');
        clean = Quoted().Replace(clean, Keep);
        Sentences =
        [
            .. End().Split(clean).Select(s => s.Replace("\"", "", StringComparison.Ordinal).Trim(' ', '.', '?', '!', ';', '\n', '"')).Where(s => s.Length > 0),
        ];
    }

    /// <summary>As written, but for the quotes.</summary>
    public ImmutableArray<string> Sentences { get; }

    /// <summary>Small letters, names with underscores as words, one space between words.</summary>
    public static string Plain(string text)
    {
        var lower = text.ToLowerInvariant().Replace('_', ' ');
        lower = Possessive().Replace(lower, "");
        lower = Hyphen().Replace(lower, " ");
        lower = Numbered().Replace(lower, " ");
        return Spaces().Replace(lower, " ").Trim();
    }

    public static string[] Words(string plain) => Word().Matches(plain).Select(m => m.Value).ToArray();

    /// <summary>What forms of one word share: "cancelling", "cancelled" and "cancel" meet.</summary>
    public static string Root(string word)
    {
        var root = WordForms.Root(
            word switch
            {
                "submission" or "submissions" => "submit",
                "acceptance" or "acceptances" => "accept",
                "rejection" or "rejections" => "reject",
                "completion" or "completions" => "complete",
                "settlement" or "settlements" => "settle",
                _ => word,
            }
        );
        return root.Length > 4 && root[^1] == root[^2] ? root[..^1] : root;
    }

    /// <summary>Whole characters, digits as we write them, and none of the marks that stand for what was read.</summary>
    private static string Readable(string text)
    {
        var readable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Marks.Contains(rune.ToString(), StringComparison.Ordinal))
                readable.Append(' ');
            else if (Rune.IsDigit(rune) && Rune.GetNumericValue(rune) is >= 0 and <= 9 and var digit)
                readable.Append((char)('0' + (int)digit));
            else
                readable.Append(rune);
        return readable.ToString();
    }

    private string Keep(Match match)
    {
        _quotes.Add(match.Groups["in"].Value.Trim());
        return FormattableString.Invariant($"§{_quotes.Count - 1}§");
    }

    /// <summary>"each user's balance" is the balance for each user.</summary>
    [GeneratedRegex(
        @"\beach (?<who>[\w ]{2,30}?)['’]s (?<what>[\w ]+?)(?= in | for | over | during | by |[,.?]|$)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        2_000
    )]
    private static partial Regex EachOnes();

    [GeneratedRegex("""(?<![\p{L}\d])'(?<in>[^'\n]{1,60})'(?![\p{L}])|(?<=^|[\s(,=])"(?<in>[^"\n]{1,60})"(?![\p{L}])""", RegexOptions.None, 2_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=[.?!;])""?\s+|\n+|(?<=§)\.\s+", RegexOptions.None, 2_000)]
    private static partial Regex End();

    [GeneratedRegex("(?<=[a-z])'s?(?= |$|,)", RegexOptions.None, 2_000)]
    private static partial Regex Possessive();

    [GeneratedRegex("(?<=[a-z])[-/](?=[a-z])", RegexOptions.None, 2_000)]
    private static partial Regex Hyphen();

    /// <summary>"day14" and "day 14".</summary>
    [GeneratedRegex(@"(?<=\b[a-z]{3,})(?=\d{1,4}\b)", RegexOptions.None, 2_000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\s+", RegexOptions.None, 2_000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"§\d+§|\$?\d[\d,]*(\.\d+)?%?|[\p{L}\d]+", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Word();
}
