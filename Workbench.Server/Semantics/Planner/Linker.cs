using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Finds the layer's objects and values in a question.</summary>
internal sealed partial class Linker(LayerLexicon lexicon, IValueIndex values)
{
    private const int MaxGap = 5;
    private const int MaxOptions = 14;
    private const double LeastQuality = 0.4;

    /// <summary>Enough to stand behind the number that has the name to itself.</summary>
    private const double OfAnother = 0.08;

    /// <summary>All mentions, overlapping ones too.</summary>
    public List<LinkMention> Link(ImmutableArray<Token> tokens, IReadOnlyList<Mention> readAlready)
    {
        var words = MatchWords(tokens, readAlready);
        var found = new Dictionary<UInt128, List<(LinkOption Option, int First, int Last)>>();
        // Of most phrases that share a word with the question the other words are missing: those are not tried.
        var hits = new Dictionary<int, int>();
        foreach (var word in words.SelectMany(matches => matches.Select(m => m.Word)).Distinct())
        foreach (var index in lexicon.PhrasesOf(word))
            CollectionsMarshal.GetValueRefOrAddDefault(hits, index, out _)++;
        foreach (var (index, count) in hits)
            if (lexicon.Phrases[index] is var phrase && (phrase.AllowsParts || count >= phrase.Different))
                Align(phrase, tokens, words, found);
        ShareHeads(tokens, words, found);
        ShareStarts(tokens, words, found);
        AddValues(tokens, words, readAlready, found);
        AddCountries(tokens, found);
        return [.. found.Select(f => Mention(f.Key, f.Value))];
    }

    private static LinkMention Mention(UInt128 mask, List<(LinkOption Option, int First, int Last)> options)
    {
        var (first, last, top) = (int.MaxValue, 0, 0.0);
        foreach (var (option, from, to) in options)
            (first, last, top) = (Math.Min(first, from), Math.Max(last, to), Math.Max(top, option.Quality));
        // "north" may be a value of hundreds of entities: each once, and no more than are told apart later.
        var named = new HashSet<string>(StringComparer.Ordinal);
        var best = ImmutableArray.CreateBuilder<LinkOption>(MaxOptions);
        foreach (var (option, _, _) in options.OrderByDescending(o => o.Option.Quality))
            if (option.Quality < top - 0.3 || best.Count == MaxOptions)
                break;
            else if (named.Add(option.Target.Name))
                best.Add(option);
        return new LinkMention(best.ToImmutable())
        {
            Mask = mask,
            First = first,
            Last = last,
            Quality = top,
        };
    }

    private List<(int Word, double Quality)>[] MatchWords(ImmutableArray<Token> tokens, IReadOnlyList<Mention> readAlready)
    {
        var read = readAlready.OfType<TimeMention>().Aggregate(UInt128.Zero, (mask, m) => mask | m.Mask);
        var words = new List<(int, double)>[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            words[i] = [];
            var token = tokens[i];
            if (token.Kind is TokenKind.Mark or TokenKind.Quoted || EnglishWords.IsFunction(token.Word))
                continue;
            // "running total" is one term.
            if (token.Word is "running" && i + 1 < tokens.Length && tokens[i + 1].Word is "total" or "totals" or "sum")
                continue;
            var isKnownEnglish =
                EnglishWords.IsSoft(token.Word)
                || EnglishWords.Structural.Contains(token.Word)
                || token.Kind == TokenKind.Number
                // "90th" is no misspelt "95th".
                || token.Word.Any(char.IsDigit)
                || (read & (UInt128.One << i)) != 0;
            lexicon.Find(token, allowTypos: !isKnownEnglish, words[i]);
        }
        return words;
    }

    private void Align(
        LexiconPhrase phrase,
        ImmutableArray<Token> tokens,
        List<(int Word, double Quality)>[] words,
        Dictionary<UInt128, List<(LinkOption, int, int)>> found
    )
    {
        if (phrase.Words.Length == 1)
        {
            for (var i = 0; i < tokens.Length; i++)
                if (QualityAt(words[i], phrase.Words[0]) is var quality and > 0)
                {
                    if (
                        IsActNotState(tokens[i], quality, phrase.Words[0], phrase)
                        || phrase.Target is ValueTarget && (IsRelatedOnly(quality) || IsVerb(tokens, i))
                    )
                        continue;
                    var (first, last) = Widen(phrase, tokens, i, i);
                    if (LosesItsDenial(phrase, first, last, tokens))
                        continue;
                    Record(
                        found,
                        Mentions(first, last),
                        phrase,
                        quality * phrase.Quality - (LosesItsAmount(phrase, first, last, tokens) ? OfAnother : 0),
                        true,
                        first,
                        last
                    );
                }
            return;
        }
        // Each token that could begin it, then the nearest token for each other word, in any order, within a clause.
        for (var start = 0; start < tokens.Length; start++)
        {
            if (words[start].Count == 0 || !phrase.Words.Any(w => QualityAt(words[start], w) > 0))
                continue;
            AlignFrom(phrase, start, tokens, words, found);
        }
    }

