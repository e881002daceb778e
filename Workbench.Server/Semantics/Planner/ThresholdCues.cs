namespace Workbench.Server.Semantics.Planner;

/// <summary>"more than 10", "at least $5,000", "between 5 and 10", "over 5 terabytes".</summary>
internal sealed class ThresholdCues(WordScan words)
{
    public CueMention? Read(int i)
    {
        if (Between(i) is { } between)
            return between;
        if (OperatorAt(i) is var (op, at) && AmountAt(at) is { } amount)
        {
            if (amount.IsTime && words.Word(amount.Next) is "ago")
                return null;
            return WordScan.Of(i, amount.Next, new ThresholdCue(op, amount.Value, null, amount.Unit), amount.IsTime ? 0.8 : 0.95);
        }
        if (AmountAt(i) is not { } first)
            return null;
        if (words.Word(first.Next) is "or" && words.Word(first.Next + 1) is ("more" or "less" or "fewer" or "higher" or "above" or "longer" or "older"))
            return WordScan.Of(
                i,
                first.Next + 2,
                new ThresholdCue(words.Word(first.Next + 1) is "less" or "fewer" ? "<=" : ">=", first.Value, null, first.Unit)
            );
        return words.Word(first.Next) == "+" ? WordScan.Of(i, first.Next + 1, new ThresholdCue(">=", first.Value, null, first.Unit)) : null;
    }

    private CueMention? Between(int i)
    {
        if (
            !words.Is(i, "between")
            || AmountAt(i + 1) is not { } low
            || words.Word(low.Next) != "and"
            || AmountAt(low.Next + 1) is not { } high
            || EnglishWords.MonthOf(words.Word(high.Next)) is not null
        )
            return null;
        // "between 5 and 10 million"
        var lower = low.Scale == 1 && high.Scale > 1 ? low.Value * high.Scale : low.Value;
        return WordScan.Of(i, high.Next, new ThresholdCue("between", lower, high.Value, low.Unit ?? high.Unit));
    }

    private (string Op, int At)? OperatorAt(int i) =>
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

    /// <summary>"$1.5 million", "5 terabytes", "10 percent", "30 minutes".</summary>
    private Amount? AmountAt(int i)
    {
        if (words.NumberAt(i) is not { } number)
            return null;
        var next = i + 1;
        var scale = Measures.ScaleOf(words.Word(next)) ?? 1;
        if (scale > 1)
            next++;
        if (words.Tokens[i].NumberUnit is { } unit)
            return new Amount(number * scale, scale, unit, false, next);
        var named = words.Word(next);
        var money = named switch
        {
            "usd" or "dollars" or "dollar" or "bucks" => "USD",
            "eur" or "euros" or "euro" => "EUR",
            "gbp" or "pounds" => "GBP",
            _ => null,
        };
        if (money is not null)
            return new Amount(number * scale, scale, money, false, next + 1);
        if (named is "percent" or "%")
            return new Amount(number / 100, 1, "percent", false, next + 1);
        if (PeriodReader.UnitOf(named) is { } time)
            return new Amount(number * scale, scale, time, true, next + 1);
        return Measures.IsUnit(named) ? new Amount(number * scale, scale, named, false, next + 1) : new Amount(number * scale, scale, null, false, next);
    }

    private sealed record Amount(decimal Value, decimal Scale, string? Unit, bool IsTime, int Next);
}
