using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>What is usual for one agent, all that is watched of it.</summary>
internal sealed class AgentUsual
{
    /// <summary>Sides on which the metrics are watched, for one agent; latency by its median and its 95th percentile.</summary>
    public const int Sides = 9;

    /// <summary>A part of an hour is judged when half of it has passed, at three quarters, and as a whole.</summary>
    public const int Looks = 3;

    /// <summary>Alone, and together with the hour before: what is rare needs more runs than one hour has.</summary>
    private const int Lengths = 2;

    private const int HoursOfMonth = 30 * 24;

    /// <summary>What two hours say together has to be seen in the last one as well.</summary>
    private const double LeastOfLast = 1;

    private readonly Dictionary<AnomalyMetric, UsualSeries> _series = [];
    private readonly HourSlots _slots;
    private UsualSeries? _medians;

    private AgentUsual(HourSlots slots) => _slots = slots;

    /// <summary>How far back is learned from.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(28);

    public static AgentUsual Learn(IReadOnlyList<HourSums> past, HourSlots slots)
    {
        var usual = new AgentUsual(slots);
        foreach (var metric in Enum.GetValues<AnomalyMetric>())
            if (UsualSeries.Learn(metric, past, slots) is { } series)
                usual._series[metric] = series;
        usual._medians = UsualSeries.Learn(AnomalyMetric.Latency, past, slots, isMedian: true);
        return usual;
    }

    /// <summary>
    /// How often one look at one side may be wrong, so that all of them together are so often. The bound of Bonferroni: O. J. Dunn, "Multiple comparisons among means", JASA 56 (1961).
    /// </summary>
    /// <param name="falseAlarms">Of one agent in a month.</param>
    public static double Tail(double falseAlarms) => falseAlarms / ((double)Sides * Looks * Lengths * HoursOfMonth);

    /// <returns>Runs that are usual in this hour; NaN: not known.</returns>
    public double ExpectedRuns(DateTimeOffset hour) => _series.TryGetValue(AnomalyMetric.Runs, out var runs) ? runs.Expected(_slots.Of(hour)) : double.NaN;

    /// <param name="before">The hour before; null: not known.</param>
    /// <param name="fraction">Of the hour that has passed.</param>
    /// <param name="common">See <see cref="CommonShare"/>.</param>
    /// <returns>One for each metric of which enough is known.</returns>
    public IEnumerable<Judgement> Judge(HourSums? before, HourSums hour, double fraction, double common, double tail)
    {
        foreach (var (metric, series) in _series)
        {
            var judged = Judge(series, before, hour, fraction, common, tail);
            if (metric == AnomalyMetric.Latency && judged is not { IsAlarm: true } && _medians is not null)
            {
                var ofMedian = Judge(_medians, before, hour, fraction, common, tail);
                if (ofMedian is { IsAlarm: true } || judged is null)
                    judged = ofMedian;
            }
            if (judged is not null)
                yield return judged;
        }
    }

    private Judgement? Judge(UsualSeries series, HourSums? before, HourSums hour, double fraction, double common, double tail)
    {
        var alone = series.Judge([hour], _slots, fraction, common, tail);
        var both = before is { } previous ? series.Judge([previous, hour], _slots, fraction, common, tail) : null;
        if (alone is null)
            return both;
        var isBoth = both is { IsAlarm: true } && !alone.IsAlarm && Math.Sign(both.Score) == Math.Sign(alone.Score) && Math.Abs(alone.Score) >= LeastOfLast;
        return isBoth ? both : alone;
    }

    /// <returns>The band of one metric in one hour; null: too little is known.</returns>
    public Judgement? Judge(AnomalyMetric metric, HourSums hour, double common, double tail) =>
        _series.TryGetValue(metric, out var series) ? series.Judge([hour], _slots, 1, common, tail) : null;

    /// <summary>
    /// How much of the usual traffic there is everywhere: on a holiday all agents have less, and that is told once, of all of them together. A median, so that no agent alone moves it.
    /// </summary>
    /// <param name="agents">Runs that there are and runs that are usual, of each agent.</param>
    public static double CommonShare(IEnumerable<(double Runs, double Usual)> agents)
    {
        const int fewest = 5;
        const double fewestRuns = 4;
        var shares = agents.Where(a => a.Usual >= fewestRuns).Select(a => a.Runs / a.Usual).Order().ToList();
        return shares.Count < fewest ? 1 : Math.Clamp(shares[shares.Count / 2], 0.02, 10);
    }
}
