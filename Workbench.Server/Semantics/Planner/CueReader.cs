using System.Collections.Immutable;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads the words that shape a query.</summary>
internal sealed class CueReader(ImmutableArray<Token> tokens)
{
    public List<CueMention> Read()
    {
        var found = new List<CueMention>();
        for (var i = 0; i < tokens.Length; i++)
            if (At(i) is { } mention)
                found.Add(mention);
        return found;
    }

    private CueMention? At(int i) =>
        Chart(i) ?? Share(i) ?? Threshold(i) ?? Rank(i) ?? Change(i) ?? Count(i) ?? Group(i) ?? Question(i) ?? Negation(i) ?? Other(i) ?? Connector(i);

    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    private static CueMention Of(int first, int next, Cue cue, double quality = 0.95) =>
        new(cue)
        {
            First = first,
            Last = next - 1,
            Mask = Mention.MaskOf(first, next - 1),
            Quality = quality,
        };

    private bool Is(int i, string words)
    {
        // Most phrases fail at their first word.
        var word = Word(i);
        if (word.Length == 0 || !words.StartsWith(word, StringComparison.Ordinal))
            return false;
        var parts = words.Split(' ');
        for (var k = 0; k < parts.Length; k++)
            if (Word(i + k) != parts[k])
                return false;
        return true;
    }

    private int After(int i, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
            if (Is(i, phrase))
                return i + phrase.Count(c => c == ' ') + 1;
        return -1;
    }

    private CueMention? Count(int i)
    {
        var next = After(
            i,
            "how many",
            "the number of",
            "number of",
            "the count of",
            "count of",
            "no of",
            "nr of",
            "total number of",
            "the total number of",
            "how many of",
            "# of",
            "count"
        );
        return next > 0 ? Of(i, next, new CountCue()) : null;
    }

    private CueMention? Group(int i)
    {
        var adds = After(i, "also by", "further by", "split further by", "additionally by", "and also by", "then by");
        if (adds > 0)
            return Of(i, adds, new GroupCue(false, true));
        var next = After(
            i,
            "broken down by",
            "break down by",
            "breakdown by",
            "breaking down by",
            "broken out by",
            "split by",
            "splitted by",
            "split up by",
            "split per",
            "grouped by",
            "group by",
            "segmented by",
            "sliced by",
            "slice by",
            "for each",
            "for every",
            "in each",
            "in every",
            "of each",
            "across all",
            "across the",
            "across different",
            "across",
            "by each",
            "by the",
            "depending on",
            "according to",
            "separated by",
            "aggregated by",
            "classified by",
            "divided by",
            "distributed by",
            "distribution by",
            "distribution across",
            "distribution over",
            "by"
        );
        if (next > 0)
            return Of(i, next, new GroupCue(false, false), Word(i) == "by" ? 0.9 : 0.95);
        next = After(i, "per each", "per", "each", "every", "a piece");
        return next > 0 ? Of(i, next, new GroupCue(true, false), 0.9) : null;
    }

    private CueMention? Question(int i)
    {
        var list = After(
            i,
            "list all",
            "list the",
            "list",
            "give me a list of",
            "a list of",
            "the list of",
            "list of",
            "show me all",
            "show all",
            "the names of",
            "names of",
            "name all",
            "name the",
            "give me all",
            "return the distinct list of",
            "the distinct list of",
            "enumerate"
        );
        if (list > 0)
            return Of(i, list, new ListCue(), 0.9);
        var which = After(
            i,
            "which of the",
            "which of our",
            "which are the",
            "which are our",
            "which were the",
            "which",
            "what kind of",
            "what kinds of",
            "what type of",
            "what types of"
        );
        if (After(i, "what are the", "what are our", "what were the", "what were our") is var are and > 0)
            return Of(i, are, new WhichCue(false, true), 0.9);
        if (which > 0)
            return Of(i, which, new WhichCue(false), 0.9);
        var who = After(i, "who are the", "who are our", "who are", "who is the", "who is our", "who is", "who were", "who was", "who", "whose");
        if (who > 0)
            return Of(i, who, new WhichCue(true), 0.9);
        // "what countries", but "what is", "what was" ask for a number.
        return
            Word(i) == "what"
            && Word(i + 1)
                is not (
                    "is"
                    or "was"
                    or "are"
                    or "were"
                    or "about"
                    or "if"
                    or "our"
                    or "the"
                    or "did"
                    or "do"
                    or "does"
                    or "has"
                    or "have"
                    or "will"
                    or "can"
                    or ""
                )
            ? Of(i, i + 1, new WhichCue(false), 0.85)
            : null;
    }

