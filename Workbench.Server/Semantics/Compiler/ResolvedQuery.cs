using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A query whose every name has been found: nothing in it can fail any more.</summary>
internal sealed record ResolvedQuery
{
    public required SemanticQuery Query { get; init; }
    public required LevelView View { get; init; }
    public required DateOnly Today { get; init; }
    public ImmutableArray<QueryKey> Keys { get; init; } = [];

    /// <summary>Those of the query first, then those that only filter or order.</summary>
    public ImmutableArray<QueryMetric> Metrics { get; init; } = [];

    public ImmutableArray<RowFilter> Filters { get; init; } = [];
    public PeriodRange Range { get; init; } = PeriodRange.Everything;
    public Comparison? Comparison { get; init; }
    public ImmutableArray<ValueFilter> Having { get; init; } = [];
    public ImmutableArray<ValueOrder> OrderBy { get; init; } = [];
    public int? Limit { get; init; }
    public ImmutableArray<ResolvedShare> Shares { get; init; } = [];

    /// <summary>Metrics whose rank is shown.</summary>
    public ImmutableArray<string> Ranks { get; init; } = [];

    /// <summary>Metrics whose change from period to period is shown.</summary>
    public ImmutableArray<string> Steps { get; init; } = [];

    /// <summary>Metrics whose relative change from period to period is shown.</summary>
    public ImmutableArray<string> Growth { get; init; } = [];

    /// <summary>Metrics whose sum over the periods so far is shown.</summary>
    public ImmutableArray<string> Running { get; init; } = [];

    /// <summary>Keys inside of which ranks and the limit count.</summary>
    public ImmutableArray<QueryKey> Within { get; init; } = [];

    public bool InHundredths => Query.InHundredths;

    public bool HasTotals { get; init; }
    public bool HasOthers { get; init; }
    public bool FillsGaps { get; init; }

    /// <summary>For a query without metrics: the entity whose rows are listed.</summary>
    public Entity? Listed { get; init; }

    public PeriodKey? Period => (PeriodKey?)Keys.FirstOrDefault(k => k is PeriodKey);
}

/// <summary>What a row of the result is for.</summary>
/// <param name="Written">The name of its column.</param>
/// <param name="Alias">Its name inside the statement.</param>
/// <param name="Type">As <see cref="Dimension.Type"/>.</param>
internal abstract record QueryKey(string Written, string Alias, string Label, string Type);

/// <param name="ByHome">By name of the home entity.</param>
internal sealed record FieldKey(string Written, string Alias, string Label, string Type, IReadOnlyDictionary<string, FieldPath> ByHome)
    : QueryKey(Written, Alias, Label, Type)
{
    public Grain? Grain { get; } = ByHome.Values.Select(f => f.Leaf).OfType<PeriodLeaf>().FirstOrDefault()?.Grain;
}

/// <summary>The finest grain of each metric's own time: what shifts, fills and balances go by.</summary>
internal sealed record PeriodKey(string Written, string Alias, string Label, Grain Grain)
    : QueryKey(Written, Alias, Label, Grain.IsWithinDay ? "timestamp" : "date");

/// <summary>A coarser grain, which follows from the finest.</summary>
internal sealed record CoarserKey(string Written, string Alias, string Label, Grain Grain) : QueryKey(Written, Alias, Label, "date");

/// <summary>Of each metric's own time, a part that repeats, or a grain that does not nest with the finest.</summary>
internal sealed record OwnTimeKey(string Written, string Alias, string Label, string Type, Grain? Grain, string? Part) : QueryKey(Written, Alias, Label, Type);

internal sealed record QueryMetric(Metric Metric, MetricValue Value, string Type, bool IsShown)
{
    public ImmutableArray<Leaf> Leaves { get; } = [.. Value.Leaves];
}

/// <summary>A condition on rows, before they are aggregated.</summary>
internal abstract record RowFilter
{
    private protected RowFilter() { }
}

internal sealed record FieldRowFilter(IReadOnlyDictionary<string, FieldPath> ByHome, FieldCondition Condition) : RowFilter;

/// <summary>On each metric's own time.</summary>
internal sealed record OwnTimeRowFilter(Grain? Grain, string? Part, FieldCondition Condition) : RowFilter;

/// <param name="ByHome">A home that is not there does not reach the segment and is not filtered.</param>
internal sealed record SegmentRowFilter(Segment Segment, IReadOnlyDictionary<string, JoinPath> ByHome) : RowFilter;

/// <summary>Entities whose metric meets a condition.</summary>
/// <param name="Block">Name of the block that lists them.</param>
/// <param name="ByHome">To the key of <paramref name="Per"/>.</param>
internal sealed record MetricRowFilter(
    string Block,
    Entity Per,
    QueryMetric Metric,
    PeriodRange Range,
    ImmutableArray<RowFilter> Filters,
    FieldCondition Condition,
    IReadOnlyDictionary<string, FieldPath> ByHome,
    FieldKey Key
) : RowFilter;

/// <summary>A value of the result: a metric, or one of its companions.</summary>
internal readonly record struct ValueName(string Metric, ColumnRole Role);

/// <param name="Key">Null when a value is tested.</param>
internal sealed record ValueFilter(QueryKey? Key, ValueName Value, FieldCondition Condition);

/// <param name="Key">Null when a value orders.</param>
internal sealed record ValueOrder(QueryKey? Key, ValueName Value, bool IsDescending);

/// <param name="Of">Keys whose group is the whole; empty: everything.</param>
internal sealed record ResolvedShare(QueryMetric Metric, ImmutableArray<QueryKey> Of);
