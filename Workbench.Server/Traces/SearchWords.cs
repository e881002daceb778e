using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.Traces;

/// <summary>What a person searches for: words, "phrases" and -excluded ones. Words are runs of letters and digits, here as in what is indexed.</summary>
internal sealed partial class SearchWords
{
    /// <summary>A beginning of fewer letters is taken for a word: too many begin so.</summary>
    private const int ShortestBeginning = 3;

    private const int MaxTerms = 16;
    private readonly IReadOnlyList<Term> _terms;

    private SearchWords(IReadOnlyList<Term> terms) => _terms = terms;

    /// <returns>Null when there is nothing to look for.</returns>
    public static SearchWords? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        List<Term> terms = [];
        foreach (Match part in Part.Matches(text))
        {
            var isPhrase = part.Groups["phrase"].Success;
            var words = WordsOf(isPhrase ? part.Groups["phrase"].Value : part.Groups["word"].Value);
            // Somebody may still be typing the last word.
            var isUnfinished = !isPhrase && part.Index + part.Length == text.Length && words is [.., { Length: >= ShortestBeginning }];
            if (words.Count > 0 && terms.Count < MaxTerms)
                terms.Add(new Term(words, part.Groups["not"].Success, isUnfinished && !part.Groups["not"].Success));
        }
        return new SearchWords(terms);
    }

    /// <summary>As <c>to_tsquery('simple', …)</c> reads it; empty when there is no word in it, which matches nothing.</summary>
    public string Query =>
        string.Join(
            " & ",
            _terms.Select(t =>
            {
                var phrase = string.Join(" <-> ", t.Words.Select(w => $"'{w}'")) + (t.IsBeginning ? ":*" : "");
                return t.IsNot ? $"!({phrase})" : $"({phrase})";
            })
        );

    /// <summary>The text as it is indexed: nothing but words.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var word in WordsOf(text))
            plain.Append(word).Append(' ');
        return plain.ToString();
    }

    /// <summary>Some words of the text around the first thing in it that is searched for.</summary>
    /// <returns>Null: there is none of it.</returns>
    public string? SnippetOf(string text, int around)
    {
        var words = Word.Matches(text);
        foreach (var term in _terms.Where(t => !t.IsNot))
        {
            for (var i = 0; i + term.Words.Count <= words.Count; i++)
            {
                if (!term.IsAt(words, i))
                    continue;
                var end = words[i + term.Words.Count - 1];
                var from = Math.Max(0, words[i].Index - around);
                var to = Math.Min(text.Length, end.Index + end.Length + around);
                return (from > 0 ? "…" : "") + Blanks.Replace(text[from..to], " ").Trim() + (to < text.Length ? "…" : "");
            }
        }
        return null;
    }

    private static List<string> WordsOf(string text) => [.. Word.Matches(text).Select(w => w.Value.ToLowerInvariant())];

    private sealed record Term(List<string> Words, bool IsNot, bool IsBeginning)
    {
        public bool IsAt(MatchCollection words, int start)
        {
            for (var i = 0; i < Words.Count; i++)
            {
                var word = words[start + i].Value;
                if (
                    IsBeginning && i == Words.Count - 1
                        ? !word.StartsWith(Words[i], StringComparison.OrdinalIgnoreCase)
                        : !word.Equals(Words[i], StringComparison.OrdinalIgnoreCase)
                )
                    return false;
            }
            return true;
        }
    }

    [GeneratedRegex(
        """(?<not>(?<!\S)-)?(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Part { get; }

    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word { get; }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Blanks { get; }
}
