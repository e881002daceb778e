namespace Workbench.Server.Anomalies;

/// <summary>What one agent did in one hour, or in a part of it. A run counts in the hour in which it was asked, a call in that in which it began.</summary>
/// <param name="Over">Done or failed.</param>
/// <param name="Done">Without what failed.</param>
/// <param name="Tokens">Each run with at most five times the median of the hour: one run that went wild is no unusual hour, many are.</param>
/// <param name="CostUsd">Likewise.</param>
/// <param name="LatencyMs">95th percentile of the runs that are done; 0: none is.</param>
/// <param name="MedianMs">Likewise.</param>
internal readonly record struct HourSums(
    DateTimeOffset Hour,
    int Runs,
    int Over,
    int Failed,
    int Done,
    int Answered,
    double Tokens,
    double CostUsd,
    double LatencyMs,
    double MedianMs
)
{
    /// <summary>What one run counts at most, in medians of its hour.</summary>
    public const int MostMedians = 5;
}
