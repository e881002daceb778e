using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Takes away what people say around a question: greetings, thanks, "at the moment".</summary>
internal static class Courtesies
{
    private static readonly ImmutableArray<string[]> Phrases =
    [
        .. (
            "may i have|may i see|may i ask for|may i ask|may i know|may i get|may we have|may we see|may we know|might i have|might i ask|thanks a lot|thanks so much|thanks very much|thanks in advance|thanks again|many thanks|thank you so much|thank you very much|thank you in advance|thank you|thx|thanks|cheers|ta|"
            + "much appreciated|greatly appreciated|really appreciated|appreciated|i appreciate it|i appreciate your help|appreciate it|would be great|would be appreciated|that would be great|that would be nice|"
            + "that would be helpful|would be helpful|would be lovely|best regards|kind regards|regards|have a nice day|have a good day|good morning|good afternoon|good evening|hi there|hello there|hey there|hi|hello|hey|"
            + "sorry to bother you|sorry to bother|sorry|excuse me|if you do not mind|if you can|if you could|if possible|if it is possible|if you have a moment|if you have a minute|if you have time|"
            + "when you get a chance|when you have a minute|when you have time|real quick|asap|as soon as possible|for a presentation|for a meeting|for my report|for the report|for my boss|my boss wants|my boss would like|my boss needs|my boss asked for|my boss asks for|my manager wants|my manager would like|my manager needs|is enough|will do|would do|is fine|is sufficient|would be enough|"
            + "would you mind|would you be so kind|could you be so kind|be so kind as to|i was wondering if|i was wondering|i wonder if|i am wondering|i would like to know|i would love to know|i would be interested in|"
            + "i am curious about|i am curious|i am interested in|i need to know|i want to know|do you know|do you happen to know|any idea|any chance|can you help me|could you help me|help me understand|"
            + "just out of curiosity|out of curiosity|just out of interest|out of interest|and no hurry at all|and no hurry|no hurry at all|no hurry|by any chance|off the top of your head|at the moment|at this moment|at this point in time|at this point|at present|as of now|as of right now|as of today|as it stands|"
            + "as things stand|right now|just now|these days|nowadays|presently|so to speak|you know|let me see|let us see|let me know|tell me about|in your opinion|quick one|quick question|one more thing|"
            + "another question|a question|no rush|dear all|dear team|dear colleague|folks|guys|team|mate|buddy|in total|on our books|on the books|i new here|i am new here|new here|i was asked|i have been asked|people keep asking|everybody wants to know|everyone wants to know|"
            + "if it is not too much trouble|if that is ok|if that is okay|for what it is worth|to be honest|just wondering|just checking|just to be sure|to be precise|more precisely|roughly speaking|in the end|in fact|by the way|btw|fyi|"
            + "i love to know|i love to see|i love to hear|i love to have|would love to know|love to know|love to see|i am dying to know|do me a favour and check|do me a favour and|do me a favor and check|do me a favor and|do me a favour|do me a favor|keep it short|just quickly|let me think how to put this|how to put this|how shall i put this|so that i can put it into a chart|so that i can put them into a chart|so that i can chart it|so that i can plot it|so i can put it into a chart|please help me with|one quick thing|one thing|all i need is|what i need is|what i am after is|do we have that|is that possible|is there such a number|if there is such a number|"
            + "for once|as always|as usual|in a nutshell|long story short|say over|let us say|give away in|gave away in|given away in|all in all|altogether|all told"
        )
            .Split('|')
            .Select(p => p.Split(' '))
            .OrderByDescending(p => p.Length),
    ];

    private static readonly System.Collections.Frozen.FrozenSet<string> Starts = System.Collections.Frozen.FrozenSet.ToFrozenSet(
        Phrases.Select(p => p[0]),
        StringComparer.Ordinal
    );

    public static ImmutableArray<Token> Remove(ImmutableArray<Token> tokens, LayerLexicon lexicon)
    {
        List<Token>? kept = null;
        tokens = WithoutThanks(tokens, lexicon);
        for (var i = 0; i < tokens.Length; i++)
        {
            var length = LengthAt(tokens, i, lexicon);
            if (length == 0)
            {
                kept?.Add(tokens[i]);
                continue;
            }
            kept ??= [.. tokens.Take(i)];
            i += length - 1;
        }
        // A question of courtesies alone is left to be refused as it stands.
        return kept is null || !kept.Exists(t => t.Kind != TokenKind.Mark) ? tokens : [.. kept.Select((t, i) => t with { Index = i })];
    }

    /// <summary>"Thanks for the help yesterday! Now …": a first sentence of thanks says nothing about the data.</summary>
    private static ImmutableArray<Token> WithoutThanks(ImmutableArray<Token> tokens, LayerLexicon lexicon)
    {
        if (tokens.Length == 0 || tokens[0].Word is not ("thanks" or "thank" or "thx"))
            return tokens;
        for (var i = 1; i < Math.Min(tokens.Length - 3, 12); i++)
            if (tokens[i] is { Kind: TokenKind.Mark, Word: "!" or "." })
                return [.. tokens.Skip(i + 1).Select((t, k) => t with { Index = k })];
            else if (tokens[i].Number is not null || tokens[i].IsNameLike || tokens[i].IsContent && lexicon.Knows(tokens[i].Singular))
                return tokens;
        return tokens;
    }

    private static int LengthAt(ImmutableArray<Token> tokens, int i, LayerLexicon lexicon)
    {
        if (tokens[i].Kind != TokenKind.Word || !Starts.Contains(tokens[i].Word))
            return 0;
        foreach (var phrase in Phrases)
        {
            if (phrase[0] != tokens[i].Word || i + phrase.Length > tokens.Length)
                continue;
            var k = 1;
            while (k < phrase.Length && tokens[i + k].Word == phrase[k])
                k++;
            // A greeting that begins the talk is one, whatever the layer knows.
            if (k == phrase.Length && (i == 0 && phrase is ["good", _] || phrase is ["i", .., "new", "here"]))
                return k;
            // "revenue by team": a word that the layer knows is a word of the question.
            // Pupils who "went away" are not what is given away in discounts: there it is the other word that counts.
            if (k == phrase.Length && phrase is [_, "away", "in"])
                return lexicon.Knows("give") || lexicon.Knows("gave") || lexicon.Knows("given") ? 0 : k;
            if (k == phrase.Length && !Enumerable.Range(i, k).Any(j => !EnglishWords.IsFunction(tokens[j].Word) && lexicon.Knows(tokens[j].Singular)))
                return k;
        }
        return 0;
    }
}
