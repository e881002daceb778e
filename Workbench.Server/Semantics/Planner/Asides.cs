using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// What is said beside a question in sentences of its own: "I have a meeting on Monday: what did we sell?". Where one part can be read whole and another
/// holds words that nothing knows, the first is the question; of the other only what picks rows is kept ("We worry about Oslo. How many …").
/// </summary>
internal sealed class Asides(LayerLexicon lexicon, IValueIndex values)
{
    public static readonly FrozenSet<string> Verbs =
        "is are was were am has have had want wants wanted need needs needed ask asks asked say says said think thinks keep keeps will would can does did"
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Something was left out that had a bearing: an answer is less sure.</summary>
    public bool LeftOut { get; private set; }

    public ImmutableArray<Token> Remove(ImmutableArray<Token> tokens)
    {
        var parts = Parts(tokens);
        if (parts.Count < 2)
            return tokens;
        var unknown = parts.ConvertAll(part => part.Count(IsUnknown));
        if (unknown.TrueForAll(u => u == 0))
            return tokens;
        // "Last quarter is enough" is no question of its own.
        if (!parts.Exists(part => !part.Exists(IsUnknown) && part.Count(t => t.Kind != TokenKind.Mark) >= 4 && part.Exists(NamesSomething)))
            return tokens;
        List<Token> kept = [];
        List<Token> beside = [];
        for (var i = 0; i < parts.Count; i++)
            if (unknown[i] == 0 || i == 0 && Picks(parts[i]))
                kept.AddRange(parts[i]);
            else
            {
                var picked = Values(parts[i]);
                beside.AddRange(picked);
                // "I have a meeting on Monday" is nothing to the data; a second question, or one about something known, is.
                // So is what follows the question: "Last month is enough, for …".
                LeftOut |=
                    i > 0 || picked.Count > 0 || parts[i][^1].Word == "?" || !IsOfTheSpeaker(parts[i]) || parts[i].Exists(t => IsNamed(t) || NamesSomething(t));
            }
        var end = kept.Count > 0 && kept[^1].Kind == TokenKind.Mark ? kept.Count - 1 : kept.Count;
        kept.InsertRange(end, beside);
        return [.. kept.Select((t, i) => t with { Index = i })];
    }

    /// <summary>What is said behind the question and is nothing to the data: "I'd like to get rid of them.", "It's for the auditors."</summary>
    public ImmutableArray<Token> WithoutAfterwords(ImmutableArray<Token> tokens)
    {
        var parts = Parts(tokens);
        var last = parts.Count;
        while (last > 1 && IsAfterword(parts[last - 1]))
            last--;
        var isAsked = parts.Take(last).Any(part => part.Count(t => t.Kind != TokenKind.Mark) >= 4 && part.Exists(NamesSomething));
        return last == parts.Count || !isAsked ? tokens : [.. parts.Take(last).SelectMany(part => part).Select((t, i) => t with { Index = i })];
    }

    private bool IsAfterword(List<Token> part) =>
        !part.Exists(t =>
            t.Number is not null and not 1
            || IsNamed(t)
            || EnglishWords.Structural.Contains(t.Word)
            || NegationsAndChoices.Contains(t.Word)
            || t.IsContent && (lexicon.Knows(t.Singular) || lexicon.KnowsRoot(t.Root))
        )
        && (
            IsOfTheSpeaker(part) && part.Exists(t => t.IsContent)
            || part is [{ Word: "it" or "that" or "this" }, { Word: "for" }, ..] or [{ Word: "it" or "that" or "this" }, { Word: "is" }, { Word: "for" }, ..]
            || part.TrueForAll(t => !t.IsContent) && part[0].Word is "can" or "could" or "would" && part.Exists(t => t.Word is "me" or "us")
        );

    /// <summary>A sentence with one of these says more of what is asked.</summary>
    private static readonly FrozenSet<string> NegationsAndChoices =
        "only just not no without except excluding include including take use look mean what which how who where when why same instead rather and or by per each"
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>"Excluding refunds: …", "Atlantis: …": what is said before the question about its rows, whether anything knows them or not.</summary>
    public static bool Picks(List<Token> part) =>
        part.Exists(t =>
            t.Word is "only" or "solely" or "except" or "excluding" or "exclude" or "excl" or "without" or "ignoring" or "minus" or "besides" or "apart"
        )
        // "The auditors want a list:" picks nothing.
        || !IsOfTheSpeaker(part)
            && (
                part[^1].Word == ":" && !(part.Count > 5 && part.Exists(t => Verbs.Contains(t.Word)) && !LeavesOut(part))
                || part[0].Word is "for" or "in" or "at" or "from" or "within"
            );

