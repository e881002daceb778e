namespace Workbench.Server.Semantics.Planner;

/// <summary>What people say for "at the end of", "at least", "versus".</summary>
internal sealed partial class Paraphrases
{
    /// <summary>"when October ended", "when the quarter closed": at the end of it, and nothing that ended itself.</summary>
    private void WhenItEnded()
    {
        for (var i = 0; i + 2 < _tokens.Count; i++)
        {
            if (Word(i) is not ("when" or "as") || !IsTime(i + 1) && !(Word(i + 1) == "the" && PeriodReader.UnitOf(Word(i + 2)) is not null))
                continue;
            var verb = i + 2;
            while (
                verb < Math.Min(i + 5, _tokens.Count)
                && Word(verb) is not ("ended" or "ends" or "closed" or "closes" or "finished" or "began" or "begins" or "started" or "starts")
            )
                verb++;
            if (verb >= Math.Min(i + 5, _tokens.Count))
                continue;
            var edge = Word(verb) is "began" or "begins" or "started" or "starts" ? "start" : "end";
            var period = _tokens.GetRange(i + 1, verb - i - 1);
            Replace(i, verb + 1, [Made("at", _tokens[i]), Made("the", _tokens[i]), Made(edge, _tokens[verb]), Made("of", _tokens[i]), .. period]);
            return;
        }
    }

    /// <summary>"three lines or more": at least three lines.</summary>
    private void OrMore()
    {
        for (var i = 0; i + 3 < _tokens.Count; i++)
        {
            if (_tokens[i] is not { Number: not null, NumberUnit: null } || Word(i - 1) is "top" or "first" or "last" or "least" or "most" or "than" or "past")
                continue;
            var or = i + 2;
            if (Word(or) is not ("or" or "and"))
                or++;
            if (
                Word(or) is not ("or" or "and")
                || Word(or + 1) is not ("more" or "fewer" or "less" or "above" or "over" or "higher")
                || Word(or + 2) is "than"
                || _tokens.GetRange(i + 1, or - i - 1).Exists(t => !t.IsContent || t.Number is not null)
            )
                continue;
            var limit = Word(or + 1) is "fewer" or "less" ? "most" : "least";
            _tokens.RemoveRange(or, 2);
            _tokens.InsertRange(i, [Made("at", _tokens[i]) with { Kind = TokenKind.Word }, Made(limit, _tokens[i]) with { Kind = TokenKind.Word }]);
            return;
        }
    }

    /// <summary>"box office and rentals next to each other": how they are shown, as several numbers are anyway.</summary>
    private void NextToEachOther()
    {
        for (var i = 2; i + 1 < _tokens.Count; i++)
        {
            var end =
                (Word(i), Word(i + 1), Word(i + 2), Word(i + 3)) is ("next", "to", "each" or "one", "other" or "another") ? i + 4
                : (Word(i), Word(i + 1), Word(i + 2)) is ("side", "by", "side") or ("beside", "each", "other") or ("in", "one", "table" or "list" or "chart")
                    ? i + 3
                : -1;
            if (end < 0)
                continue;
            _tokens.RemoveRange(i, end - i);
            return;
        }
    }

    /// <summary>"from these two towns": those that were named, however many they are.</summary>
    private void TheseTwo()
    {
        for (var i = 1; i + 1 < _tokens.Count; i++)
            if (Word(i - 1) is "these" or "those" && _tokens[i] is { Kind: TokenKind.Word, Number: > 1 and < 10 } && _tokens[i + 1].Kind == TokenKind.Word)
                _tokens.RemoveAt(i);
    }

    /// <summary>"put A next to that of B", "A and B apart": the one beside the other.</summary>
    private void BesideEachOther()
    {
        var put = _tokens.FindIndex(t => t.Word is "put" or "set" or "hold" or "place" or "show" or "see");
        var next = _tokens.FindIndex(Math.Max(0, put), t => t.Word is "next" or "beside" or "alongside");
        if (put >= 0 && next > put + 1 && (Word(next) != "next" || Word(next + 1) == "to") && !_tokens.Take(put).Any(t => t.IsContent && IsKnown(t.Word)))
        {
            var other = Word(next) == "next" ? next + 2 : next + 1;
            while (Word(other) is "that" or "those" or "the" or "one" or "ones")
                other++;
            if (Word(other) is "of" or "for" or "in" or "at")
                other++;
            if (other < _tokens.Count)
            {
                Replace(next, other, Made("vs", _tokens[next]));
                _tokens.RemoveAt(put);
            }
            return;
        }
        var apart = _tokens.FindIndex(t => t.Word is "apart" or "separately" or "separate");
        if (apart < 3 || Word(apart + 1) is "from" || apart + 1 < _tokens.Count && _tokens[apart + 1].Kind != TokenKind.Mark)
            return;
        var and = _tokens.FindLastIndex(apart, t => t.Word is "and");
        if (and < apart - 3 || and < 1)
            return;
        _tokens.RemoveAt(apart);
        Replace(and, and + 1, Made("vs", _tokens[and]));
    }

    /// <summary>"…, and what was it in October a year ago?" of October: a year before.</summary>
    private void TheSameMonth()
    {
        for (var i = 4; i + 2 < _tokens.Count; i++)
            if (
                EnglishWords.MonthOf(Word(i)) is { } month
                && (Word(i + 1), Word(i + 2)) is ("a" or "one", "year") or ("the", "year") or ("last", "year")
                && (Word(i + 1) == "last" || Word(i + 3) is "ago" or "before" or "earlier")
                && _tokens.Take(i - 1).Count(t => EnglishWords.MonthOf(t.Word) == month) == 1
                && _tokens.Take(i).Any(t => t.Word is "and" or "vs" or "to" or "with")
            )
            {
                var end = Word(i + 1) == "last" ? i + 3 : i + 4;
                Replace(i, end, Made("same", _tokens[i]), Made("month", _tokens[i]), Made("last", _tokens[i]), Made("year", _tokens[i]));
                return;
            }
    }
}
