namespace Workbench.Server.Semantics.Planner;

/// <summary>Two that are set against each other: "compare A with B", "is X higher for A or B".</summary>
internal sealed partial class Paraphrases
{
    /// <summary>"compare A with B", "compare A and B" are "A vs B".</summary>
    private void Compare()
    {
        var at = _tokens.FindIndex(t => t.Word is "compare" or "comparing" or "contrast");
        // "… Compare last month with the same month last year": a sentence of times alone.
        if (at > 0 && IsTime(at + 1) && _tokens[at - 1].Kind == TokenKind.Mark)
        {
            var beside = _tokens.FindIndex(at + 2, t => t.Word is "with" or "to" or "against");
            if (beside > 0 && IsTime(beside + 1) || beside > 0 && Word(beside + 2) == "same")
            {
                Replace(beside, beside + 1, Made("compared", _tokens[beside]), Made("to", _tokens[beside]));
                _tokens.RemoveRange(at - 1, 2);
            }
            return;
        }
        if (at < 0 || Word(at + 1) is "to" or "with" or "against" or "" || _tokens.Take(at).Any(t => t.IsContent))
            return;
        var other = _tokens.FindIndex(at + 1, t => t.Word is "with" or "to" or "against" or "vs" or "versus");
        if (other > at + 1 && other < _tokens.Count - 1)
            Replace(other, other + 1, Made("vs", _tokens[other]));
        else
            Versus(at + 1);
        _tokens.RemoveAt(at);
    }

    /// <summary>Each "and" and "or" from here on sets two things side by side, but the one of two numbers.</summary>
    private void Versus(int from)
    {
        for (var i = from + 1; i < _tokens.Count - 1; i++)
            if (Word(i) is "and" or "or" && (_tokens[i - 1].Number is null || _tokens[i + 1].Number is null))
                Replace(i, i + 1, Made("vs", _tokens[i]));
    }

    /// <summary>"how do A and B compare on X", "how does A compare with B in X".</summary>
    private void HowDoTheyCompare()
    {
        var how = _tokens.FindIndex(t => t.Word == "how");
        if (how < 0 || Word(how + 1) is not ("do" or "does" or "did" or "is" or "are"))
            return;
        var verb = _tokens.FindIndex(how + 2, t => t.Word is "compare" or "compares" or "stack" or "fare" or "perform" or "differ" or "measure");
        if (verb < 0)
            return;
        var next = Word(verb) == "stack" && Word(verb + 1) == "up" ? verb + 2 : verb + 1;
        if (Word(next) is "to" or "with" or "against" or "from")
            Replace(verb, next + 1, Made("vs", _tokens[verb]));
        else if (Word(verb) is "compare" or "differ" or "stack" && next < _tokens.Count && _tokens.FindIndex(how, verb - how, t => t.Word == "and") > 0)
        {
            _tokens.RemoveRange(verb, next - verb);
            for (var i = how; i < verb; i++)
                if (Word(i) == "and")
                    Replace(i, i + 1, Made("vs", _tokens[i]));
        }
        else
            return;
        _tokens.RemoveRange(how, 2);
    }

    /// <summary>"is X higher for A or B", "which is higher, A or B".</summary>
    private void WhichIsHigher()
    {
        for (var i = 1; i < _tokens.Count - 2; i++)
        {
            if (
                Word(i)
                is not (
                    "more"
                    or "fewer"
                    or "less"
                    or "higher"
                    or "lower"
                    or "better"
                    or "worse"
                    or "bigger"
                    or "larger"
                    or "smaller"
                    or "greater"
                    or "longer"
                    or "shorter"
                )
            )
                continue;
            // "is MRR higher than last year"
            if (Word(0) is "is" or "are" or "was" or "were" && Word(i + 1) == "than" && IsTime(i + 2))
            {
                Replace(i, i + 2, Made("compared", _tokens[i]), Made("to", _tokens[i + 1]));
                _tokens.RemoveAt(0);
                return;
            }
            var or = _tokens.FindIndex(i + 1, t => t.Word is "or" or "than");
            if (Word(i) is "more" or "fewer" or "less" && Word(i + 1) is "or" or "than")
                return;
            // "was X for A higher than for B"
            if (
                or == i + 1
                && Word(or) == "than"
                && Word(0) is "is" or "are" or "was" or "were"
                && or + 1 < _tokens.Count
                && _tokens[or + 1].Number is null
                && (Word(or + 1) is "for" or "in" or "at" or "of" or "with" or "on" || _tokens[or + 1].IsContent)
            )
            {
                Replace(i, Word(or + 1) is "for" or "in" or "at" or "of" or "with" or "on" ? or + 2 : or + 1, Made("vs", _tokens[or]));
                _tokens.RemoveAt(0);
                return;
            }
            if (or < 0 || or == i + 1 || or == _tokens.Count - 1 || _tokens.Exists(t => t.Number is not null && t.Index > i))
                return;
            Replace(or, or + 1, Made("vs", _tokens[or]));
            // "at night than in the early shift"
            while (Word(or + 1) is "in" or "at" or "on" or "for" or "with" or "among" or "the" && or + 2 < _tokens.Count)
                _tokens.RemoveAt(or + 1);
            var start = Word(i - 1) is "is" or "are" or "was" or "were" ? i - 1 : i;
            var count = i - start + 1;
            _tokens.RemoveRange(start, count);
            if (Word(0) is "is" or "are" or "was" or "were" or "does" or "do" or "did" or "which" or "who" or "what")
                _tokens.RemoveAt(0);
            return;
        }
    }

    private bool IsTime(int i)
    {
        while (Word(i) is "the" or "a" or "in" or "at" or "it" or "was")
            i++;
        return PeriodReader.UnitOf(Word(i)) is not null
            || Word(i) is "last" or "previous" or "prior" or "yesterday" or "this" && PeriodReader.UnitOf(Word(i + 1)) is not null
            || Word(i) is "yesterday"
            || EnglishWords.MonthOf(Word(i)) is not null
            || YearPartReader.YearOf(Word(i)) is not null && Word(i).Length == 4;
    }

    /// <summary>"the difference in X between A and B" shows both.</summary>
    private void Difference()
    {
        var at = _tokens.FindIndex(t => t.Word is "difference" or "differences" or "gap" or "comparison" or "split");
        if (at < 0 || Word(at + 1) is not ("in" or "between" or "of"))
            return;
        var between = _tokens.FindIndex(at + 1, t => t.Word is "between" or "of");
        if (between < 0 || between + 1 >= _tokens.Count || _tokens[between + 1].Number is not null || _tokens.FindIndex(between, t => t.Word == "and") < 0)
            return;
        if (Word(at) == "split")
        {
            between = _tokens.FindLastIndex(t => t.Word == "between");
            if (between < 0)
                return;
            for (var i = between + 2; i < _tokens.Count - 1; i++)
                if (Word(i) == ",")
                    Replace(i, i + 1, Made("vs", _tokens[i]) with { Kind = TokenKind.Word });
        }
        Versus(between);
        _tokens.RemoveAt(at);
    }
}
