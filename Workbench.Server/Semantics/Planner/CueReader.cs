using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads the words that shape a query.</summary>
internal sealed class CueReader(WordScan words)
{
    private readonly QuestionCues _question = new(words);
    private readonly RankCues _rank = new(words);
    private readonly ThresholdCues _threshold = new(words);
    private readonly ShareCues _share = new(words);
    private readonly NegationCues _negation = new(words);

    public CueReader(ImmutableArray<Token> tokens)
        : this(new WordScan(tokens)) { }

    public List<CueMention> Read()
    {
        var found = new List<CueMention>();
        for (var i = 0; i < words.Length; i++)
            if (At(i) is { } mention)
                found.Add(mention);
        return found;
    }

    private CueMention? At(int i) =>
        _question.Chart(i)
        ?? _share.Read(i)
        ?? _threshold.Read(i)
        ?? _rank.Rank(i)
        ?? _rank.Change(i)
        ?? _question.Count(i)
        ?? Group(i)
        ?? _question.Question(i)
        ?? _negation.Read(i)
        ?? Other(i)
        ?? Connector(i);

    private CueMention? Group(int i)
    {
        var adds = words.After(i, "also by", "further by", "split further by", "additionally by", "and also by", "then by");
        if (adds > 0)
            return WordScan.Of(i, adds, new GroupCue(false, true));
        if (
            words.After(
                i,
                "within each",
                "within every",
                "in each",
                "in every",
                "inside each",
                "inside of each",
                "of each",
                "of every",
                "for each",
                "for every"
            )
            is var within
                and > 0
        )
            return WordScan.Of(i, within, new GroupCue(false, false) { IsWithin = true }, 0.95);
        var next = words.After(
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
            return WordScan.Of(i, next, new GroupCue(false, false), words.Word(i) == "by" ? 0.9 : 0.95);
        next = words.After(i, "per each", "per", "each", "every", "a piece");
        return next > 0 ? WordScan.Of(i, next, new GroupCue(true, false), 0.9) : null;
    }

    private CueMention? Other(int i)
    {
        if (words.After(i, "on average", "the average", "average", "avg", "the mean", "mean") is var average and > 0)
            return WordScan.Of(i, average, new AverageCue(), 0.8);
        if (words.After(i, "running total of", "running total", "cumulative", "cumulatively", "accumulated", "running sum") is var cumulative and > 0)
            return WordScan.Of(i, cumulative, new CumulativeCue());
        if (
            words.After(i, "with totals", "with a total", "with total", "including totals", "including the total", "plus total", "and the total", "and total")
                is var totals
                    and > 0
            && totals >= words.Length - 1
        )
            return WordScan.Of(i, totals, new TotalsCue());
        if (words.After(i, "including", "include", "incl") is var include and > 0)
            return WordScan.Of(i, include, new IncludeCue(), 0.9);
        if (
            words.After(
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
            return WordScan.Of(i, only, new OnlyCue(), 0.6);
        if (words.Word(i) == "per" && words.NumberAt(i + 1) is { } scale && PeriodReader.UnitOf(words.Word(i + 2)) is null)
            return WordScan.Of(i, i + 2, new ScaleCue(scale));
        return words.Tokens[i].Kind == TokenKind.Number ? WordScan.Of(i, i + 1, new NumberCue(words.Tokens[i].Number!.Value), 0.3) : null;
    }

    private CueMention? Connector(int i) =>
        words.Word(i) switch
        {
            "and" or "or" or "," or "plus" or "both" => WordScan.Of(i, i + 1, new JoinCue(words.Word(i)), 0.5),
            "as" when words.Is(i, "as well as") => WordScan.Of(i, i + 3, new JoinCue("and")),
            "along" or "together" when words.Word(i + 1) == "with" => WordScan.Of(i, i + 2, new JoinCue("and")),
            "vs" or "versus" or "against" => WordScan.Of(i, i + 1, new JoinCue("vs"), 0.5),
            "compared" or "compare" when words.Word(i + 1) is "to" or "with" => WordScan.Of(i, i + 2, new JoinCue("vs"), 0.5),
            "but" or "yet" or "while" or "whereas" or "although" => WordScan.Of(i, i + 1, new ClauseCue(), 0.5),
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
            or "that" => WordScan.Of(i, i + 1, new PrepositionCue(words.Word(i)), 0.5),
            _ => null,
        };
}
