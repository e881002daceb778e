namespace Workbench.Server.Semantics.Planner;

/// <summary>Parts of a whole: which of the two is said first.</summary>
internal sealed partial class Paraphrases
{
    /// <summary>"of the customers who signed in May, what percentage booked": the whole is said first.</summary>
    private void WholeFirst()
    {
        if (Word(0) != "of")
            return;
        for (var i = 2; i + 1 < _tokens.Count; i++)
        {
            var end =
                Word(i) is "what" or "which" && Word(i + 1) is "percentage" or "percent" or "share" or "proportion" or "fraction" or "part" ? i + 2
                : Word(i) == "how" && Word(i + 1) == "many" && Word(i + 2) is "percent" or "%" ? i + 3
                : Word(i) == "how" && Word(i + 1) == "many" && Word(i + 2) is "have" or "has" or "had" or "were" or "was" or "are" or "did" ? i + 2
                : -1;
            if (end < 0)
                continue;
            var whole = _tokens.GetRange(1, i - 1).FindAll(t => t.Kind != TokenKind.Mark);
            var origin = _tokens[i];
            // "of the orders of May, how many were returned": how many orders of May were returned.
            if (Word(i) == "how" && Word(i + 2) is not ("percent" or "%"))
            {
                Replace(0, i + 2, [Made("how", origin), Made("many", origin), .. whole.Where(t => t.Word is not ("the" or "our" or "all"))]);
                return;
            }
            // "what share booked within 90 days" is a conversion, and reads as it stands.
            if (_tokens.FindIndex(i, t => t.Word == "within") > 0)
            {
                if (Word(i + 1) != "share")
                    Replace(i, end, Made("what", origin), Made("share", _tokens[end - 1]));
                return;
            }
            Replace(0, end, [Made("what", origin), Made("percentage", origin), Made("of", origin), .. whole]);
            return;
        }
    }

    /// <summary>"damaged shipments % by port", "% damaged shipments by port": the percentage of them.</summary>
    private void PercentBehind()
    {
        if (Word(0) is "%" or "pct" or "percent" && Word(1) != "of" && !_tokens.Exists(t => t.Word is "among" or "amongst"))
        {
            var end = 1;
            while (end < Math.Min(5, _tokens.Count) && _tokens[end] is { Kind: TokenKind.Word, IsContent: true, Number: null } part && IsKnown(part.Word))
                end++;
            if (end > 1)
            {
                var behind = Made("percentage", _tokens[0]) with { Kind = TokenKind.Word };
                _tokens.Insert(end, behind);
                _tokens.RemoveAt(0);
                return;
            }
        }
        for (var i = 1; i < _tokens.Count; i++)
            if (
                Word(i) is "%" or "percent"
                && _tokens[i - 1] is { Kind: TokenKind.Word, Number: null } before
                // "show %" asks to see it; of "no show %" the verb is a name.
                && (before.IsContent && !EnglishWords.Structural.Contains(before.Word) || before.Word == "show" && Word(i - 2) == "no")
                && IsKnown(before.Word)
                && Word(i + 1) is not "of"
            )
                Replace(i, i + 1, Made("percentage", _tokens[i]) with { Kind = TokenKind.Word });
    }

    /// <summary>"% self-payers among new patients": the percentage of new patients that are self-payers.</summary>
    private void ShareAmong()
    {
        var at = _tokens.FindIndex(t => t.Word is "%" or "percentage" or "percent" or "share" or "proportion");
        if (at < 0 || at > 3)
            return;
        var part = Word(at + 1) == "of" ? at + 2 : at + 1;
        var among = _tokens.FindIndex(at, t => t.Word is "among" or "amongst");
        if (among <= part || among - part > 4 || among + 1 >= _tokens.Count)
            return;
        var whole = _tokens.GetRange(among + 1, _tokens.Count - among - 1).FindAll(t => t.Kind != TokenKind.Mark);
        var origin = _tokens[among];
        Replace(at, _tokens.Count, [Made("percentage", origin), Made("of", origin), .. whole, Made("are", origin), .. _tokens.GetRange(part, among - part)]);
    }
}
