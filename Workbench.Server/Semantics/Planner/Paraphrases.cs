using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Turns ways of speaking into the words that names are made of: "how long does it take to resolve" asks for the "time to resolve".</summary>
internal sealed partial class Paraphrases(LayerLexicon lexicon)
{
    private static readonly ImmutableArray<string> Durations = ["duration", "length", "days", "hours", "minutes", "seconds", "wait"];

    private List<Token> _tokens = [];

    public ImmutableArray<Token> Apply(ImmutableArray<Token> tokens)
    {
        _tokens = [.. tokens];
        Restatement();
        WhenItEnded();
        OrMore();
        NextToEachOther();
        TheseTwo();
        BesideEachOther();
        TheSameMonth();
        HowWasItThen();
        Framing();
        OwnYears();
        SideBySide();
        WholeFirst();
        ShareAmong();
        PercentBehind();
        PeopleWhoWorkHere();
        PeopleAtLarge();
        GettingMore();
        HalfADozen();
        GoingUp();
        HowDoTheyCompare();
        WhichIsHigher();
        Difference();
        Compare();
        HowLong();
        HowManyUnits();
        TakesTheLongest();
        WhatDoesItCost();
        HowAdjective();
        Undone();
        AddSenses();
        return [.. _tokens.Select((t, i) => t with { Index = i })];
    }

    private string Word(int i) => i >= 0 && i < _tokens.Count ? _tokens[i].Word : "";

    private void Replace(int start, int to, params ReadOnlySpan<Token> made)
    {
        _tokens.RemoveRange(start, to - start);
        _tokens.InsertRange(start, made);
    }

    /// <summary>"Where do visitors come from? I mean sessions per country": only the second sentence counts.</summary>
    private void Restatement()
    {
        for (var i = 1; i < _tokens.Count - 2; i++)
            if (_tokens[i - 1].Word is "?" or "." or "!" && Word(i) == "i" && Word(i + 1) is "mean" or "meant")
            {
                _tokens.RemoveRange(0, i + 2);
                return;
            }
    }

    /// <summary>"My boss wants to know how many": who wants to know is nothing to the data.</summary>
    private void Framing()
    {
        for (var i = 1; i < Math.Min(6, _tokens.Count - 3); i++)
            if (
                Word(i) is "wants" or "wanted" or "asks" or "asked" or "needs" or "wonders" or "wondered" or "asking"
                && _tokens.Take(i).All(t => t.Kind == TokenKind.Word && t.Number is null)
            )
            {
                var end = i + 1;
                while (Word(end) is "to" or "me" or "us" or "know" or "see" or "find" or "out" or "for" or "about" or "if" or "whether")
                    end++;
                // "customers who asked for …" is no framing: there the question has begun before.
                if (
                    _tokens.Take(i).Any(t => t.IsContent && lexicon.Knows(t.Singular) || t.Word is "which" or "who" or "how" or "what" or "that" or "many")
                    || end == i + 1 && Word(end) is not ("how" or "what" or "which")
                )
                    return;
                if (_tokens.Take(i).Any(t => t.Word is "my" or "our" or "the" or "a" or "somebody" or "someone" or "he" or "she" or "they"))
                    _tokens.RemoveRange(0, end);
                return;
            }
    }

    /// <summary>"how long do people wait": anybody, where the layer knows no people.</summary>
    private void PeopleAtLarge()
    {
        if (lexicon.Knows("people") || lexicon.Knows("person"))
            return;
        var at = _tokens.FindIndex(t => t.Word is "people" or "folks");
        if (at > 0 && Word(at - 1) is "do" or "does" or "did" or "can")
            _tokens.RemoveAt(at);
    }

    /// <summary>"are we getting more bookings?" asks for bookings over time, or beside what they are compared with.</summary>
    private void GettingMore()
    {
        if (
            Word(0) is "are" or "do"
            && Word(1) == "we"
            && Word(2) is "getting" or "seeing" or "get" or "see" or "having"
            && Word(3) is "more" or "fewer" or "less"
            && Word(4) != "than"
        )
            _tokens.RemoveRange(0, 4);
    }