    private void AlignFrom(
        LexiconPhrase phrase,
        int start,
        ImmutableArray<Token> tokens,
        List<(int Word, double Quality)>[] words,
        Dictionary<UInt128, List<(LinkOption, int, int)>> found
    )
    {
        Span<int> at = stackalloc int[phrase.Words.Length];
        at.Fill(-1);
        var used = UInt128.Zero;
        var sum = 0.0;
        var matched = 0;
        var last = start;
        var matchedRarity = 0.0;
        var allRarity = 0.0;
        var gaps = 0;
        foreach (var word in phrase.Words)
            allRarity += lexicon.Rarity(word);
        for (var i = start; i < tokens.Length && i - last <= MaxGap && matched < phrase.Words.Length; i++)
        {
            var hit = -1;
            for (var w = 0; w < phrase.Words.Length; w++)
                if (at[w] < 0 && QualityAt(words[i], phrase.Words[w]) is var likeness and > 0 && !IsActNotState(tokens[i], likeness, phrase.Words[w], phrase))
                {
                    hit = w;
                    break;
                }
            if (hit < 0)
            {
                // "closed the most tickets" are tickets closed.
                var isRanked = tokens[i].Word is "most" or "least" or "fewest" && IsVerb(tokens, last);
                if (i > start && IsBorder(tokens[i], phrase) && !isRanked)
                    break;
                if (i > start && tokens[i].IsContent)
                    gaps++;
                if (gaps > 1)
                    break;
                continue;
            }
            at[hit] = i;
            sum += QualityAt(words[i], phrase.Words[hit]);
            matchedRarity += lexicon.Rarity(phrase.Words[hit]);
            used |= UInt128.One << i;
            matched++;
            last = i;
        }
        if (matched == phrase.Words.Length)
        {
            var quality = sum / matched * phrase.Quality * Order(at, tokens, phrase);
            var (first, end) = IsTight(at, tokens, phrase) ? Widen(phrase, tokens, start, last) : (start, last);
            var mask = IsTight(at, tokens, phrase) ? Mentions(first, end) : used;
            if (LosesItsDenial(phrase, first, end, tokens))
                return;
            Record(found, mask, phrase, quality, true, first, end);
        }
        else if (phrase.AllowsParts && matched > 0 && IsTelling(used, tokens) && at[..phrase.Subject].ContainsAnyInRange(0, tokens.Length))
        {
            var share = matchedRarity / allRarity;
            // The last word of a name is what it is ("support ticket"): it says more than the words before it.
            var head = at[^1] >= 0 ? 0.12 : 0;
            var quality = sum / matched * phrase.Quality * (0.3 + 0.45 * share + head);
            // Half a name misspelt is more often another word.
            if (quality >= LeastQuality && (sum / matched > 0.89 || Letters(used, tokens) >= 7) && Order(at, tokens, phrase) > 0.85)
                Record(found, used, phrase, quality, false, start, last);
        }
    }

    /// <summary>1 when the words stand together in the phrase's order; less when turned round or spread.</summary>
    private static double Order(ReadOnlySpan<int> at, ImmutableArray<Token> tokens, LexiconPhrase phrase)
    {
        var inOrder = true;
        var previous = -1;
        int first = int.MaxValue,
            last = -1;
        foreach (var position in at)
        {
            if (position < 0)
                continue;
            inOrder &= position > previous;
            previous = position;
            first = Math.Min(first, position);
            last = Math.Max(last, position);
        }
        var content = 0;
        var function = 0;
        for (var i = first; i <= last; i++)
        {
            if (at.Contains(i) || phrase.Fillers.Contains(tokens[i].Word))
                continue;
            if (tokens[i].IsContent)
                content++;
            else
                function++;
        }
        // "loans per member" is not "loans of members".
        var isTwisted = false;
        foreach (var filler in phrase.Fillers)
            isTwisted |= filler is "per" or "by" or "without" or "within" && !Stands(filler, first, last, tokens);
        return (inOrder ? 1 : 0.95) - 0.07 * content - 0.015 * function - (isTwisted ? 0.3 : 0);
    }

