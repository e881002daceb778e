using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// "top-up", "port-outs", "signed up": a word and the small one that makes another word of it. Both are one word with a hyphen in it, in names and in questions, so that
/// the small one is never lost and "in" is never "out".
/// </summary>
internal static class Compounds
{
    private static readonly string[] Particles = ["in", "out", "up", "off", "down"];

    /// <summary>The small word of "ins", "ups", "out"; null for any other word.</summary>
    public static string? ParticleOf(string word) =>
        Array.Find(Particles, p => word == p || word.Length == p.Length + 1 && word[^1] == 's' && word.StartsWith(p, StringComparison.Ordinal));

    /// <summary>What stands behind the hyphen of a compound; null for any other word.</summary>
    public static string? ParticleIn(string word) => word.LastIndexOf('-') is var at and > 0 ? ParticleOf(word[(at + 1)..]) : null;

    /// <summary>Words of a name as they are said: "top-up", "port_out", "sign ups", and a small word that ends it ("lines topped up"; "loaded in" ends with a preposition).</summary>
    /// <param name="isTied">Whether a hyphen or an underscore stands before each word.</param>
    public static IEnumerable<string> OfName(IReadOnlyList<string> words, IReadOnlyList<bool> isTied)
    {
        for (var i = 0; i < words.Count; i++)
            if (
                i + 1 < words.Count
                && ParticleOf(words[i + 1]) is { } particle
                && CanStandBefore(words[i])
                && (isTied[i + 1] || words[i + 1] != particle || i + 2 == words.Count && particle != "in")
                // "year-in-year", "in-and-out"
                && !(i + 2 < words.Count && isTied[i + 1] && isTied[i + 2] && EnglishWords.IsFunction(words[i + 2]))
            )
                yield return $"{words[i]}-{words[++i]}";
            else
                yield return words[i];
    }

    private static bool CanStandBefore(string word) => word.Length > 1 && char.IsLetter(word[0]) && !EnglishWords.IsFunction(word);

    /// <summary>The same of a question, where the layer knows such a word; "topup" is put right, and "follow-up" is two words where the layer writes it so.</summary>
    public static ImmutableArray<Token> Join(ImmutableArray<Token> tokens, LayerLexicon lexicon)
    {
        List<Token>? joined = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            var made = At(tokens, i, lexicon, out var taken);
            if (made.IsEmpty)
            {
                joined?.Add(tokens[i]);
                continue;
            }
            joined ??= [.. tokens.Take(i)];
            joined.AddRange(made);
            i += taken - 1;
        }
        return joined is null ? tokens : [.. joined.Select((t, i) => t with { Index = i })];
    }

    private static ImmutableArray<Token> At(ImmutableArray<Token> tokens, int i, LayerLexicon lexicon, out int taken)
    {
        taken = 1;
        var token = tokens[i];
        if (token.Kind != TokenKind.Word || token.Number is not null)
            return [];
        if (ParticleIn(token.Word) is { } own)
            return Parted(token, own, lexicon);
        if (i + 1 < tokens.Length && tokens[i + 1].Kind == TokenKind.Word && ParticleOf(tokens[i + 1].Word) is { } particle)
        {
            var isNoun = tokens[i + 1].Word != particle;
            if (CanStandBefore(token.Word) && lexicon.Compound(token, particle, isNoun) is { } known)
            {
                taken = 2;
                return [Word($"{token.Text} {tokens[i + 1].Text}", known, token)];
            }
            return [];
        }
        foreach (var end in Particles)
            if (
                token.Singular.Length > end.Length + 1
                && token.Singular.EndsWith(end, StringComparison.Ordinal)
                && !lexicon.Knows(token.Singular)
                && $"{token.Singular[..^end.Length]}-{end}" is var whole
                && lexicon.Knows(whole)
            )
                return [Word(token.Text, whole, token)];
        return [];
    }

    private static ImmutableArray<Token> Parted(Token token, string particle, LayerLexicon lexicon)
    {
        if (lexicon.Knows(token.Singular) || lexicon.KnowsRoot(token.Root))
            return [];
        var at = token.Word.LastIndexOf('-');
        var (first, second) = (token.Word[..at], token.Word[(at + 1)..]);
        if (lexicon.Knows(first + particle))
            return [Word(token.Text, first + particle, token)];
        // "break-down by", and what the layer writes as two words.
        if (first is "break" or "broken" or "breaking" or "split" or "splitting" || lexicon.SaysApart(first, particle))
            return [Word(token.Text[..at], first, token), Word(token.Text[(at + 1)..], second, token) with { IsNameLike = false }];
        return lexicon.Compound(token with { Word = first, Singular = WordForms.Singular(first), Root = WordForms.Root(first) }, particle, true) is { } near
            ? [Word(token.Text, near, token)]
            : [];
    }

    private static Token Word(string text, string word, Token origin) =>
        origin with
        {
            Text = text,
            Word = word,
            Singular = WordForms.Singular(word),
            Root = WordForms.Root(word),
            Weight = Tokenizer.WeightOf(word),
        };
}
