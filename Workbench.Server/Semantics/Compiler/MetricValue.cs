using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A metric taken apart: arithmetic over leaves, each of which is one aggregate of one entity's rows.</summary>
internal abstract record MetricValue
{
    private protected MetricValue() { }

    public IEnumerable<Leaf> Leaves =>
        this switch
        {
            LeafValue leaf => [leaf.Leaf],
            RatioValue ratio => ratio.Over.Leaves.Concat(ratio.Under.Leaves),
            DerivedValue derived => derived.Inputs.SelectMany(i => i.Value.Leaves),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

internal sealed record LeafValue(Leaf Leaf) : MetricValue;

/// <summary>Sum over sum, at every grain.</summary>
internal sealed record RatioValue(MetricValue Over, MetricValue Under, decimal? Absent) : MetricValue;

internal sealed record DerivedValue(ScalarExpr Expr, EquatableArray<DerivedInput> Inputs, decimal? Absent) : MetricValue;

internal sealed record DerivedInput(string Alias, MetricValue Value);

/// <summary>One aggregate over the rows of its home entity, in windows of its own time.</summary>
internal sealed record Leaf
{
    /// <summary>For the name of its block.</summary>
    public required string Name { get; init; }

    public required Metric Metric { get; init; }
    public required Entity Home { get; init; }
    public required Aggregation Aggregation { get; init; }
    public LayerExpression? Expr { get; init; }

    /// <summary>The metric's own filter and those of the inputs around it.</summary>
    public EquatableArray<LayerExpression> Where { get; init; } = [];

    /// <summary>Ends in a <see cref="TimeLeaf"/>; null where the entity has no time.</summary>
    public FieldPath? Time { get; init; }

    /// <summary>For a balance: which snapshot stands for a period.</summary>
    public BalanceOver? Over { get; init; }

    /// <summary>How the windows of its rows differ from the query's periods, outermost first.</summary>
    public EquatableArray<FrameStep> Steps { get; init; } = [];

    /// <summary>What stands for a period, of a cumulative metric.</summary>
    public PeriodAggregation PeriodAggregation { get; init; }

    /// <summary>Only rows that were followed by another event.</summary>
    public FollowedBy? FollowedBy { get; init; }

    /// <summary>By what tells leaves apart mostly: a metric and an entity whole would be a page of text to hash, several times a query.</summary>
    public override int GetHashCode() => HashCode.Combine(Name, Home.Name, Aggregation.Kind, Steps.Count, Where.Count);

    /// <summary>What no row counts as; null: NULL.</summary>
    public decimal? Absent => Metric.Absent ?? (Aggregation.Kind is AggregationKind.Count or AggregationKind.CountDistinct or AggregationKind.Sum ? 0 : null);
}

/// <param name="Per">From the base event to the entity that both belong to.</param>
/// <param name="EventPer">The same from the event.</param>
internal sealed record FollowedBy(Leaf Event, FieldPath Per, FieldPath EventPer, MovingWindow? Within, EquatableArray<FollowedByProperty> Properties);

internal sealed record FollowedByProperty(FieldPath Base, FieldPath Event);

/// <summary>Moves or widens the window that an output period counts.</summary>
internal abstract record FrameStep
{
    private protected FrameStep() { }
}

internal sealed record ShiftStep(int Count, string Unit) : FrameStep;

/// <param name="Grain">Null: of the query's own period.</param>
internal sealed record AtStartStep(Grain? Grain) : FrameStep;

internal sealed record WindowStep(int Count, Grain Unit) : FrameStep;

internal sealed record ToDateStep(Grain Grain) : FrameStep;

internal sealed record AllTimeStep : FrameStep;
