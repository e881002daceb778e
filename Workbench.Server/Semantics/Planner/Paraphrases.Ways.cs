namespace Workbench.Server.Semantics.Planner;

/// <summary>What the company calls its own year, and two numbers that are set against each other.</summary>
internal sealed partial class Paraphrases
{
    /// <summary>"last school year" is the last fiscal year, where the glossary says that the school year is one.</summary>
    private void OwnYears()
    {
        foreach (var name in lexicon.FiscalNames)
            for (var i = 0; i + name.Length <= _tokens.Count; i++)
            {
                var at = i;
                if (name.Select((word, k) => (word, k)).All(w => IsOwnWord(_tokens[at + w.k], w.word)))
                    Replace(i, i + name.Length, Made("fiscal", _tokens[i]), Made("year", _tokens[i + name.Length - 1]));
            }
    }

    private bool IsOwnWord(Token token, string word) =>
        token.Singular == word || !lexicon.Knows(token.Singular) && !EnglishWords.IsFunction(token.Word) && EditDistance.Likeness(token.Singular, word) > 0;

    /// <summary>"did we have more leavers than joiners": both numbers, beside each other.</summary>
    private void SideBySide()
    {
        if (Word(0) is not ("do" or "did" or "have" or "are" or "were" or "is" or "was"))
            return;
        var more = _tokens.FindIndex(1, t => t.Word is "more" or "fewer" or "less");
        if (more is < 1 or > 4 || _tokens.Take(more).Skip(1).Any(t => t.IsContent || t.Number is not null))
            return;
        var than = _tokens.FindIndex(more + 1, t => t.Word == "than");
        if (
            than < more + 2
            || than + 1 >= _tokens.Count
            || _tokens[than + 1].Number is not null
            || IsTime(than + 1)
            || !_tokens.GetRange(more + 1, than - more - 1).Exists(t => t.IsContent && IsKnown(t.Word))
            || !IsKnown(_tokens[than + 1].Word)
        )
            return;
        Replace(than, than + 1, Made("and", _tokens[than]));
        _tokens.RemoveRange(0, more + 1);
    }

    /// <summary>"unmatched", "non-refundable" are what is not matched, not refundable, where the layer knows the one and not the other.</summary>
    private void Undone()
    {
        for (var i = 0; i < _tokens.Count; i++)
            if (
                _tokens[i] is { Kind: TokenKind.Word, IsNameLike: false } token
                && token.Word.Length > 6
                && token.Word.StartsWith("un", StringComparison.Ordinal)
                && !lexicon.Knows(token.Singular)
                && !lexicon.KnowsRoot(token.Root)
                && EnglishSenses.Of(token.Root).All(s => !lexicon.Knows(s))
                && lexicon.Knows(WordForms.Singular(token.Word[2..]))
            )
                Replace(i, i + 1, Made("not", token) with { Text = "not" }, Made(token.Word[2..], token) with { Text = token.Word[2..] });
    }

    /// <summary>"…, and how was it in the same quarter a year earlier?": beside that time.</summary>
    private void HowWasItThen()
    {
        for (var i = 3; i + 4 < _tokens.Count; i++)
            if (
                Word(i) == "and"
                && Word(i + 1) is "how" or "what"
                && Word(i + 2) is "was" or "were" or "is" or "are"
                && Word(i + 3) is "it" or "that" or "they" or "this"
            )
            {
                var from = _tokens[i - 1].Kind == TokenKind.Mark ? i - 1 : i;
                var to = Word(i + 4) is "in" or "during" or "for" or "at" ? i + 5 : i + 4;
                if (IsTime(to) || Word(to) is "same" || Word(to + 1) is "same" || PeriodReader.UnitOf(Word(to + 1)) is not null)
                    Replace(from, to, Made("compared", _tokens[i]), Made("to", _tokens[i]));
                // "…, and what is it for those signed online?": the one beside the other.
                else if (Word(i + 4) is "in" or "for" or "at" or "with" or "among" or "on")
                {
                    while (to + 1 < _tokens.Count && (Word(to) is "the" or "those" or "ones" or "who" or "that" || EnglishVerbs.IsLight(Word(to))))
                        to++;
                    Replace(from, to, Made("vs", _tokens[i]));
                }
                return;
            }
    }
}
