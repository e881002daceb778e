using System.Text;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>A metric's definition in words.</summary>
internal static class MetricText
{
    public static string Of(Metric metric, SemanticLayer layer)
    {
        var text = new StringBuilder(
            metric.Definition switch
            {
                SimpleMetric simple =>
                    $"It is the {Aggregate(simple.Aggregation, simple.Expr?.Text)} over {Plural(layer, simple.Entity)}{Where(simple.Where?.Text)}.",
                SemiAdditiveMetric balance =>
                    $"It is a balance: the {Aggregate(balance.Aggregation, balance.Expr?.Text)} over {Plural(layer, balance.Entity)}{Where(balance.Where?.Text)}, taking the {balance.Over.Take.ToString().ToLowerInvariant()} {balance.Over.Time.Replace('_', ' ')} of a period; it is never added up over time.",
                RatioMetric ratio =>
                    $"It is {Label(layer, ratio.Numerator.Metric)}{Where(ratio.Numerator.Where?.Text)} divided by {Label(layer, ratio.Denominator.Metric)}{Where(ratio.Denominator.Where?.Text)}.",
                DerivedMetric derived => $"It is computed as `{derived.Expr.Text}`, with {string.Join(", ", derived.Inputs.Select(i => Input(layer, i)))}.",
                CumulativeMetric cumulative => $"It is {Label(layer, cumulative.Metric.Metric)} added up {Span(cumulative.Span)}.",
                ConversionMetric conversion =>
                    $"It is the {(conversion.Calculation == ConversionCalculation.Rate ? "share" : "number")} of {Label(layer, conversion.Base)} followed by {Label(layer, conversion.Conversion)} of the same {layer.FindEntity(conversion.Per)?.Label.ToLowerInvariant() ?? conversion.Per}{(conversion.Within is { } w ? $" within {w.Count} {w.Unit.TrimEnd('s')}s" : "")}.",
                _ => "",
            }
        );
        if (metric.Unit is { } unit)
            text.Append($" Unit: {unit}.");
        if (metric.Synonyms.Length > 0)
            text.Append($" Also called {string.Join(", ", metric.Synonyms)}.");
        return text.ToString();
    }

    private static string Aggregate(Aggregation aggregation, string? expr)
    {
        var name = aggregation.Kind switch
        {
            AggregationKind.CountDistinct => "number of different",
            AggregationKind.Percentile => $"{aggregation.Percentile:0.##} percentile of",
            AggregationKind.Count => "number of rows",
            _ => $"{aggregation.Kind.ToString().ToLowerInvariant()} of",
        };
        return expr is null ? name : $"{name} `{expr}`";
    }

    private static string Where(string? where) => where is null ? "" : $" where `{where}`";

    private static string Plural(SemanticLayer layer, string entity) => layer.FindEntity(entity)?.LabelPlural.ToLowerInvariant() ?? entity;

    private static string Label(SemanticLayer layer, string metric) => layer.FindMetric(metric)?.Label ?? metric;

    private static string Input(SemanticLayer layer, MetricInput input) =>
        $"`{input.Alias}` = {Label(layer, input.Metric)}{Where(input.Where?.Text)}{(input.Shift is { } s ? $" {s.Count} {s.Unit} before" : "")}{(input.AtStartOf is { } g ? $" at the start of the {g.Replace('_', ' ')}" : "")}";

    private static string Span(CumulativeSpan span) =>
        span switch
        {
            MovingWindow window => $"over the last {window.Count} {window.Unit}",
            ToDate toDate => $"from the start of the {toDate.Grain.Replace('_', ' ')}",
            _ => "since the beginning",
        };
}
