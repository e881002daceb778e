namespace Workbench.Server.Semantics.Planner;

/// <summary>"top 5", "the largest", "grew the most".</summary>
internal sealed class RankCues(WordScan words)
{
    public CueMention? Rank(int i)
    {
        var j = words.Word(i) is "the" or "our" ? i + 1 : i;
        // "…, biggest first"
        if (
            IsSuperlative(words.Word(j), out var isLast)
            && words.Word(j + 1) == "first"
            && (j + 2 >= words.Length || words.Tokens[j + 2].Kind == TokenKind.Mark)
        )
            return WordScan.Of(i, j + 2, new RankCue(null, !isLast, true));
        if (
            words.Word(j) is "top" or "bottom" or "first" or "best" or "worst" or "highest" or "lowest" or "largest" or "biggest" or "smallest"
            // "…, slowest 5"
            || IsSuperlative(words.Word(j), out _) && words.CountAt(j + 1) is not null
        )
        {
            var word = words.Word(j);
            var isJudged = IsJudgement(word);
            var descending = word is not "bottom" && !(IsSuperlative(word, out var isDownward) && isDownward);
            if (words.CountAt(j + 1) is { } count && PeriodReader.UnitOf(words.Word(j + 2)) is null)
            {
                var next = j + 2;
                if (IsSuperlative(words.Word(next), out var down) && words.Word(next) is not ("best" or "worst"))
                    (next, descending) = (next + 1, !down);
                return WordScan.Of(i, next, new RankCue(count, descending, false) { IsFirst = word is "first", IsJudged = isJudged });
            }
            if (word is "first")
                return null;
            if (word is "top" or "bottom" && IsSuperlative(words.Word(j + 1), out _))
                return WordScan.Of(i, j + 2, new RankCue(null, descending, false));
            var end = isJudged && words.Word(j + 1) is "performing" or "performer" or "performers" ? j + 2 : j + 1;
            // "the top product" is one of them, "the top products" are a few.
            var head = j + 1;
            while (
                head + 1 < words.Length
                && words.Tokens[head + 1] is { IsContent: true, Kind: TokenKind.Word }
                && !EnglishWords.Structural.Contains(words.Word(head + 1))
            )
                head++;
            var isOne =
                word is not ("top" or "bottom")
                || head < words.Length && words.Tokens[head] is { IsContent: true, Kind: TokenKind.Word } noun && noun.Singular == noun.Word;
            return WordScan.Of(i, end, new RankCue(null, descending, isOne) { IsJudged = isJudged }, 0.9);
        }
        if (words.CountAt(j) is { } n && IsSuperlative(words.Word(j + 1), out var isDown))
            return WordScan.Of(
                i,
                IsJudgement(words.Word(j + 1)) && words.Word(j + 2) is "performing" ? j + 3 : j + 2,
                new RankCue(n, !isDown, false) { IsJudged = IsJudgement(words.Word(j + 1)) }
            );
        if (words.CountAt(j) is { } m && words.Word(j + 1) is ("most" or "least"))
            return WordScan.Of(
                i,
                words.Word(j + 2) is "active" or "popular" or "common" or "frequent" or "used" or "valuable" or "important" ? j + 3 : j + 2,
                new RankCue(m, words.Word(j + 1) == "most", false)
            );
        // "the ten customers with the most …": the number stands before the noun.
        if (words.CountAt(j) is { } few)
            for (var k = j + 1; k < Math.Min(j + 8, words.Length); k++)
                if (
                    words.Word(k) is "the" or "with" or "are" or "were" or "is" or "was" or "had" or "have" or "has" && IsRanked(k + 1)
                    || IsRanked(k) && words.Word(k + 1) is "often"
                )
                    return WordScan.Of(i, j + 1, new RankCue(few, true, false));
        // "most active", "least used": an idiom of ranking, the adjective adds nothing.
        if (
            words.Word(i) is "most" or "least"
            && words.Word(i + 1)
                is ("active" or "popular" or "common" or "frequent" or "used" or "valuable" or "important" or "successful" or "productive" or "profitable")
        )
            return WordScan.Of(i, i + 2, new RankCue(null, words.Word(i) == "most", true), 0.9);
        // "prescribed most often" is prescribed most.
        if (words.Word(i) is "most" or "least" && words.Word(i + 1) is "often" or "frequently")
            return WordScan.Of(i, i + 2, new RankCue(null, words.Word(i) == "most", true), 0.8);
        // "most" and "least" on their own are superlatives.
        if (j == i && IsSuperlative(words.Word(i), out var less))
            return WordScan.Of(i, i + 1, new RankCue(null, !less, true) { IsJudged = IsJudgement(words.Word(i)) }, 0.85);
        if (j == i && words.Word(i) is ("most" or "least" or "fewest"))
            return WordScan.Of(i, i + 1, new RankCue(null, words.Word(i) == "most", true), 0.7);
        return null;
    }

