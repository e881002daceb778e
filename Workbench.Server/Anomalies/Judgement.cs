using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>How unusual an hour is.</summary>
/// <param name="Score">In standard deviations, above zero for more than usual.</param>
/// <param name="Threshold">From how many on it is an alarm.</param>
/// <param name="Value">In the metric's unit, of the whole time that was judged.</param>
/// <param name="Low">Of the band of what is usual.</param>
internal sealed record Judgement(AnomalyMetric Metric, double Score, double Threshold, double Value, double Usual, double Low, double High)
{
    /// <summary>A change that nobody would get up for is none, however sure it is.</summary>
    private const double LeastTimes = 1.5;

    private const int LeastRuns = 8;
    private const double LeastLatency = 1.3;
    private const double LeastLatencyMs = 200;
    private const double LeastShare = 0.05;
    private const double LeastAnswers = 0.1;
    private const double LeastCostUsd = 0.05;
    private const int FewestFailures = 3;

    /// <summary>Width of the interval in which a share is taken to lie.</summary>
    private const double SureDeviations = 2;

    /// <summary>Of a share: how many of how many.</summary>
    public double Of { get; init; }

    public double Among { get; init; }

    /// <summary>The side on which it is unusual, and one on which that is a reason to look.</summary>
    public bool IsWatchedSide =>
        Metric switch
        {
            AnomalyMetric.Runs or AnomalyMetric.Tokens => true,
            AnomalyMetric.Answers => Score < 0,
            _ => Score > 0,
        };

    public bool IsLarge =>
        Metric switch
        {
            AnomalyMetric.Runs => Math.Abs(Value - Usual) >= LeastRuns && (Score > 0 ? Value >= 2 * Usual : Value <= Usual / 2),
            AnomalyMetric.Cost => Value >= LeastTimes * Usual && Value - Usual >= LeastCostUsd,
            AnomalyMetric.Tokens => Value >= LeastTimes * Usual || Value * LeastTimes <= Usual,
            AnomalyMetric.Latency => Value >= LeastLatency * Usual && Value - Usual >= LeastLatencyMs,
            AnomalyMetric.Errors => Value - Usual >= LeastShare && Of >= FewestFailures && Tails.WilsonLower(Of, Among, SureDeviations) > Usual,
            _ => Usual - Value >= LeastAnswers && Tails.WilsonUpper(Of, Among, SureDeviations) < Usual,
        };

    public bool IsAlarm => IsWatchedSide && IsLarge && Math.Abs(Score) >= Threshold;
}
