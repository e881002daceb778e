using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>
/// What is usual for one metric of one agent, learned from its last four weeks. The middle of each hour of the day is a median and the spread comes from medians of absolute
/// deviations (F. R. Hampel, "The influence curve and its role in robust estimation", JASA 69, 1974), so that an incident among the weeks does not become usual. The season is taken out before
/// residuals are judged, as in O. Vallis, J. Hochenbaum, A. Kejariwal, "A novel technique for long-term anomaly detection in the cloud", HotCloud 2014.
/// </summary>
internal sealed class UsualSeries
{
    /// <summary>Hours with something to compare, before anything is judged.</summary>
    public const int FewestHours = 100;

    /// <summary>An hour that usually has no run may have one.</summary>
    private const double LeastExpected = 0.5;

    /// <summary>An incident among the weeks is in the tail as well: it may not hide the next one.</summary>
    private const double MostHeavy = 2;

    private const int FewestOfSlot = 4;
    private const int FewestAround = 8;
    private const int RecentHours = 72;
    private const int FewestRecent = 12;
    private const double MostDrift = 0.7;

    /// <summary>What a median of few values is beside the truth: its variance is that of one value times this, divided by their number.</summary>
    private const double MedianLoss = Math.PI / 2;

    private readonly AnomalyMetric _metric;
    private readonly bool _isMedian;
    private readonly double[] _middle = new double[HourSlots.Count];
    private readonly int[] _known = new int[HourSlots.Count];
    private double _drift;
    private double _constant;
    private double _slope;
    private double _heavyAbove = 1;
    private double _heavyBelow = 1;

    private UsualSeries(AnomalyMetric metric, bool isMedian) => (_metric, _isMedian) = (metric, isMedian);

    /// <param name="past">Hours in order without a gap, the newest last.</param>
    /// <param name="isMedian">Of latencies the median, which tells of few runs already that all are slower.</param>
    /// <returns>Null: too little is known.</returns>
    public static UsualSeries? Learn(AnomalyMetric metric, IReadOnlyList<HourSums> past, HourSlots slots, bool isMedian = false)
    {
        List<Sample> samples = [];
        for (var i = 0; i < past.Count; i++)
        {
            var hour = past[i];
            var (of, among) = MetricScale.Parts(metric, hour, isMedian);
            if (MetricScale.IsEnough(metric, of, among))
                samples.Add(new Sample(slots.Of(hour.Hour), past.Count - i, of, among, MetricScale.To(metric, of, among)));
        }
        if (samples.Count < FewestHours)
            return null;
        var series = new UsualSeries(metric, isMedian);
        series.LearnMiddles(samples);
        series.LearnSpread(samples);
        return series;
    }

    /// <summary>What is usual for a count in an hour of this slot; NaN: not known.</summary>
    public double Expected(int slot) => _known[slot] == 0 ? double.NaN : MetricScale.From(_metric, _middle[slot]) * (1 + _drift);

    /// <param name="hours">One hour or some that follow each other, the last perhaps a part of one; all of them are judged together.</param>
    /// <param name="fraction">Of the last hour that has passed.</param>
    /// <param name="common">Of a count: how much of the usual all others have; 1: as usual.</param>
    /// <param name="tail">How often it may be wrong.</param>
    /// <returns>Null: too little to be judged.</returns>
    public Judgement? Judge(IReadOnlyList<HourSums> hours, HourSlots slots, double fraction, double common, double tail)
    {
        double of = 0,
            among = 0,
            middle = 0;
        var known = int.MaxValue;
        for (var i = 0; i < hours.Count; i++)
        {
            var slot = slots.Of(hours[i].Hour);
            if (_known[slot] == 0)
                return null;
            known = Math.Min(known, _known[slot]);
            var (partOf, partAmong) = MetricScale.Parts(_metric, hours[i], _isMedian);
            of += partOf;
            among += partAmong;
            middle += MetricScale.IsCount(_metric) ? Expected(slot) * common * (i == hours.Count - 1 ? fraction : 1) : (_middle[slot] + _drift) * partAmong;
        }
        if (!MetricScale.IsEnough(_metric, of, among))
            return null;
        var threshold = Tails.NormalQuantile(tail);
        if (MetricScale.IsCount(_metric))
            return JudgeCount(of, middle, known, threshold, common);
        middle /= among;
        var spread = Math.Sqrt(Variance(among, 1 / among) * (1 + MedianLoss / known));
        return MetricScale.IsShare(_metric) ? JudgeShare(of, among, middle, spread, threshold) : JudgeMean(of, among, middle, spread, threshold);
    }