    private static bool LeavesOut(List<Token> part) => part.Exists(t => t.Word is "leave" or "leaving" or "ignore" or "skip" or "out" or "not" or "no");

    /// <summary>"I am new to this", "my colleague is on holiday": a sentence about who asks, that does not say of what.</summary>
    public static bool IsOfTheSpeaker(List<Token> part) =>
        (part.Exists(t => t.Word is "i" or "we") || part.Exists(t => t.Word is "my" or "our") && part.Exists(t => Verbs.Contains(t.Word)))
        && !part.Exists(t => t.Word is "about" or "mean" or "concerning" or "regarding");

    public static bool IsNamed(Token token) =>
        token.Kind is TokenKind.Number or TokenKind.Quoted
        || token is { IsNameLike: true, IsContent: true } && !EnglishWords.Weekdays.Contains(token.Word) && EnglishWords.MonthOf(token.Word) is null;

    public static List<List<Token>> Parts(ImmutableArray<Token> tokens)
    {
        List<List<Token>> parts =
        [
            [],
        ];
        foreach (var token in tokens)
        {
            parts[^1].Add(token);
            if (token is { Kind: TokenKind.Mark, Word: "." or "?" or "!" or ":" or ";" })
                parts.Add([]);
        }
        parts.RemoveAll(part => part.TrueForAll(t => t.Kind == TokenKind.Mark));
        return parts;
    }

    public bool IsUnknown(Token token) =>
        token is { Kind: TokenKind.Word, IsContent: true, Number: null }
        && !EnglishWords.Structural.Contains(token.Word)
        && token.Word is not ("people" or "folks" or "anybody" or "usually")
        && !EnglishWords.Weekdays.Contains(token.Word)
        && EnglishWords.MonthOf(token.Word) is null
        && !lexicon.Knows(token.Singular)
        && !lexicon.KnowsRoot(token.Root)
        && !lexicon.IsPartOfFiscalName(token.Singular)
        && EnglishSenses.Of(token.Root).All(s => !lexicon.Knows(s))
        && !LooksMisspelt(token)
        && values.Find(token.Text, 1) is not [{ Score: >= 0.8 }, ..];

    private bool LooksMisspelt(Token token)
    {
        var found = new List<(int Word, double Quality)>();
        lexicon.Find(token, true, found);
        return found.Count > 0;
    }

    public bool NamesSomething(Token token) =>
        token is { Kind: TokenKind.Word, IsContent: true }
        && !EnglishWords.Structural.Contains(token.Word)
        && (lexicon.Knows(token.Singular) || lexicon.KnowsRoot(token.Root) || LooksMisspelt(token));

    /// <summary>"for" and the words of each value that was named in full.</summary>
    /// <param name="without">Values that pick nothing here.</param>
    public List<Token> Values(List<Token> part, Func<ValueTarget, bool>? without = null)
    {
        ImmutableArray<Token> own = [.. part.Select((t, i) => t with { Index = i })];
        List<Token> picked = [];
        var used = UInt128.Zero;
        var end = own.Length - 1;
        while (end > 0 && own[end].Kind == TokenKind.Mark)
            end--;
        foreach (
            var mention in new Linker(lexicon, values)
                .Link(own, [])
                .Where(m => m.Options[0] is { Quality: >= 0.95, IsWhole: true, Target: ValueTarget or ProductTarget })
                .OrderByDescending(m => (int)UInt128.PopCount(m.Mask))
        )
        {
            if ((mention.Mask & used) != 0)
                continue;
            used |= mention.Mask;
            if (without is not null && mention.Options[0].Target is ValueTarget value && without(value))
                continue;
            // "our partners are expensive" says how they are, and picks nobody.
            if (
                mention.Last == end
                && mention.First > 0
                && own[mention.First - 1].Word is "is" or "are" or "was" or "were" or "too" or "so" or "very" or "quite" or "get" or "seem" or "look"
            )
                continue;
            var words = own.Where(t => (mention.Mask & (UInt128.One << t.Index)) != 0).ToList();
            picked.Add(
                words[0] with
                {
                    Text = "for",
                    Word = "for",
                    Singular = "for",
                    Root = "for",
                    Kind = TokenKind.Word,
                    Number = null,
                    IsNameLike = false,
                    Weight = Tokenizer.WeightOf("for"),
                }
            );
            picked.AddRange(words);
        }
        return picked;
    }
}