    public CueMention? Change(int i)
    {
        var fast = words.After(i, "fastest growing", "growing fastest", "grew fastest", "grew the fastest", "growing the fastest");
        if (fast > 0)
            return WordScan.Of(i, fast, new ChangeCue(1, true));
        var shrank = words.After(i, "fastest declining", "fastest shrinking", "declined fastest", "declined the fastest");
        if (shrank > 0)
            return WordScan.Of(i, shrank, new ChangeCue(-1, true));
        var rate = words.After(i, "growth rate", "rate of growth", "rate of change", "percentage change", "percent change", "relative change");
        if (rate > 0)
            return WordScan.Of(i, rate, new ChangeCue(1, true));
        if (IsAttribute(i))
            return null;
        int? direction = words.Word(i) switch
        {
            "grew"
            or "grow"
            or "grown"
            or "growing"
            or "growth"
            or "increase"
            or "increased"
            or "increasing"
            or "gain"
            or "gained"
            or "rose"
            or "rise"
            or "risen"
            or "improved"
            or "improve" => 1,
            "decline"
            or "declined"
            or "declining"
            or "decrease"
            or "decreased"
            or "decreasing"
            or "drop"
            or "dropped"
            or "fell"
            or "fall"
            or "fallen"
            or "shrank"
            or "shrunk"
            or "worsened" => -1,
            "change" or "changed" or "changes" or "changing" or "difference" or "delta" or "moved" => 0,
            _ => null,
        };
        return direction is { } d ? WordScan.Of(i, i + 1, new ChangeCue(d, false), 0.8) : null;
    }

    /// <summary>"dropped calls", "number of improved roads", "our growth plan": what kind of thing, and no change of a number.</summary>
    private bool IsAttribute(int i) =>
        (
            words.Word(i).EndsWith("ed", StringComparison.Ordinal)
            || words.Word(i) is "growth" or "change" or "increase" or "decrease" or "decline" or "gain" or "rise" or "drop" or "fall" or "difference"
                && !(words.Word(i + 1) is "rate" or "rates" or "percentage" or "trend" or "trends" or "figure" or "figures" or "number" or "numbers")
        )
        && i + 1 < words.Length
        && words.Tokens[i + 1] is { Kind: TokenKind.Word, IsContent: true, Number: null } next
        && !EnglishWords.Structural.Contains(next.Word)
        && (
            i == 0
            || words.Word(i - 1) is "the" or "of" or "our" or "many" or "all" or "and" or "any" or "which" or "a" or "total" or "average" or "show" or "list"
        );

    private bool IsRanked(int i) => words.Word(i) is "most" or "least" or "fewest" || IsSuperlative(words.Word(i), out _);

    /// <summary>Says good or bad, not high or low.</summary>
    private static bool IsJudgement(string word) => word is "best" or "worst" or "poorest" or "weakest" or "strongest" or "fastest" or "quickest" or "slowest";

    private static bool IsSuperlative(string word, out bool isDown)
    {
        isDown = word is "smallest" or "lowest" or "worst" or "fewest" or "least" or "shortest" or "slowest" or "cheapest" or "weakest" or "poorest";
        return isDown
            || word
                is "largest"
                    or "biggest"
                    or "highest"
                    or "greatest"
                    or "best"
                    or "longest"
                    or "leading"
                    or "strongest"
                    or "fastest"
                    or "quickest"
                    or "busiest"
                    or "heaviest"
                    or "priciest"
                    or "richest";
    }
}
