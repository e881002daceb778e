using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Answers;

/// <summary>How the values of a metric may be spoken of.</summary>
/// <param name="IsAsOf">A balance or a window: it is as of the end of a period.</param>
/// <param name="IsCount">A plain count of things.</param>
internal sealed record MetricTraits(AddsUp AddsUp, bool IsAsOf, bool IsCount)
{
    private const int MaxDepth = 12;

    public static MetricTraits Unknown { get; } = new(AddsUp.Never, IsAsOf: false, IsCount: false);

    public static MetricTraits Of(string metric, SemanticLayer layer) => Of(metric, layer, 0);

    private static MetricTraits Of(string name, SemanticLayer layer, int depth)
    {
        if (depth > MaxDepth || layer.FindMetric(name) is not { } metric)
            return Unknown;
        return metric.Definition switch
        {
            SimpleMetric simple => new(Adds(simple.Aggregation.Kind) ? AddsUp.Always : AddsUp.Never, false, Counts(simple.Aggregation.Kind)),
            SemiAdditiveMetric balance => new(Adds(balance.Aggregation.Kind) ? AddsUp.Groups : AddsUp.Never, true, Counts(balance.Aggregation.Kind)),
            CumulativeMetric cumulative => Of(cumulative.Metric.Metric, layer, depth + 1) is { } inner
                ? new(inner.AddsUp == AddsUp.Never ? AddsUp.Never : AddsUp.Groups, true, inner.IsCount)
                : Unknown,
            ConversionMetric { Calculation: ConversionCalculation.Count } => new(AddsUp.Always, false, true),
            DerivedMetric derived => Of(derived, layer, depth),
            RatioMetric ratio => new(AddsUp.Never, Of(ratio.Numerator.Metric, layer, depth + 1).IsAsOf, IsCount: false),
            _ => Unknown,
        };
    }

    private static MetricTraits Of(DerivedMetric derived, SemanticLayer layer, int depth)
    {
        var inputs = derived.Inputs.ToDictionary(i => i.Alias, i => (Input: i, Traits: Of(i.Metric, layer, depth + 1)), StringComparer.Ordinal);
        var isAsOf = inputs.Values.Any(i => i.Traits.IsAsOf && i.Input is { Shift: null, AtStartOf: null });
        if (!IsLinear(derived.Expr.Tree) || inputs.Values.Any(i => i.Traits.AddsUp == AddsUp.Never))
            return new(AddsUp.Never, isAsOf, IsCount: false);
        var overTime = inputs.Values.All(i => i.Traits.AddsUp == AddsUp.Always && i.Input is { Shift: null, AtStartOf: null });
        return new(overTime ? AddsUp.Always : AddsUp.Groups, isAsOf, inputs.Values.All(i => i.Traits.IsCount) && inputs.Count == 1);
    }

    private static bool Adds(AggregationKind kind) => kind is AggregationKind.Count or AggregationKind.Sum;

    private static bool Counts(AggregationKind kind) => kind is AggregationKind.Count or AggregationKind.CountDistinct;

    /// <summary>Sums of inputs times constants: the total of the groups is the value of the whole.</summary>
    private static bool IsLinear(ScalarExpr expr) =>
        expr switch
        {
            ColumnRef => true,
            UnaryExpr { Op: "-" or "+" } unary => IsLinear(unary.Operand),
            BinaryExpr { Op: "+" or "-" } sum => IsLinear(sum.Left) && IsLinear(sum.Right),
            BinaryExpr { Op: "*", Left: NumberLiteral } product => IsLinear(product.Right),
            BinaryExpr { Op: "*" or "/", Right: NumberLiteral } scaled => IsLinear(scaled.Left),
            FunctionExpr { Name: "coalesce", Arguments: [var inner, NumberLiteral { Value: 0 }] } => IsLinear(inner),
            _ => false,
        };
}