    /// <summary>"how many people work here" are those who are employed, and no other people.</summary>
    private void PeopleWhoWorkHere()
    {
        var at = _tokens.FindIndex(t => t.Word is "people" or "persons" or "folks");
        if (at < 0)
            return;
        var verb = at + 1;
        while (Word(verb) is "who" or "that" or "do" or "we" or "are" or "currently" or "actually" or "does" or "the" or "company")
            verb++;
        var isWork = Word(verb) is "work" or "works" or "working" && Word(verb + 1) is "here" or "for" or "at" or "with" or "in" or "";
        if (!isWork && Word(verb) is not ("employ" or "employed" or "employs"))
            return;
        var end = verb + 1;
        if (Word(end) is "here")
            end++;
        else if (Word(end) is "for" or "at" or "with" && Word(end + 1) is "us" or "the" or "our" or "this")
            end += Word(end + 1) is "us" ? 2 : 1;
        Replace(at, end, Made("employees", _tokens[at]) with { IsNameLike = false });
    }

    /// <summary>"is it going up", "getting worse": how it developed.</summary>
    private void GoingUp()
    {
        for (var i = 1; i + 1 < _tokens.Count; i++)
            if (
                (Word(i), Word(i + 1))
                    is
                        ("going" or "go" or "trending" or "went", "up" or "down")
                        or
                        ("getting" or "become" or "becoming", "better" or "worse" or "longer" or "shorter" or "higher" or "lower" or "bigger" or "smaller")
                        or
                        ("on", "the")
                && (Word(i + 1) != "the" || Word(i + 2) is "rise" or "decline" or "increase")
            )
            {
                var end = Word(i + 1) == "the" ? i + 3 : i + 2;
                Replace(i, end, Made("over", _tokens[i]), Made("time", _tokens[i + 1]));
                return;
            }
    }

    /// <summary>"half a dozen" is six, "a couple of" two.</summary>
    private void HalfADozen()
    {
        for (var i = 0; i + 2 < _tokens.Count; i++)
            if (Word(i) == "half" && Word(i + 1) == "a" && Word(i + 2) == "dozen")
                Replace(i, i + 3, Made("six", _tokens[i]) with { Number = 6 });
            else if (Word(i) == "a" && Word(i + 1) == "dozen")
                Replace(i, i + 2, Made("twelve", _tokens[i + 1]) with { Number = 12 });
    }

    /// <summary>"how long does it take to V", "how long do customers wait for X", "how long is a loan".</summary>
    private void HowLong()
    {
        var at = _tokens.FindIndex(t => t.Word == "how");
        if (at < 0 || Word(at + 1) is not ("long" or "quickly" or "fast" or "soon"))
            return;
        var next = at + 2;
        if (Word(next) is "does" or "do" or "did" or "is" or "are" or "was" or "were" or "has" or "have")
            next++;
        var verb = next;
        while (
            verb < Math.Min(next + 6, _tokens.Count) && Word(verb) is not ("take" or "takes" or "took" or "wait" or "waited" or "waiting" or "need" or "needs")
        )
            verb++;
        if (verb >= Math.Min(next + 6, _tokens.Count))
        {
            // "how long are books kept", "how quickly do we resolve tickets"
            Replace(at, next, Duration(_tokens[at + 1]));
            return;
        }
        var subject = _tokens.GetRange(next, verb - next).Where(t => t.Word is not ("it" or "we" or "you" or "they" or "us")).ToList();
        var after = verb + 1;
        while (Word(after) is "us" or "them" or "you" or "me" or "for" or "on" or "average" or "until")
            after++;
        Replace(at, after, [.. subject, Duration(_tokens[at + 1])]);
    }

    /// <summary>"how many days did it take to V" is the time to V.</summary>
    private void HowManyUnits()
    {
        for (var i = 0; i + 4 < _tokens.Count; i++)
            if (
                Word(i) == "how"
                && Word(i + 1) == "many"
                && PeriodReader.UnitOf(Word(i + 2)) is not null
                && Word(i + 3) is "does" or "do" or "did"
                && Word(i + 5) is "take" or "took"
            )
            {
                var end = i + 6;
                while (Word(end) is "us" or "them" or "for")
                    end++;
                Replace(i, end, Duration(_tokens[i + 2]));
                return;
            }
    }

