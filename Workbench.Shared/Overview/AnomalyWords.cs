using System.Globalization;

namespace Workbench.Shared.Overview;

/// <summary>A metric and its values in words, as pages and messages write them.</summary>
public static class AnomalyWords
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Name(AnomalyMetric metric) =>
        metric switch
        {
            AnomalyMetric.Runs => "runs",
            AnomalyMetric.Cost => "cost",
            AnomalyMetric.Latency => "time to answer",
            AnomalyMetric.Errors => "error rate",
            AnomalyMetric.Tokens => "tokens",
            AnomalyMetric.Answers => "answer rate",
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No such metric."),
        };

    public static string Of(AnomalyMetric metric, double value) =>
        metric switch
        {
            AnomalyMetric.Cost => value.ToString(value is > 0 and < 1 ? "$0.0000" : "$#,0.00", Culture),
            AnomalyMetric.Latency => value < 1_000 ? value.ToString("0 ms", Culture) : (value / 1_000).ToString("#,0.0 's'", Culture),
            AnomalyMetric.Errors or AnomalyMetric.Answers => value.ToString("0.0 %", Culture),
            _ => value.ToString("#,0", Culture),
        };
}