    private CueMention? Rank(int i)
    {
        var j = Word(i) is "the" or "our" ? i + 1 : i;
        if (Word(j) is "top" or "bottom" or "first" or "best" or "worst" or "highest" or "lowest" or "largest" or "biggest" or "smallest")
        {
            var word = Word(j);
            var descending = word is not ("bottom" or "worst" or "lowest" or "smallest");
            if (CountAt(j + 1) is { } count && PeriodReader.UnitOf(Word(j + 2)) is null)
            {
                var next = j + 2;
                if (IsSuperlative(Word(next), out var down) && Word(next) is not ("best" or "worst"))
                    (next, descending) = (next + 1, !down);
                return Of(i, next, new RankCue(count, descending, false));
            }
            if (word is "first")
                return null;
            if (word is "top" or "bottom" && IsSuperlative(Word(j + 1), out _))
                return Of(i, j + 2, new RankCue(null, descending, false));
            return Of(i, j + 1, new RankCue(null, descending, word is not ("top" or "bottom")), 0.9);
        }
        if (CountAt(j) is { } n && IsSuperlative(Word(j + 1), out var isDown))
            return Of(i, j + 2, new RankCue(n, !isDown, false));
        if (CountAt(j) is { } m && Word(j + 1) is ("most" or "least"))
            return Of(
                i,
                Word(j + 2) is "active" or "popular" or "common" or "frequent" or "used" or "valuable" or "important" ? j + 3 : j + 2,
                new RankCue(m, Word(j + 1) == "most", false)
            );
        // "the ten customers with the most …": the number stands before the noun.
        if (CountAt(j) is { } few)
            for (var k = j + 1; k < Math.Min(j + 8, tokens.Length); k++)
                if (Word(k + 1) == "the" && (Word(k + 2) is "most" or "least" or "fewest" || IsSuperlative(Word(k + 2), out _)))
                    return Of(i, j + 1, new RankCue(few, true, false));
        // "most active", "least used": an idiom of ranking, the adjective adds nothing.
        if (
            Word(i) is "most" or "least"
            && Word(i + 1)
                is ("active" or "popular" or "common" or "frequent" or "used" or "valuable" or "important" or "successful" or "productive" or "profitable")
        )
            return Of(i, i + 2, new RankCue(null, Word(i) == "most", true), 0.9);
        // "most" and "least" on their own are superlatives.
        if (j == i && IsSuperlative(Word(i), out var less))
            return Of(i, i + 1, new RankCue(null, !less, true), 0.85);
        if (j == i && Word(i) is ("most" or "least" or "fewest"))
            return Of(i, i + 1, new RankCue(null, Word(i) == "most", true), 0.7);
        return null;
    }

