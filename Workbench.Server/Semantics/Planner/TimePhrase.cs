using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What words of time ask for.</summary>
internal abstract record TimePhrase
{
    private protected TimePhrase() { }
}

/// <summary>"last quarter", "since March", "FY26 Q2".</summary>
/// <param name="IsEach">Its periods one by one: "in each of the last six months".</param>
internal sealed record RangePhrase(PeriodReference Period, bool IsEach = false) : TimePhrase;

/// <summary>"by month", "weekly". Null: over time, at a grain that suits the range.</summary>
internal sealed record GrainPhrase(string? Grain) : TimePhrase;

/// <summary>"by day of week"</summary>
internal sealed record PartPhrase(string Part) : TimePhrase;

/// <summary>"on weekends", "on Mondays": only these days.</summary>
/// <param name="Values">1 is Monday.</param>
internal sealed record PartFilterPhrase(string Part, ImmutableArray<int> Values) : TimePhrase;

/// <summary>"compared to a year ago", "quarter over quarter".</summary>
/// <param name="Target">Null: the period of <paramref name="With"/>.</param>
/// <param name="Grain">Of "week over week": the period that is compared when the question names no other.</param>
internal sealed record ComparePhrase(ComparisonTarget? Target, PeriodReference? With, string? Grain) : TimePhrase;

/// <summary>"the week before": one period back from the one of the question before.</summary>
internal sealed record ShiftPhrase(int Count, string Unit) : TimePhrase;

/// <summary>"next year", "tomorrow": only what is planned ahead has rows there.</summary>
internal sealed record FuturePhrase(PeriodReference Period) : TimePhrase;

/// <summary>"of all time", "ever".</summary>
internal sealed record AllTimePhrase : TimePhrase;

/// <summary>"a month" after an amount; "within 30 days" after an event.</summary>
internal sealed record WithinPhrase(int Count, string Unit) : TimePhrase;

/// <summary>A stretch of time that was named.</summary>
/// <param name="Grain">The period that it is made of: <c>fiscal_quarter</c>, <c>month</c>; what a shift moves by.</param>
/// <param name="Periods">How many of them.</param>
/// <param name="From">First day, where the range is not relative.</param>
/// <param name="To">First day after it; null while open.</param>
internal sealed record PeriodReference(TimeRange Range, string Grain, int Periods, DateOnly? From, DateOnly? To)
{
    /// <summary>The other reading of a bare quarter or year where fiscal and civil ones differ.</summary>
    public PeriodReference? Other { get; init; }

    /// <summary>What was taken for granted: "Oct means October 2026."</summary>
    public string? Assumption { get; init; }

    public bool IsFuture { get; init; }

    /// <summary>"from Q3 to Q4": the period that it begins with and the one that it ends with.</summary>
    public (PeriodReference First, PeriodReference Last)? Ends { get; init; }

    /// <summary>"lately": some period that nobody named; what is taken for it is said, and no answer over it is sure.</summary>
    public bool IsVague { get; init; }
}
