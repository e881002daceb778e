using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The metrics that a metric is made of.</summary>
public static class MetricInputs
{
    public static ImmutableArray<MetricInput> Of(MetricDefinition definition) =>
        definition switch
        {
            RatioMetric m => [m.Numerator, m.Denominator],
            DerivedMetric m => m.Inputs,
            CumulativeMetric m => [m.Metric],
            ConversionMetric m => [new MetricInput(m.Base, m.Base), new MetricInput(m.Conversion, m.Conversion)],
            _ => [],
        };
}
