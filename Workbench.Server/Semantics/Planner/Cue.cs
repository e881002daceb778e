using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What shapes a query: "how many", "top 5", "more than 10", "as a percentage of".</summary>
internal abstract record Cue
{
    private protected Cue() { }
}

/// <summary>"how many", "number of": counts what follows.</summary>
internal sealed record CountCue : Cue;

/// <summary>"by", "per", "for each", "split by": groups by what follows.</summary>
/// <param name="IsPer">"per" may also divide.</param>
/// <param name="Adds">"also by", "further by": keeps the grouping there was.</param>
internal sealed record GroupCue(bool IsPer, bool Adds) : Cue
{
    /// <summary>"within each": a share is one of each group, not of the total.</summary>
    public bool IsWithin { get; init; }
}

/// <summary>"which", "what", "who": asks for what follows.</summary>
internal sealed record WhichCue(bool IsWho, bool IsAre = false) : Cue;

/// <summary>"list", "names of": shows rows.</summary>
internal sealed record ListCue : Cue;

/// <summary>"top 5", "ten largest", "lowest".</summary>
/// <param name="Count">Null: the first one, or a handful, as the noun says.</param>
/// <param name="IsSuperlative">"the largest": an adjective, where "top" stands before a plural.</param>
internal sealed record RankCue(int? Count, bool Descending, bool IsSuperlative) : Cue
{
    /// <summary>"the first 10": any ten will do.</summary>
    public bool IsFirst { get; init; }

    /// <summary>"best", "worst": up or down is for the metric to say.</summary>
    public bool IsJudged { get; init; }
}

/// <summary>"grew", "increase", "declined": the change between two periods.</summary>
/// <param name="Direction">1 up, -1 down, 0 either.</param>
/// <param name="IsRelative">"fastest": by the part, not the amount.</param>
internal sealed record ChangeCue(int Direction, bool IsRelative) : Cue;

/// <summary>"more than 10", "at least $5,000", "between 5 and 10".</summary>
internal sealed record ThresholdCue(string Op, decimal Value, decimal? Upper, string? Unit) : Cue;

/// <summary>"not", "except", "without".</summary>
/// <param name="IsAbsence">"without", "no", "have not", "never": none of what follows.</param>
internal sealed record NegationCue(bool IsAbsence) : Cue;

/// <summary>"what share of", "percentage of", "as a percentage of the total".</summary>
/// <param name="OfTotal">It says of what: the total.</param>
internal sealed record ShareCue(bool OfTotal) : Cue
{
    /// <summary>"damaged shipments %": it stands behind the part.</summary>
    public bool IsBehind { get; init; }
}

/// <summary>"as a percentage of …", "relative to …": one number over another.</summary>
/// <param name="IsPart">As a part of it, in percent.</param>
internal sealed record RatioCue(bool IsPart) : Cue;

/// <summary>"average", "mean".</summary>
internal sealed record AverageCue : Cue;

/// <summary>"cumulative", "running total".</summary>
internal sealed record CumulativeCue : Cue;

/// <summary>"as a pie chart".</summary>
internal sealed record ChartCue(ChartType Type) : Cue;

/// <summary>"with totals"</summary>
internal sealed record TotalsCue : Cue;

/// <summary>"of", "in", "for", "from": a filter or a reference follows.</summary>
internal sealed record PrepositionCue(string Word) : Cue;

/// <summary>"and", "or", ",": more of the same.</summary>
internal sealed record JoinCue(string Word) : Cue;

/// <summary>"but", "while": another condition.</summary>
internal sealed record ClauseCue : Cue;

/// <summary>"only", "just".</summary>
internal sealed record OnlyCue : Cue;

/// <summary>"including": what is left out by default.</summary>
internal sealed record IncludeCue : Cue;

/// <summary>"per 1,000": a number that scales a ratio.</summary>
internal sealed record ScaleCue(decimal Number) : Cue;

/// <summary>A plain number that nothing else used.</summary>
internal sealed record NumberCue(decimal Number) : Cue;