    private Judgement JudgeCount(double of, double expected, int known, double threshold, double common)
    {
        // Where all others are far from what is usual, how far this one goes with them is a guess.
        var guess = Math.Pow(Math.Log(common), 2);
        expected = Math.Max(expected, LeastExpected);
        var middle = MetricScale.To(_metric, expected, 1);
        var variance = (Variance(1, expected) + guess * expected) * (1 + MedianLoss / known);
        var spread = Math.Sqrt(variance);
        // On the scale of square roots the variance is one, and what there is more grows with the mean.
        var excess = (variance - 1) / Math.Max(expected, 1);
        var isMore = of > expected;
        var score = Math.Max(0, Tails.NormalQuantile(Math.Min(0.5, Tails.CountTail(of, expected, excess, isMore)))) * (isMore ? 1 : -1);
        return new Judgement(_metric, score, ThresholdOf(score, threshold), of, expected, Back(-_heavyBelow), Back(_heavyAbove)) { Of = of };

        double Back(double side) => MetricScale.From(_metric, middle + side * threshold * spread);
    }

    private Judgement JudgeMean(double of, double among, double middle, double spread, double threshold)
    {
        var score = (MetricScale.To(_metric, of, among) - middle) / spread;
        var scale = _metric == AnomalyMetric.Latency ? 1 : among;
        return new Judgement(_metric, score, ThresholdOf(score, threshold), of / among * scale, Back(0), Back(-_heavyBelow), Back(_heavyAbove)) { Of = of };

        double Back(double side) => MetricScale.From(_metric, middle + side * threshold * spread) * scale;
    }

    /// <summary>
    /// Shares are judged by the tail of the binomial distribution itself, which the normal one is far from where few of many fail. More spread than that has counts as fewer trials.
    /// </summary>
    private Judgement JudgeShare(double of, double among, double middle, double spread, double threshold)
    {
        var usual = MetricScale.From(_metric, middle);
        var trials = Math.Max(1, Math.Min(among, 1 / (spread * spread)));
        var successes = of / among * trials;
        var isMore = of / among > usual;
        // What is usual is an estimate too.
        var upper = Tails.BinomialUpper(isMore ? successes : trials - successes, trials, Math.Clamp(isMore ? usual : 1 - usual, 0.002, 0.998));
        var score = Math.Max(0, Tails.NormalQuantile(Math.Min(upper, 0.5)));
        return new Judgement(
            _metric,
            isMore ? score : -score,
            ThresholdOf(isMore ? 1 : -1, threshold),
            of / among,
            usual,
            MetricScale.From(_metric, middle - _heavyBelow * threshold * spread),
            MetricScale.From(_metric, middle + _heavyAbove * threshold * spread)
        )
        {
            Of = of,
            Among = among,
        };
    }

    private double ThresholdOf(double score, double threshold) => threshold * (score < 0 ? _heavyBelow : _heavyAbove);

    /// <param name="size">What the noise grows with: one over how many for means, the count itself for counts.</param>
    private double Variance(double among, double size) => Math.Max(MetricScale.Least(_metric, among), _constant + _slope * size);

    private void LearnMiddles(List<Sample> samples)
    {
        var bySlot = samples.ToLookup(s => s.Slot);
        for (var slot = 0; slot < HourSlots.Count; slot++)
        {
            var found = Around(slot, bySlot, samples);
            _known[slot] = found.Count;
            if (found.Count > 0)
                _middle[slot] = MetricScale.IsShare(_metric) ? PooledShare(found) : Median([.. found.Select(s => s.Value)]);
        }
        var recent = samples.Where(s => s.Age <= RecentHours && _known[s.Slot] > 0).ToList();
        if (recent.Count < FewestRecent || MetricScale.IsShare(_metric))
            return;
        // Growth, and a new level that has held for days.
        _drift = MetricScale.IsCount(_metric)
            ? Median([.. recent.Where(s => _middle[s.Slot] > 4).Select(s => (s.Of + 0.375) / Math.Pow(_middle[s.Slot] / 2, 2) - 1).DefaultIfEmpty()])
            : Median([.. recent.Select(s => s.Value - _middle[s.Slot])]);
        _drift = Math.Clamp(_drift, -MostDrift / 2, MostDrift);
    }

