using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>3-metrics: what is counted.</summary>
public sealed record Metric
{
    public required string Name { get; init; }
    public required string Label { get; init; }
    public string? Description { get; init; }
    public ImmutableArray<string> Synonyms { get; init; } = [];

    /// <summary><c>USD</c>, <c>percent</c> (values are fractions), <c>hours</c>, <c>seconds</c>, a noun, or null.</summary>
    public string? Unit { get; init; }

    public MetricDirection Better { get; init; } = MetricDirection.None;
    public required MetricDefinition Definition { get; init; }
    public string? Access { get; init; }
    public bool IsHidden { get; init; }
    public string? Owner { get; init; }

    /// <summary>What a period or group without rows counts as; null: 0 for counts and sums, NULL for the rest.</summary>
    public decimal? Absent { get; init; }

    /// <summary>Fields that a query must filter on.</summary>
    public ImmutableArray<string> RequiredFilters { get; init; } = [];

    /// <summary>Field that holds the currency of each row's amount: such amounts are never added up across currencies.</summary>
    public string? Currency { get; init; }

    public SourceSpan At { get; init; }
}

public enum MetricDirection
{
    None,
    Up,
    Down,
}

public abstract record MetricDefinition
{
    private protected MetricDefinition() { }
}

/// <summary>An aggregate of one entity's rows.</summary>
/// <param name="Expr">Null for <c>count</c>.</param>
/// <param name="Time">Path to a time: <c>created</c>, <c>invoice.issued</c>; null: the entity's default one.</param>
public sealed record SimpleMetric(string Entity, Aggregation Aggregation, LayerExpression? Expr, LayerExpression? Where, string? Time) : MetricDefinition;

public sealed record RatioMetric(MetricInput Numerator, MetricInput Denominator) : MetricDefinition;

/// <summary>Arithmetic over other metrics. A bare name in <paramref name="Expr"/> is an input's alias.</summary>
public sealed record DerivedMetric(LayerExpression Expr, ImmutableArray<MetricInput> Inputs) : MetricDefinition;

/// <summary>A balance: aggregated over the rows of one snapshot, never over time.</summary>
public sealed record SemiAdditiveMetric(string Entity, Aggregation Aggregation, LayerExpression? Expr, LayerExpression? Where, BalanceOver Over)
    : MetricDefinition;

/// <param name="Time">A time of the entity.</param>
/// <param name="Per">For "the last row of each …": fields; empty: one snapshot date for all.</param>
public sealed record BalanceOver(string Time, BalanceTake Take, ImmutableArray<string> Per);

public enum BalanceTake
{
    Last,
    First,
    Average,
    Max,
    Min,
}

/// <summary>A metric over a moving window that ends with each period, or from the start of a grain to it.</summary>
public sealed record CumulativeMetric(MetricInput Metric, CumulativeSpan Span, PeriodAggregation PeriodAggregation) : MetricDefinition;

public abstract record CumulativeSpan
{
    private protected CumulativeSpan() { }
}

/// <example>28 days</example>
public sealed record MovingWindow(int Count, string Unit) : CumulativeSpan;

/// <example><c>fiscal_quarter</c></example>
public sealed record ToDate(string Grain) : CumulativeSpan;

/// <summary>Since the first row.</summary>
public sealed record AllTime : CumulativeSpan;

/// <summary>What stands for a coarser period than the data's: its first, last or average value.</summary>
public enum PeriodAggregation
{
    Last,
    First,
    Average,
}

/// <summary>The share (or count) of base events that were followed by a conversion event of the same <see cref="Per"/> within a time.</summary>
/// <param name="Base">A simple metric; one row is one base event.</param>
/// <param name="Per">The entity that both events belong to.</param>
public sealed record ConversionMetric(
    string Base,
    string Conversion,
    string Per,
    MovingWindow? Within,
    ConversionCalculation Calculation,
    ImmutableArray<ConstantProperty> ConstantProperties
) : MetricDefinition;

/// <summary>A field of the base event that must equal a field of the conversion event.</summary>
public sealed record ConstantProperty(string Base, string Conversion);

public enum ConversionCalculation
{
    Rate,
    Count,
}

/// <param name="Where">A filter of this input alone.</param>
/// <param name="Shift">The input as it was that many periods before; null: the same period.</param>
/// <param name="AtStartOf">The input at the start of this grain, or of the query's own <c>period</c>.</param>
public sealed record MetricInput(string Metric, string Alias, LayerExpression? Where = null, MovingWindow? Shift = null, string? AtStartOf = null);

/// <param name="Percentile">0..1, for <see cref="AggregationKind.Percentile"/> only.</param>
public sealed record Aggregation(AggregationKind Kind, decimal? Percentile = null);

public enum AggregationKind
{
    Count,
    CountDistinct,
    Sum,
    Average,
    Min,
    Max,
    Median,
    Percentile,
    First,
    Last,
}