    private static bool Stands(string word, int first, int last, ImmutableArray<Token> tokens)
    {
        for (var i = first; i <= last; i++)
            if (tokens[i].Word == word)
                return true;
        return false;
    }

    /// <summary>"orders" are their number rather than the "order amount", where both are numbers of the layer.</summary>
    private bool LosesItsAmount(LexiconPhrase phrase, int first, int last, ImmutableArray<Token> tokens) =>
        phrase.Target is MetricTarget
        && phrase.Fillers.Any(f =>
            f is "amount" or "amounts" or "value" or "values" && !Stands(f, Math.Max(0, first - 6), Math.Min(tokens.Length - 1, last + 1), tokens)
        )
        && lexicon
            .PhrasesOf(phrase.Words[0])
            .Any(other =>
                lexicon.Phrases[other] is { Words.Length: 1, Fillers.Length: 0, Target: MetricTarget } plain && plain.Target.Name != phrase.Target.Name
            );

    /// <summary>"paid" is no value that people call "did not pay", nor is "started" one that they call "not started".</summary>
    private static bool LosesItsDenial(LexiconPhrase phrase, int first, int last, ImmutableArray<Token> tokens)
    {
        // "sold" is not who it was "sold by".
        if (phrase is { Target: JoinTarget, Words.Length: 1 })
            foreach (var filler in phrase.Fillers)
                if (
                    filler is "by" or "to" or "from" or "for" or "at" or "in" or "through"
                    // "by work site" does not ask who worked on it.
                    && !Stands(filler, filler == "by" ? last + 1 : Math.Max(0, first - 2), Math.Min(tokens.Length - 1, last + 2), tokens)
                )
                    return true;
        if (phrase.Target is not ValueTarget)
            return false;
        foreach (var filler in phrase.Fillers)
            if (
                filler is "not" or "no" or "non" or "never" or "without" or "too" or "only"
                && !Stands(filler, first, last, tokens)
                && !Stands(filler, Math.Max(0, first - 2), last, tokens)
            )
                return true;
        return false;
    }

    /// <summary>Nothing but the phrase's own filling words between its words.</summary>
    private static bool IsTight(ReadOnlySpan<int> at, ImmutableArray<Token> tokens, LexiconPhrase phrase)
    {
        int first = int.MaxValue,
            last = -1;
        foreach (var position in at)
        {
            first = Math.Min(first, position);
            last = Math.Max(last, position);
        }
        for (var i = first; i <= last; i++)
            if (!at.Contains(i) && !phrase.Fillers.Contains(tokens[i].Word))
                return false;
        return true;
    }

    /// <summary>Takes in filling words of the phrase at its borders: "total requests", "number of tickets".</summary>
    private static (int First, int Last) Widen(LexiconPhrase phrase, ImmutableArray<Token> tokens, int first, int last)
    {
        while (
            first > 0
            && phrase.Fillers.Contains(tokens[first - 1].Word)
            // "no-shows" is a name, and nothing is denied.
            && (EnglishWords.IsSoft(tokens[first - 1].Word) || tokens[first - 1].Word is "no" or "non" or "not" or "without")
        )
            first--;
        while (last < tokens.Length - 1 && phrase.Fillers.Contains(tokens[last + 1].Word) && EnglishWords.IsSoft(tokens[last + 1].Word))
            last++;
        return (first, last);
    }

    /// <summary>"expansion and contraction MRR": the first of two names leaves out the word that both end with.</summary>
    private void ShareHeads(ImmutableArray<Token> tokens, List<(int Word, double Quality)>[] words, Dictionary<UInt128, List<(LinkOption, int, int)>> found)
    {
        for (var i = 1; i + 2 < tokens.Length; i++)
        {
            if (tokens[i].Word is not ("and" or "or" or "vs" or "versus" or "," or "against"))
                continue;
            foreach (var (word, quality) in words[i - 1])
            foreach (var index in lexicon.PhrasesOf(word))
                if (lexicon.Phrases[index] is { Words: [var first, var head], Target: MetricTarget } phrase && first == word && quality > 0.9)
                    for (var j = i + 2; j < Math.Min(i + 4, tokens.Length); j++)
                        if (QualityAt(words[j], head) > 0.9 && (words[j - 1].Count > 0 || !tokens[j - 1].IsContent))
                            Record(found, Mentions(i - 1, i - 1), phrase, 0.99 * quality * phrase.Quality, true, i - 1, i - 1);
        }
    }