    /// <summary>The same hour of the same kind of day; where that is too little or matters little, hours beside it, then the other kind of day, then all.</summary>
    private List<Sample> Around(int slot, ILookup<int, Sample> bySlot, List<Sample> all)
    {
        var same = bySlot[slot].ToList();
        if (MetricScale.IsCount(_metric))
        {
            if (same.Count >= FewestOfSlot)
                return same;
            var both = same.Concat(bySlot[HourSlots.Other(slot)]).ToList();
            return both.Count >= FewestOfSlot ? both : [];
        }
        for (var hours = 1; hours <= 2; hours++)
            same.AddRange([.. bySlot[HourSlots.Beside(slot, hours)], .. bySlot[HourSlots.Beside(slot, -hours)]]);
        return same.Count >= FewestAround ? same : all;
    }

    /// <summary>Of all of them together, without those that stand out from it.</summary>
    private double PooledShare(List<Sample> found)
    {
        var share = Share(found);
        var rest = found
            .Where(s => Math.Abs(s.Value - MetricScale.To(_metric, share * s.Among, s.Among)) <= 4 * Math.Sqrt(MetricScale.Least(_metric, s.Among)))
            .ToList();
        if (rest.Count > 0)
            share = Share(rest);
        return 2 * Math.Asin(Math.Sqrt(share));

        static double Share(List<Sample> of) => Math.Clamp((of.Sum(s => s.Of) + 0.375) / (of.Sum(s => s.Among) + 0.75), 0, 1);
    }

    /// <summary>
    /// Variance is a constant and a part that grows with the size: both from the halves of the hours with small and with large sizes. Then how much heavier each tail is than a normal one, from what one
    /// hour in a hundred comes to.
    /// </summary>
    private void LearnSpread(List<Sample> samples)
    {
        var known = samples.Where(s => _known[s.Slot] > 0).Select(s => (Size: SizeOf(s), Residual: ResidualOf(s), s.Among)).OrderBy(s => s.Size).ToList();
        var half = known.Count / 2;
        var (small, large) = (known[..half], known[half..]);
        var (low, high) = (Square(small), Square(large));
        var (from, to) = (small.Average(s => s.Size), large.Average(s => s.Size));
        var slope = to > from ? (high - low) / (to - from) : 0;
        (_constant, _slope) =
            slope <= 0 ? (Square(known), 0)
            : low - slope * from < 0 ? (0, Square(known) / known.Average(s => s.Size))
            : (low - slope * from, slope);
        // The tails of shares, and the lower one of counts, are those of their own distributions already.
        if (MetricScale.IsShare(_metric))
            return;
        var scores = known.Select(s => s.Residual / Math.Sqrt(Variance(s.Among, s.Size))).Order().ToList();
        const double share = 0.01;
        var rare = (int)(scores.Count * share);
        _heavyAbove = Math.Clamp(scores[^(rare + 1)] / Tails.NormalQuantile(share), 1, MostHeavy);
        if (!MetricScale.IsCount(_metric))
            _heavyBelow = Math.Clamp(-scores[rare] / Tails.NormalQuantile(share), 1, MostHeavy);

        static double Square(List<(double Size, double Residual, double Among)> of) =>
            Math.Pow(Tails.MadScale * Median([.. of.Select(s => Math.Abs(s.Residual))]), 2);
    }

    private double SizeOf(Sample sample) => MetricScale.IsCount(_metric) ? Expected(sample.Slot) : 1 / sample.Among;

    private double ResidualOf(Sample sample) =>
        MetricScale.IsCount(_metric)
            ? sample.Value - MetricScale.To(_metric, MetricScale.From(_metric, _middle[sample.Slot]), 1)
            : sample.Value - _middle[sample.Slot];

    private static double Median(double[] values)
    {
        if (values.Length == 0)
            return 0;
        Array.Sort(values);
        var half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /// <param name="Age">In hours.</param>
    private sealed record Sample(int Slot, int Age, double Of, double Among, double Value);
}
