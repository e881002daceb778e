using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Answers;

/// <summary>How a metric is computed, in one line that a person can check.</summary>
internal static class MetricFormula
{
    public static string Of(Metric metric)
    {
        var formula = OfDefinition(metric.Definition);
        return metric.Description is { Length: > 0 } description ? $"{description.TrimEnd().TrimEnd('.')}. {formula}" : formula;
    }

    private static string OfDefinition(MetricDefinition definition) =>
        definition switch
        {
            SimpleMetric m => $"{Aggregate(m.Aggregation, m.Expr?.Text)} over {m.Entity}{Where(m.Where?.Text)}.",
            SemiAdditiveMetric m =>
                $"{Aggregate(m.Aggregation, m.Expr?.Text)} over {m.Entity}{Where(m.Where?.Text)}, {m.Over.Take.ToString().ToLowerInvariant()} {m.Over.Time} of the period.",
            RatioMetric m => $"{m.Numerator.Metric} ÷ {m.Denominator.Metric}.",
            DerivedMetric m => $"{m.Expr.Text}.",
            CumulativeMetric { Span: MovingWindow window } m => $"{m.Metric.Metric} over the {window.Count} {window.Unit}s that end with each period.",
            CumulativeMetric { Span: ToDate toDate } m => $"{m.Metric.Metric} from the start of the {toDate.Grain.Replace('_', ' ')} to date.",
            CumulativeMetric m => $"{m.Metric.Metric} since the first row.",
            ConversionMetric m => $"{m.Base} followed by {m.Conversion} per {m.Per}{(m.Within is { } w ? $" within {w.Count} {w.Unit}s" : "")}.",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Aggregate(Aggregation aggregation, string? expr) =>
        aggregation.Kind switch
        {
            AggregationKind.Count => "Count of rows",
            AggregationKind.CountDistinct => $"Distinct count of {expr}",
            AggregationKind.Percentile => $"{aggregation.Percentile * 100:0.##}th percentile of {expr}",
            var kind => $"{kind} of {expr}",
        };

    private static string Where(string? where) => where is null ? "" : $" where {where}";
}