    private int? CountAt(int i) =>
        i < tokens.Length && tokens[i].Number is { } n && n == Math.Truncate(n) && n is > 0 and <= 10_000 && tokens[i].NumberUnit is null ? (int)n : null;

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
                    or "busiest"
                    or "heaviest"
                    or "priciest"
                    or "richest";
    }

    private CueMention? Change(int i)
    {
        var fast = After(i, "fastest growing", "growing fastest", "grew fastest", "grew the fastest", "growing the fastest");
        if (fast > 0)
            return Of(i, fast, new ChangeCue(1, true));
        var shrank = After(i, "fastest declining", "fastest shrinking", "declined fastest", "declined the fastest");
        if (shrank > 0)
            return Of(i, shrank, new ChangeCue(-1, true));
        int? direction = Word(i) switch
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
        return direction is { } d ? Of(i, i + 1, new ChangeCue(d, false), 0.8) : null;
    }

    private CueMention? Threshold(int i)
    {
        if (Is(i, "between") && NumberAt(i + 1) is { } low && Word(i + 2) == "and" && NumberAt(i + 3) is { } high && EnglishWords.MonthOf(Word(i + 4)) is null)
            return Of(i, i + 4, new ThresholdCue("between", low, high, UnitAt(i + 1) ?? UnitAt(i + 3)));
        (string Op, int At)? op =
            After(i, "no more than", "not more than", "at most", "up to", "a maximum of", "maximum of", "not over") is var most and > 0 ? ("<=", most)
            : After(i, "no less than", "not less than", "no fewer than", "at least", "a minimum of", "minimum of") is var least and > 0 ? (">=", least)
            : After(
                i,
                "more than",
                "greater than",
                "higher than",
                "larger than",
                "bigger than",
                "over",
                "above",
                "exceeding",
                "exceeds",
                "exceed",
                "longer than",
                "older than",
                "in excess of",
                ">"
            )
                is var more
                    and > 0
                ? (Word(more) == "=" ? (">=", more + 1) : (">", more))
            : After(i, "less than", "fewer than", "lower than", "smaller than", "under", "below", "shorter than", "younger than", "<") is var less and > 0
                ? (Word(less) == "=" ? ("<=", less + 1) : ("<", less))
            : After(i, "exactly", "equal to", "equals", "precisely", "=") is var equal and > 0 ? ("=", equal)
            : null;
        if (op is var (name, at) && NumberAt(at) is { } number && PeriodReader.UnitOf(Word(at + 1)) is null)
            return Of(i, at + 1, new ThresholdCue(name, number, null, UnitAt(at)));
        if (
            op is var (durationOp, durationAt)
            && NumberAt(durationAt) is { } duration
            && PeriodReader.UnitOf(Word(durationAt + 1)) is { } unit
            && Word(durationAt + 2) is not "ago"
        )
            return Of(i, durationAt + 2, new ThresholdCue(durationOp, duration, null, unit), 0.8);
        if (NumberAt(i) is { } first && Word(i + 1) == "or" && Word(i + 2) is ("more" or "less" or "fewer" or "higher" or "above"))
            return Of(i, i + 3, new ThresholdCue(Word(i + 2) is "less" or "fewer" ? "<=" : ">=", first, null, UnitAt(i)));
        return NumberAt(i) is { } plus && Word(i + 1) == "+" ? Of(i, i + 2, new ThresholdCue(">=", plus, null, UnitAt(i))) : null;
    }

    private decimal? NumberAt(int i) => i >= 0 && i < tokens.Length ? tokens[i].Number : null;

    private string? UnitAt(int i) =>
        tokens[i].NumberUnit
        ?? Word(i + 1) switch
        {
            "usd" or "dollars" or "dollar" or "bucks" => "USD",
            "eur" or "euros" or "euro" => "EUR",
            "gbp" or "pounds" => "GBP",
            "percent" or "%" => "percent",
            _ => null,
        };

    private CueMention? Share(int i)
    {
        var total = After(
            i,
            "as a percentage of the total",
            "as a percentage of total",
            "as percentage of the total",
            "as percentage of total",
            "as a share of the total",
            "as a share of total",
            "as share of total",
            "as % of total",
            "as % of the total",
            "as a % of the total",
            "as a % of total",
            "in percent of the total",
            "in percent of total",
            "percentage of the total",
            "percentage of total",
            "percent of the total",
            "percent of total",
            "% of the total",
            "% of total",
            "share of the total",
            "share of total",
            "proportion of the total",
            "as a percentage of the whole",
            "as a fraction of the total",
            "as percent of total",
            "as a percent of total",
            "as a percent of the total",
            "as a percentage of all",
            "percentage share",
            "percent share",
            "percentage breakdown",
            "percentage distribution",
            "relative share",
            "in relative terms"
        );
        if (total > 0)
            return Of(i, total, new ShareCue(true));
        var asPart = After(
            i,
            "as a percentage of",
            "as percentage of",
            "as a % of",
            "as % of",
            "as a share of",
            "as a proportion of",
            "as a fraction of",
            "as percent of",
            "as a percent of",
            "in percent of",
            "in relation to",
            "relative to"
        );
        if (asPart > 0)
            return Of(i, asPart, asPart >= tokens.Length ? new ShareCue(true) : new RatioCue());
        var alone = After(
            i,
            "as a percentage",
            "as percentages",
            "as percentage",
            "as percent",
            "in percent",
            "in percentages",
            "as a share",
            "as shares",
            "as a %",
            "as %",
            "as a proportion",
            "in %"
        );
        if (alone > 0)
            return Of(i, alone, new ShareCue(true));
        var of = After(
            i,
            "what percentage of",
            "what percent of",
            "what share of",
            "what proportion of",
            "what fraction of",
            "what part of",
            "what % of",
            "which share of",
            "which percentage of",
            "how much percent of",
            "the percentage of",
            "the share of",
            "the proportion of",
            "percentage of",
            "percent of",
            "share of",
            "proportion of",
            "fraction of",
            "% of",
            "what is the percentage of",
            "what portion of",
            "portion of"
        );
        return of > 0 ? Of(i, of, new ShareCue(false)) : null;
    }

    private CueMention? Negation(int i)
    {
        var absence = After(
            i,
            "have not",
            "has not",
            "had not",
            "did not",
            "do not",
            "does not",
            "have never",
            "has never",
            "had never",
            "never",
            "have no",
            "has no",
            "had no",
            "with no",
            "without any",
            "without a single",
            "without a",
            "without",
            "that lack",
            "lacking",
            "lack",
            "with zero",
            "zero",
            "not a single",
            "not any",
            "not had any",
            "no"
        );
        if (absence > 0 && !(Word(i) == "no" && Word(i + 1) is ("," or "i")))
        {
            while (Word(absence) is "had" or "any" or "have" or "made" or "a" or "single" or "yet" or "been" or "done")
                absence++;
            return Of(i, absence, new NegationCue(true), 0.9);
        }
        var not = After(
            i,
            "except for",
            "except",
            "excluding",
            "exclude",
            "excl",
            "other than",
            "apart from",
            "aside from",
            "besides",
            "but not",
            "but no",
            "leaving out",
            "leave out",
            "minus",
            "not in",
            "not from",
            "not on",
            "not the",
            "are not",
            "is not",
            "were not",
            "was not",
            "not",
            "non",
            "outside of",
            "outside"
        );
        return not > 0 ? Of(i, not, new NegationCue(false), 0.9) : null;
    }

    private CueMention? Chart(int i)
    {
        var j = i;
        while (
            Word(j)
                is "as"
                    or "in"
                    or "a"
                    or "an"
                    or "with"
                    or "using"
                    or "plot"
                    or "draw"
                    or "show"
                    or "make"
                    or "render"
                    or "it"
                    or "me"
                    or "that"
                    or "this"
                    or "on"
                    or "the"
                    or "of"
                    or "to"
        )
            j++;
        if (j - i > 6)
            return null;
        ChartType? type = Word(j) switch
        {
            "pie" or "donut" or "doughnut" => ChartType.Pie,
            "bar" or "column" or "bars" => ChartType.Bar,
            "line" or "lines" => ChartType.Line,
            "area" => ChartType.Area,
            "scatter" => ChartType.Scatter,
            _ => null,
        };
        if (type is not { } wish)
            return null;
        var isNamed = Word(j + 1) is "chart" or "charts" or "graph" or "plot" or "diagram";
        return isNamed ? Of(i, j + 2, new ChartCue(wish))
            : j > i && Word(i) is "as" && j + 1 >= tokens.Length ? Of(i, j + 1, new ChartCue(wish))
            : null;
    }

    private CueMention? Other(int i)
    {
        if (After(i, "on average", "the average", "average", "avg", "the mean", "mean") is var average and > 0)
            return Of(i, average, new AverageCue(), 0.8);
        if (After(i, "running total of", "running total", "cumulative", "cumulatively", "accumulated", "running sum") is var cumulative and > 0)
            return Of(i, cumulative, new CumulativeCue());
        if (
            After(i, "with totals", "with a total", "with total", "including totals", "including the total", "plus total", "and the total", "and total")
                is var totals
                    and > 0
            && totals >= tokens.Length - 1
        )
            return Of(i, totals, new TotalsCue());
        if (After(i, "including", "include", "incl") is var include and > 0)
            return Of(i, include, new IncludeCue(), 0.9);
        if (
            After(
                i,
                "only the",
                "only for",
                "only in",
                "only",
                "just the",
                "just for",
                "just",
                "solely",
                "limited to",
                "restricted to",
                "filtered by",
                "filter by",
                "filter on",
                "filter to"
            )
            is var only
                and > 0
        )
            return Of(i, only, new OnlyCue(), 0.6);
        if (Word(i) == "per" && NumberAt(i + 1) is { } scale && PeriodReader.UnitOf(Word(i + 2)) is null)
            return Of(i, i + 2, new ScaleCue(scale));
        return tokens[i].Kind == TokenKind.Number ? Of(i, i + 1, new NumberCue(tokens[i].Number!.Value), 0.3) : null;
    }

    private CueMention? Connector(int i) =>
        Word(i) switch
        {
            "and" or "or" or "," or "plus" or "both" => Of(i, i + 1, new JoinCue(Word(i)), 0.5),
            "as" when Is(i, "as well as") => Of(i, i + 3, new JoinCue("and")),
            "along" or "together" when Word(i + 1) == "with" => Of(i, i + 2, new JoinCue("and")),
            "vs" or "versus" or "against" => Of(i, i + 1, new JoinCue("vs"), 0.5),
            "compared" or "compare" when Word(i + 1) is "to" or "with" => Of(i, i + 2, new JoinCue("vs"), 0.5),
            "but" or "yet" or "while" or "whereas" or "although" => Of(i, i + 1, new ClauseCue(), 0.5),
            "of"
            or "in"
            or "for"
            or "from"
            or "with"
            or "at"
            or "on"
            or "among"
            or "to"
            or "within"
            or "under"
            or "through"
            or "via"
            or "where"
            or "whose"
            or "that" => Of(i, i + 1, new PrepositionCue(Word(i)), 0.5),
            _ => null,
        };
}
