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

    /// <summary>The entities whose rows a metric aggregates; those of a conversion are its base events. Ends in circles too, which another check reports.</summary>
    /// <param name="find">Null where there is no such metric.</param>
    public static ImmutableArray<string> HomesOf(Metric metric, Func<string, Metric?> find)
    {
        var homes = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit(metric);
        return [.. homes.Distinct(StringComparer.Ordinal)];

        void Visit(Metric at)
        {
            if (!seen.Add(at.Name))
                return;
            switch (at.Definition)
            {
                case SimpleMetric simple:
                    homes.Add(simple.Entity);
                    break;
                case SemiAdditiveMetric balance:
                    homes.Add(balance.Entity);
                    break;
                default:
                    foreach (
                        var input in at.Definition is ConversionMetric conversion ? [new MetricInput(conversion.Base, conversion.Base)] : Of(at.Definition)
                    )
                        if (find(input.Metric) is { } next)
                            Visit(next);
                    break;
            }
        }
    }
}
