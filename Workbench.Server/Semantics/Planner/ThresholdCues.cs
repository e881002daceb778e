namespace Workbench.Server.Semantics.Planner;

/// <summary>"more than 10", "at least $5,000", "between 5 and 10".</summary>
internal sealed class ThresholdCues(WordScan words)
{
    public CueMention? Read(int i)
    {
        if (
            words.Is(i, "between")
            && words.NumberAt(i + 1) is { } low
            && words.Word(i + 2) == "and"
            && words.NumberAt(i + 3) is { } high
            && EnglishWords.MonthOf(words.Word(i + 4)) is null
        )
            return WordScan.Of(i, i + 4, new ThresholdCue("between", low, high, UnitAt(i + 1) ?? UnitAt(i + 3)));
        (string Op, int At)? op =
            words.After(i, "no more than", "not more than", "at most", "up to", "a maximum of", "maximum of", "not over") is var most and > 0 ? ("<=", most)
            : words.After(i, "no less than", "not less than", "no fewer than", "at least", "a minimum of", "minimum of") is var least and > 0 ? (">=", least)
            : words.After(
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
                ? (words.Word(more) == "=" ? (">=", more + 1) : (">", more))
            : words.After(i, "less than", "fewer than", "lower than", "smaller than", "under", "below", "shorter than", "younger than", "<") is var less and > 0
                ? (words.Word(less) == "=" ? ("<=", less + 1) : ("<", less))
            : words.After(i, "exactly", "equal to", "equals", "precisely", "=") is var equal and > 0 ? ("=", equal)
            : null;
        if (op is var (name, at) && words.NumberAt(at) is { } number && PeriodReader.UnitOf(words.Word(at + 1)) is null)
            return WordScan.Of(i, at + 1, new ThresholdCue(name, number, null, UnitAt(at)));
        if (
            op is var (durationOp, durationAt)
            && words.NumberAt(durationAt) is { } duration
            && PeriodReader.UnitOf(words.Word(durationAt + 1)) is { } unit
            && words.Word(durationAt + 2) is not "ago"
        )
            return WordScan.Of(i, durationAt + 2, new ThresholdCue(durationOp, duration, null, unit), 0.8);
        if (words.NumberAt(i) is { } first && words.Word(i + 1) == "or" && words.Word(i + 2) is ("more" or "less" or "fewer" or "higher" or "above"))
            return WordScan.Of(i, i + 3, new ThresholdCue(words.Word(i + 2) is "less" or "fewer" ? "<=" : ">=", first, null, UnitAt(i)));
        return words.NumberAt(i) is { } plus && words.Word(i + 1) == "+" ? WordScan.Of(i, i + 2, new ThresholdCue(">=", plus, null, UnitAt(i))) : null;
    }

    private string? UnitAt(int i) =>
        words.Tokens[i].NumberUnit
        ?? words.Word(i + 1) switch
        {
            "usd" or "dollars" or "dollar" or "bucks" => "USD",
            "eur" or "euros" or "euro" => "EUR",
            "gbp" or "pounds" => "GBP",
            "percent" or "%" => "percent",
            _ => null,
        };
}