    /// <summary>"which framework takes the longest to build": the longest time to build.</summary>
    private void TakesTheLongest()
    {
        var at = _tokens.FindIndex(t => t.Word is "take" or "takes" or "took" or "lasted" or "lasts");
        if (at < 0)
            return;
        var superlative = Word(at + 1) == "the" ? at + 2 : at + 1;
        if (Word(superlative) is not ("longest" or "shortest" or "most" or "least"))
            return;
        var end = superlative + 1;
        if (Word(end) == "time")
            end++;
        if (Word(at) is "lasted" or "lasts" || Word(end) is "to" or "for" or "until" || end > superlative + 1 || end >= _tokens.Count)
            Replace(at, end, Made("the", _tokens[at]), _tokens[superlative], Duration(_tokens[superlative]));
    }

    /// <summary>"what did a sign-up cost us", "how much does one delivery cost": the cost per X.</summary>
    private void WhatDoesItCost()
    {
        for (var i = 0; i + 3 < _tokens.Count; i++)
        {
            var next =
                Word(i) == "what" ? i + 1
                : Word(i) == "how" && Word(i + 1) == "much" ? i + 2
                : -1;
            if (next < 0 || Word(next) is not ("did" or "does" or "do") || Word(next + 1) is not ("a" or "an" or "one" or "each" or "every"))
                continue;
            var cost = _tokens.FindIndex(Math.Min(next + 2, _tokens.Count), t => t.Word is "cost" or "costs");
            if (cost < 0 || cost - next > 9)
                return;
            var thing = _tokens.GetRange(next + 2, cost - next - 2);
            var end = Word(cost + 1) is "us" or "me" or "them" ? cost + 2 : cost + 1;
            Replace(i, end, [_tokens[cost], Made("per", _tokens[next + 1]), .. thing]);
            return;
        }
    }

    /// <summary>"how happy are our customers": the satisfaction of our customers, where the layer has such a thing.</summary>
    private void HowAdjective()
    {
        for (var i = 0; i + 2 < _tokens.Count; i++)
        {
            if (Word(i) != "how" || EnglishSenses.NounsOf(Word(i + 1)) is not { Length: > 0 } nouns)
                continue;
            var known = nouns.Where(IsKnown).ToImmutableArray();
            if (known.Length == 0)
                continue;
            var noun = Made(known[0], _tokens[i + 1]) with { Also = known[1..], Asks = Asked.Degree };
            if (Word(i + 2) is "is" or "are" or "was" or "were")
                Replace(i, i + 3, noun, Made("of", _tokens[i + 2]));
            else
                Replace(i, i + 2, noun);
            return;
        }
    }

    /// <summary>A word that the layer does not know may be said by another one that it does.</summary>
    private void AddSenses()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            var token = _tokens[i];
            if (Demonyms.CountryOf(token.Word) is { } country && !lexicon.Knows(token.Singular) && IsKnown(country))
                _tokens[i] = token with { Also = [.. token.Also, country] };
            if (token.Kind != TokenKind.Word || EnglishWords.IsFunction(token.Word) || token.IsNameLike || lexicon.Knows(token.Singular))
                continue;
            // "did we deliver": what somebody does is not the noun that sounds like it.
            if (lexicon.KnowsRoot(token.Root) && Word(i - 1) is "we" or "they" or "you" or "i" or "did" or "been" or "had")
                continue;
            var known = EnglishSenses.Of(token.Root).Where(IsKnown).ToImmutableArray();
            if (known.Length > 0)
                _tokens[i] = token with { Also = [.. token.Also, .. known] };
        }
    }

    private bool IsKnown(string word) => lexicon.Knows(WordForms.Singular(word)) || lexicon.KnowsRoot(WordForms.Root(word));

    private static Token Duration(Token origin) => Made("time", origin) with { Also = Durations, Asks = Asked.Duration };

    private static Token Made(string word, Token origin) =>
        origin with
        {
            Word = word,
            Singular = WordForms.Singular(word),
            Root = WordForms.Root(word),
            Number = null,
            Weight = Tokenizer.WeightOf(word),
        };
}
