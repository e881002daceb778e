using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Cuts a question into tokens.</summary>
internal static partial class Tokenizer
{
    /// <summary>A longer question is not read: its meaning cannot be held to account word by word.</summary>
    public const int MaxTokens = 120;

    public static ImmutableArray<Token> Read(string question)
    {
        var text = Clean(question);
        var tokens = ImmutableArray.CreateBuilder<Token>();
        var startsSentence = true;
        foreach (Match match in Pattern().Matches(text))
        {
            foreach (var token in TokensOf(match, startsSentence))
            {
                // "incl. cancelled ones": the dot ends a word and no sentence.
                if (token is { Kind: TokenKind.Mark, Word: "." } && tokens.Count > 0 && IsAbbreviated(tokens[^1].Word))
                    continue;
                tokens.Add(token with { Index = tokens.Count });
                startsSentence = token.Text is "." or "?" or "!";
            }
            if (tokens.Count > MaxTokens)
                break;
        }
        return tokens.ToImmutable();
    }

    private static bool IsAbbreviated(string word) =>
        word
            is "incl"
                or "excl"
                or "approx"
                or "avg"
                or "vs"
                or "resp"
                or "qty"
                or "pct"
                or "st"
                or "dr"
                or "mr"
                or "mrs"
                or "ms"
                or "prof"
                or "mt"
                or "ft"
                or "jr";

    private static IEnumerable<Token> TokensOf(Match match, bool startsSentence)
    {
        if (match.Groups["quoted"].Success)
        {
            var inside = match.Groups["quoted"].Value.Trim('"', '“', '”', '\'').Trim();
            if (inside.Length > 0)
                yield return Word(inside, inside.ToLowerInvariant(), isName: true) with
                {
                    Kind = TokenKind.Quoted,
                    Weight = 1,
                };
            yield break;
        }
        if (match.Groups["number"].Success && NumberToken(match) is { } number)
        {
            yield return number;
            yield break;
        }
        if (match.Groups["date"].Success)
        {
            yield return Word(match.Value, match.Value, isName: false);
            yield break;
        }
        if (match.Groups["word"].Success)
        {
            var raw = match.Value;
            var word = Possessive().Replace(raw, "");
            foreach (var part in Expand(word is "&" ? "and" : word))
                yield return Word(part, part.ToLowerInvariant(), isName: !startsSentence && char.IsUpper(part[0]));
            yield break;
        }
        // Other marks (hyphens, slashes, brackets) only separate.
        if (match.Value is "," or ";" or ":" or "." or "?" or "!" or "%" or "<" or ">" or "=" or "+")
            yield return new Token
            {
                Index = 0,
                Text = match.Value,
                Word = match.Value,
                Kind = TokenKind.Mark,
            };
    }

    private static Token Word(string text, string lower, bool isName) =>
        new()
        {
            Index = 0,
            Text = text,
            Word = lower,
            Kind = TokenKind.Word,
            Singular = WordForms.Singular(lower),
            Root = WordForms.Root(lower),
            Number = EnglishWords.NumberOf(lower),
            IsNameLike = isName,
            Weight = WeightOf(lower),
        };

    public static double WeightOf(string word) =>
        EnglishWords.IsFunction(word) ? 0.1
        : EnglishWords.IsSoft(word) ? 0.2
        : EnglishVerbs.IsLight(word) ? 0.45
        : 1;

    private static Token? NumberToken(Match match)
    {
        var digits = match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return null;
        var scale = match.Groups["scale"].Value.ToLowerInvariant() switch
        {
            "k" => 1_000m,
            "m" or "mio" or "mm" => 1_000_000m,
            "bn" or "b" => 1_000_000_000m,
            _ => 1m,
        };
        if (value > 1_000_000_000_000m)
            return null;
        var unit =
            match.Groups["currency"].Value switch
            {
                "$" => "USD",
                "€" => "EUR",
                "£" => "GBP",
                _ => null,
            } ?? (match.Groups["percent"].Success ? "percent" : null);
        return new Token
        {
            Index = 0,
            Text = match.Value,
            Word = digits,
            Kind = TokenKind.Number,
            Singular = digits,
            Root = digits,
            Number = unit == "percent" ? value / 100 : value * scale,
            NumberUnit = unit,
            Weight = 1,
        };
    }

    /// <summary>Contractions in full: "didn't" is "did", "not".</summary>
    private static string[] Expand(string word)
    {
        var lower = word.ToLowerInvariant();
        return lower switch
        {
            "can't" or "cant" => ["can", "not"],
            "won't" => ["will", "not"],
            "whats" => ["what", "is"],
            "atleast" => ["at", "least"],
            "atmost" => ["at", "most"],
            "howmany" => ["how", "many"],
            "howmuch" => ["how", "much"],
            "alot" => ["a", "lot"],
            "hows" => ["how", "is"],
            "whos" => ["who", "is"],
            "dont" => ["do", "not"],
            "didnt" => ["did", "not"],
            "doesnt" => ["does", "not"],
            "havent" => ["have", "not"],
            "hasnt" => ["has", "not"],
            "isnt" => ["is", "not"],
            "arent" => ["are", "not"],
            "wasnt" => ["was", "not"],
            "werent" => ["were", "not"],
            _ when lower.EndsWith("n't", StringComparison.Ordinal) && lower.Length > 4 => [word[..^3], "not"],
            _ when Contraction().Match(word) is { Success: true } m => [m.Groups["word"].Value],
            _ => [word],
        };
    }

    private static string Clean(string question)
    {
        var text = new StringBuilder(question.Length);
        foreach (var c in question.Normalize(NormalizationForm.FormKC))
            text.Append(
                c switch
                {
                    '’' or '‘' or 'ʼ' => '\'',
                    '“' or '”' or '„' or '«' or '»' => '"',
                    '–' or '—' or '−' => '-',
                    _ when char.IsControl(c) => ' ',
                    _ => c,
                }
            );
        return With().Replace(text.ToString(), m => m.Groups["out"].Success ? "without " : "with ");
    }

    /// <summary>"w/o balcony", "w/ a wait over 30 min".</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}/])w/(?<out>o\b\s*)?", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex With();

    [GeneratedRegex(
        """
            (?<quoted>"[^"]{1,80}"|(?<![\w])'[^']{2,60}'(?!\w))
            |(?<number>(?<![\p{L}\d.])(?<currency>[$€£])?\s?(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![./]\d|-\d)(?<scale>k|K|m|M|mio|mm|bn|b|B)?(?<percent>\s?%)?(?![\p{L}\d]))
            |(?<date>\d{1,4}[-./]\d{1,2}(?:[-./]\d{1,4})?)
            |(?<word>[\p{L}\p{N}_&]+(?:['.@+][\p{L}\p{N}_&]+)*(?:(?<=\p{L}\p{L})-(?i:ins?|outs?|ups?|offs?|downs?)(?![\p{L}\p{N}_'-]))?)
            |[^\s]
            """,
        RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Pattern();

    [GeneratedRegex("'s?$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Possessive();

    [GeneratedRegex("^(?<word>\\p{L}+)'(?:re|ve|ll|d|m)$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Contraction();
}
