using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>A query in the making: what one way of reading the words has gathered so far.</summary>
internal sealed class Draft
{
    public List<Metric> Metrics { get; } = [];
    public List<GroupUse> Groups { get; } = [];
    public List<FilterUse> Filters { get; } = [];
    public List<ConditionUse> Conditions { get; } = [];

    /// <summary>Filters of an earlier query that are kept as they are.</summary>
    public List<QueryFilter> RawFilters { get; } = [];
    public Dictionary<string, bool> Segments { get; } = new(StringComparer.Ordinal);
    public PeriodReference? Period { get; set; }
    public string? Grain { get; set; }
    public bool WantsSeries { get; set; }
    public bool IsAllTime { get; set; }
    public ComparePhrase? Compare { get; set; }
    public RankCue? Rank { get; set; }
    public ChangeCue? Change { get; set; }
    public Metric? RankBy { get; set; }

    /// <summary>The period says when the rows happened that are counted or listed, and is none of a condition.</summary>
    public bool IsPeriodOfRows { get; set; }
    public ShareCue? Share { get; set; }

    /// <summary>Of a share: the value that the question says of the rest ("what share of loans are overdue"), or the first one.</summary>
    public FilterUse? Part { get; set; }

    /// <summary>"how much": an amount is asked for and not how many.</summary>
    public bool WantsAmount { get; set; }

    /// <summary>"average", whether or not it is a part of a name.</summary>
    public bool SaysAverage { get; set; }

    /// <summary>"do we have", "are there": all that there are.</summary>
    public bool HaveThem { get; set; }

    /// <summary>"people": anybody, whatever a synonym says.</summary>
    public bool SaysPeople { get; set; }
    public ChartType? Chart { get; set; }
    public bool Totals { get; set; }
    public bool IsCount { get; set; }
    public bool IsListing { get; set; }

    /// <summary>The entity whose rows are asked for: which customers, top 20 projects.</summary>
    public Entity? Listed { get; set; }

    /// <summary>An entity that a verb speaks of: "which branch lends the most".</summary>
    public Entity? Acted { get; set; }

    /// <summary>Entities named in passing ("of enterprise accounts"): they must be within reach of the metrics.</summary>
    public List<Entity> Mentioned { get; } = [];

    /// <summary>Of them, those that only the name of a join brought in: "teachers" of lessons.</summary>
    public HashSet<Entity> NamedByRole { get; } = [];

    /// <summary>An entity to count when no metric was named.</summary>
    public Entity? Counted { get; set; }

    /// <summary>Named times of entities: "by resolved date".</summary>
    public EntityTime? Time { get; set; }
    public Entity? TimeOwner { get; set; }
    public List<string> Assumptions { get; } = [];

    /// <summary>What lowers the trust in this reading, each between 0 and 1.</summary>
    public List<(string Reason, double Amount)> Doubts { get; } = [];

    /// <summary>Words that no mention took and that told two joins apart.</summary>
    public UInt128 Explained { get; set; }

    public double Score { get; set; }
    public string? HiddenBehind { get; set; }
    public List<(LinkMention Mention, LinkOption Option, LinkContext Context)> Links { get; } = [];
    public ShiftPhrase? Shift { get; set; }

    /// <summary>Days of the week that were named: on weekends, on Mondays.</summary>
    public List<PartFilterPhrase> Days { get; } = [];

    /// <summary>Single things are asked for where a count was named: "list open deals", "which customers churned".</summary>
    public bool ListsRows { get; set; }

    /// <summary>A limit on the amount of each row that is listed: "invoices over $10,000".</summary>
    public ThresholdCue? RowLimit { get; set; }
    public WithinPhrase? Within { get; set; }
    public Metric? RatioUnder { get; set; }
    public bool IsRatio { get; set; }

    /// <summary>"A as a percentage of B": one number over the other, whether or not the layer has it.</summary>
    public RatioCue? Quotient { get; set; }

    /// <summary>The number that the query divides by, where it makes the ratio itself.</summary>
    public Metric? Divisor { get; set; }
    public bool IsOnly { get; set; }
    public bool AddsGroups { get; set; }
    public bool WantsAverage { get; set; }
    public bool WantsCumulative { get; set; }
    public bool IsFuture { get; set; }

    /// <summary>Values that a follow-up took from those that were picked before.</summary>
    public HashSet<string> TakenAway { get; } = new(StringComparer.Ordinal);

    /// <summary>A balance of today is the latest one.</summary>
    public bool IsLatest { get; set; }

    /// <summary>"compared with the other regions": the value that was named stands beside the rest.</summary>
    public Dimension? BesideOthers { get; set; }

    /// <summary>"no, I meant …": its words name what takes the place of something.</summary>
    public bool IsCorrection { get; set; }

    /// <summary>What lowers the trust in an answer without making another reading likelier.</summary>
    public List<(string Reason, double Amount)> Cautions { get; } = [];

    /// <summary>What the answer takes that the question does not say, in words for who asks; 1 is enough to keep it from being sure.</summary>
    public List<(string Reason, double Amount)> Unsaid { get; } = [];

    public void Doubt(string reason, double amount) => Doubts.Add((reason, amount));

    public void Caution(string reason, double amount) => Cautions.Add((reason, amount));

    public void Assume(string? assumption)
    {
        if (assumption is not null && !Assumptions.Contains(assumption))
            Assumptions.Add(assumption);
    }
}

/// <summary>A field to group by: a dimension, or an entity itself (its key and title).</summary>
/// <param name="Role">The join that leads there, where it was named.</param>
internal sealed record GroupUse(Entity Entity, Dimension? Dimension, EntityJoin? Role)
{
    /// <summary>Of a part of time ("day_of_week"), of the metric's own time.</summary>
    public string? TimePart { get; init; }

    /// <summary>"within each": what a share is a share of.</summary>
    public bool IsWithin { get; init; }

    /// <summary>The words beside it, the nearest first; no part of what it is.</summary>
    public ImmutableArray<NearWord> Near { get; init; } = [];

    public bool Equals(GroupUse? other) =>
        other is not null && (Entity, Dimension, Role, TimePart, IsWithin) == (other.Entity, other.Dimension, other.Role, other.TimePart, other.IsWithin);

    public override int GetHashCode() => HashCode.Combine(Entity, Dimension, Role, TimePart, IsWithin);
}

internal sealed record FilterUse(Entity Entity, Dimension Dimension, List<string> Values, bool IsNegated)
{
    public required string Words { get; init; }
    public List<FilterReading> Others { get; init; } = [];
    public Product? Product { get; init; }
    public bool AlwaysAsk { get; init; }
    public double Quality { get; init; } = 1;
    public string? Op { get; init; }
    public decimal? Number { get; init; }
    public decimal? Upper { get; init; }

    /// <summary>The token that it begins at.</summary>
    public int At { get; init; } = -1;

    /// <summary>The words beside it, the nearest first: they may name one of several joins.</summary>
    public ImmutableArray<NearWord> Near { get; init; } = [];
}

internal sealed record FilterReading(Entity Entity, Dimension Dimension, IReadOnlyList<string> Values);

/// <summary>A condition on a metric for each listed entity, or on a group.</summary>
/// <param name="IsAbsence">None at all: the metric is zero.</param>
internal sealed record ConditionUse(Metric Metric, string Op, decimal Value, decimal? Upper, int Clause, bool IsAbsence)
{
    /// <summary>The mention that it stands at; -1 of an earlier question.</summary>
    public int At { get; init; } = -1;

    public PeriodReference? Period { get; set; }
}
