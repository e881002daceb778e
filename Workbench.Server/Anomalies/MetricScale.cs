using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>
/// The scale on which a metric's noise is about the same everywhere: square roots of counts and angles of shares (F. J. Anscombe, "The transformation of Poisson, binomial and
/// negative-binomial data", Biometrika 35, 1948), logarithms of money, tokens and times. Cost and tokens are those of one run, so that one cause, more traffic, is not told three times.
/// </summary>
internal static class MetricScale
{
    /// <summary>Fewer runs say nothing of a mean or a percentile.</summary>
    private const int FewestRuns = 5;

    private const int FewestTimes = 8;

    public static bool IsCount(AnomalyMetric metric) => metric == AnomalyMetric.Runs;

    public static bool IsShare(AnomalyMetric metric) => metric is AnomalyMetric.Errors or AnomalyMetric.Answers;

    /// <summary>What is compared: how much of how many.</summary>
    public static (double Of, double Among) Parts(AnomalyMetric metric, in HourSums hour, bool isMedian = false) =>
        metric switch
        {
            AnomalyMetric.Runs => (hour.Runs, 1),
            AnomalyMetric.Cost => (hour.CostUsd, hour.Runs),
            AnomalyMetric.Tokens => (hour.Tokens, hour.Runs),
            AnomalyMetric.Latency => ((isMedian ? hour.MedianMs : hour.LatencyMs) * hour.Done, hour.Done),
            AnomalyMetric.Errors => (hour.Failed, hour.Over),
            AnomalyMetric.Answers => (hour.Answered, hour.Done),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No such metric."),
        };

    /// <summary>In the metric's unit; null: nothing is there to tell it of.</summary>
    public static double? ValueOf(AnomalyMetric metric, in HourSums hour)
    {
        var (of, among) = Parts(metric, hour);
        return metric is AnomalyMetric.Runs or AnomalyMetric.Cost or AnomalyMetric.Tokens ? of
            : among > 0 ? of / among
            : null;
    }

    /// <returns>Whether there is enough of it to be compared.</returns>
    public static bool IsEnough(AnomalyMetric metric, double of, double among) =>
        metric switch
        {
            AnomalyMetric.Runs => true,
            AnomalyMetric.Cost or AnomalyMetric.Tokens => among >= FewestRuns && of > 0,
            AnomalyMetric.Latency => among >= FewestTimes && of > 0,
            _ => among >= FewestRuns,
        };

    public static double To(AnomalyMetric metric, double of, double among) =>
        IsCount(metric) ? 2 * Math.Sqrt(of + 0.375)
        : IsShare(metric) ? 2 * Math.Asin(Math.Sqrt(Math.Clamp((of + 0.375) / (among + 0.75), 0, 1)))
        : Math.Log(of / among);

    /// <summary>Back to a count, a share, or the value of one.</summary>
    public static double From(AnomalyMetric metric, double value)
    {
        if (IsShare(metric))
            return Math.Pow(Math.Sin(Math.Clamp(value, 0, Math.PI) / 2), 2);
        return IsCount(metric) ? Math.Max(0, Math.Pow(Math.Max(0, value) / 2, 2) - 0.375) : Math.Exp(value);
    }

    /// <summary>The noise that there is at least, as a variance on the scale.</summary>
    public static double Least(AnomalyMetric metric, double among) =>
        IsCount(metric) ? 1
        : IsShare(metric) ? 1 / (among + 0.5)
        : 0.0025 + 0.04 / among;
}
