using Workbench.Server.Anomalies;
using Workbench.Shared.Overview;

namespace Workbench.Benchmarks.Anomalies;

/// <summary>The usual alarm of dashboards, to compare with: further than three standard deviations from the mean of the same hour of the same kind of day, in whole hours.</summary>
internal sealed class ThreeSigma
{
    private readonly Dictionary<(AnomalyMetric, int), (double Mean, double Deviation)> _usual = [];
    private readonly HourSlots _slots;

    public ThreeSigma(IReadOnlyList<HourSums> past, HourSlots slots)
    {
        _slots = slots;
        foreach (var metric in Enum.GetValues<AnomalyMetric>())
        foreach (var hours in past.GroupBy(h => slots.Of(h.Hour)))
        {
            var values = hours.Select(h => ValueOf(metric, h)).Where(v => !double.IsNaN(v)).ToList();
            if (values.Count < 4)
                continue;
            var mean = values.Average();
            _usual[(metric, hours.Key)] = (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)));
        }
    }

    /// <returns>Metrics that are outside, on the sides that are watched.</returns>
    public IEnumerable<AnomalyMetric> Outside(HourSums hour)
    {
        foreach (var metric in Enum.GetValues<AnomalyMetric>())
        {
            var value = ValueOf(metric, hour);
            if (double.IsNaN(value) || !_usual.TryGetValue((metric, _slots.Of(hour.Hour)), out var usual) || usual.Deviation <= 0)
                continue;
            var score = (value - usual.Mean) / usual.Deviation;
            var isWatched = metric switch
            {
                AnomalyMetric.Runs or AnomalyMetric.Tokens => true,
                AnomalyMetric.Answers => score < 0,
                _ => score > 0,
            };
            if (isWatched && Math.Abs(score) > 3)
                yield return metric;
        }
    }

    private static double ValueOf(AnomalyMetric metric, HourSums hour) =>
        metric switch
        {
            AnomalyMetric.Runs => hour.Runs,
            AnomalyMetric.Cost => hour.CostUsd,
            AnomalyMetric.Tokens => hour.Tokens,
            AnomalyMetric.Latency => hour.Done == 0 ? double.NaN : hour.LatencyMs,
            AnomalyMetric.Errors => hour.Over == 0 ? double.NaN : (double)hour.Failed / hour.Over,
            _ => hour.Done == 0 ? double.NaN : (double)hour.Answered / hour.Done,
        };
}