    /// <summary>"vouchers sold and redeemed": the second of two names leaves out the word that both begin with.</summary>
    private void ShareStarts(
        ImmutableArray<Token> tokens,
        List<(int Word, double Quality)>[] words,
        Dictionary<UInt128, List<(LinkOption Option, int, int)>> found
    )
    {
        for (var i = 2; i + 1 < tokens.Length; i++)
        {
            if (
                tokens[i].Word is not ("and" or "or" or "vs" or "versus" or "&")
                || !found.TryGetValue(Mentions(i - 2, i - 1), out var before)
                || !before.Exists(b => b.Option is { IsWhole: true, Quality: > 0.95, Target: MetricTarget })
            )
                continue;
            foreach (var (word, quality) in words[i + 1])
            foreach (var index in lexicon.PhrasesOf(word))
                if (
                    lexicon.Phrases[index] is { Words: [var first, var second], Target: MetricTarget } phrase
                    && quality > 0.9
                    && (second == word && QualityAt(words[i - 2], first) > 0.9 || first == word && QualityAt(words[i - 2], second) > 0.9)
                )
                    Record(found, Mentions(i + 1, i + 1), phrase, 0.99 * quality * phrase.Quality, true, i + 1, i + 1);
        }
    }

    /// <summary>"never opened a ticket": what somebody did is no word of "open tickets", which says how they are.</summary>
    private bool IsActNotState(Token token, double quality, int word, LexiconPhrase phrase) =>
        IsRelatedOnly(quality)
        && phrase.Target is MetricTarget or SegmentTarget or ProductTarget
        && EnglishVerbs.IsPast(token.Word)
        && EnglishVerbs.IsState(lexicon.Words[word]);

    /// <summary>"opened" is what somebody did, not the state "open".</summary>
    private static bool IsRelatedOnly(double quality) => quality is > 0.92 and < 0.94;

    /// <summary>"closed the most tickets", "opened more than 20": what somebody did.</summary>
    private static bool IsVerb(ImmutableArray<Token> tokens, int i) =>
        i > 0
        && i + 1 < tokens.Length
        && EnglishVerbs.IsPast(tokens[i].Word)
        && tokens[i - 1].Word
            is not ("is" or "are" or "was" or "were" or "be" or "been" or "as" or "the" or "of" or "and" or "or" or "all" or "our" or "only" or "not")
        && (
            tokens[i + 1].Word is "the" or "a" or "an" or "any" or "more" or "most" or "fewer" or "less" or "at" or "our" or "their"
            || tokens[i + 1].Number is not null
        );

    private static int Letters(UInt128 used, ImmutableArray<Token> tokens) =>
        tokens.Where(t => (used & (UInt128.One << t.Index)) != 0).Select(t => t.Word.Length).DefaultIfEmpty(0).Min();

    private static bool IsTelling(UInt128 used, ImmutableArray<Token> tokens)
    {
        foreach (var token in tokens)
            if (
                token.IsContent
                && token.Kind != TokenKind.Number
                && !EnglishWords.Structural.Contains(token.Word)
                && (used & (UInt128.One << token.Index)) != 0
            )
                return true;
        return false;
    }

    private static bool IsBorder(Token token, LexiconPhrase phrase) =>
        token.Kind == TokenKind.Mark
        || (
            token.Word
                is "by"
                    or "and"
                    or "or"
                    or "vs"
                    or "versus"
                    or "but"
                    or "which"
                    or "per"
                    or "each"
                    or "than"
                    or "compared"
                    or "not"
                    or "never"
                    or "no"
                    or "least"
                    or "most"
                    or "without"
                    or "except"
            && !phrase.Fillers.Contains(token.Word)
        );

    private static double QualityAt(List<(int Word, double Quality)> matches, int word)
    {
        foreach (var match in matches)
            if (match.Word == word)
                return match.Quality;
        return 0;
    }

    private static UInt128 Mentions(int first, int last) => Planner.Mention.MaskOf(first, last);

    private static void Record(
        Dictionary<UInt128, List<(LinkOption, int, int)>> found,
        UInt128 mask,
        LexiconPhrase phrase,
        double quality,
        bool isWhole,
        int first,
        int last
    )
    {
        if (quality < LeastQuality)
            return;
        if (!found.TryGetValue(mask, out var options))
            found[mask] = options = [];
        options.Add((new LinkOption(phrase.Target, quality, isWhole), first, last));
    }
}
