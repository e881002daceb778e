using Workbench.Server.Anomalies;

namespace Workbench.Benchmarks.Anomalies;

/// <summary>What is injected.</summary>
internal enum SimulatedFault
{
    None,
    CostTimesThree,
    LatencyTimesTwo,
    ErrorsTo20Percent,
    HalfOfTheAnswers,
    NoTraffic,
}

/// <summary>
/// Traffic of one agent, a quarter of an hour at a time, the same for the same seed: a day and a week, slow growth, bursts that last for hours (a gamma multiplier that remembers the hour before: negative-binomial
/// counts), log-normal costs with a heavy Pareto tail, latencies that drift and grow with the load, errors in bursts.
/// </summary>
internal sealed class SimulatedAgent
{
    public const int Quarters = 4;

    private readonly int _seed;
    private readonly double _peak;
    private readonly double _night;
    private readonly double _weekend;
    private readonly double _growth;
    private readonly double _shift;
    private readonly double _burst;
    private readonly double _cost;
    private readonly double _costSpread;
    private readonly double _tokens;
    private readonly double _latency;
    private readonly double _latencySpread;
    private readonly double _errors;
    private readonly double _unable;
    private readonly double[] _mood;
    private readonly double[] _pace;

    public SimulatedAgent(int seed, int number, int hours)
    {
        _seed = unchecked(seed * 1_000_003 + number);
        var random = new Random(_seed);
        _peak = 12 * Math.Exp(random.NextDouble() * Math.Log(50));
        _night = 0.05 + 0.25 * random.NextDouble();
        _weekend = 0.25 + 0.6 * random.NextDouble();
        _growth = 0.04 * random.NextDouble() - 0.005;
        _shift = 4 * random.NextDouble() - 2;
        _burst = 0.1 + 0.2 * random.NextDouble();
        _cost = 0.01 * Math.Exp(2 * random.NextDouble());
        _costSpread = 0.6 + 0.5 * random.NextDouble();
        _tokens = 2_000 * Math.Exp(2 * random.NextDouble());
        _latency = 1_500 * Math.Exp(1.5 * random.NextDouble());
        _latencySpread = 0.4 + 0.3 * random.NextDouble();
        _errors = 0.01 + 0.02 * random.NextDouble();
        _unable = 0.04 + 0.12 * random.NextDouble();
        _mood = Remembering(random, hours, 0.6, _burst);
        _pace = Remembering(random, hours, 0.8, 0.08);
    }

    /// <summary>Runs that are to be expected.</summary>
    public double RateAt(DateTimeOffset hour, bool isHoliday)
    {
        var phase = (hour.Hour + hour.Minute / 60d - 14 - _shift) / 24 * 2 * Math.PI;
        var day = _night + (1 - _night) * Math.Pow((1 + Math.Cos(phase)) / 2, 2);
        var week = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || isHoliday ? _weekend : 1;
        return _peak * day * week * Math.Pow(1 + _growth, Simulation.WeeksSince(hour));
    }

    public SimulatedQuarter Quarter(DateTimeOffset hour, int index, int quarter, bool isHoliday, SimulatedFault fault)
    {
        var random = new Random(unchecked(_seed * 31 + index * Quarters + quarter + 7_919 * (int)fault));
        var rate = RateAt(hour, isHoliday) * _mood[index] / Quarters;
        var runs = fault == SimulatedFault.NoTraffic ? 0 : Poisson(random, rate);
        var isBadHour = new Random(unchecked(_seed + index * 97)).NextDouble() < 0.01;
        var errors = fault == SimulatedFault.ErrorsTo20Percent ? 0.2 : _errors * (isBadHour ? 2 : 1);
        var answers = (1 - _unable) * (fault == SimulatedFault.HalfOfTheAnswers ? 0.5 : 1);
        var pace = _latency * _pace[index] * (1 + 0.1 * (_mood[index] - 1)) * (fault == SimulatedFault.LatencyTimesTwo ? 2 : 1);
        var result = new SimulatedQuarter { Runs = runs };
        for (var i = 0; i < runs; i++)
        {
            var size = Normal(random);
            var heavy = random.NextDouble() < 0.01 ? Math.Pow(1 - random.NextDouble(), -1 / 1.5) * 3 : 1;
            result.Costs.Add(_cost * Math.Exp(_costSpread * (0.8 * size + 0.6 * Normal(random))) * heavy * (fault == SimulatedFault.CostTimesThree ? 3 : 1));
            result.Tokens.Add(_tokens * Math.Exp(_costSpread * size) * heavy);
            if (random.NextDouble() < errors)
            {
                result.Failed++;
                continue;
            }
            result.Answered += random.NextDouble() < answers ? 1 : 0;
            result.Times.Add(pace * Math.Exp(_latencySpread * (0.4 * size + 0.9 * Normal(random))));
        }
        return result;
    }

    private static double[] Remembering(Random random, int hours, double memory, double spread)
    {
        var values = new double[hours];
        var state = 0d;
        for (var i = 0; i < hours; i++)
        {
            state = memory * state + Math.Sqrt(1 - memory * memory) * Normal(random);
            values[i] = Math.Exp(spread * state - spread * spread / 2);
        }
        return values;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int Poisson(Random random, double mean)
    {
        if (mean > 60)
            return Math.Max(0, (int)Math.Round(mean + Math.Sqrt(mean) * Normal(random)));
        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
            count++;
        return count;
    }
}

/// <summary>What a quarter of an hour came to.</summary>
internal sealed class SimulatedQuarter
{
    public int Runs { get; init; }
    public int Failed { get; set; }
    public int Answered { get; set; }
    public List<double> Tokens { get; } = [];
    public List<double> Costs { get; } = [];

    /// <summary>Of the runs that are done.</summary>
    public List<double> Times { get; } = [];

    public static HourSums Sum(DateTimeOffset hour, IReadOnlyList<SimulatedQuarter> quarters)
    {
        var times = quarters.SelectMany(q => q.Times).Order().ToList();
        var failed = quarters.Sum(q => q.Failed);
        return new HourSums(
            hour,
            quarters.Sum(q => q.Runs),
            times.Count + failed,
            failed,
            times.Count,
            quarters.Sum(q => q.Answered),
            Capped([.. quarters.SelectMany(q => q.Tokens)]),
            Capped([.. quarters.SelectMany(q => q.Costs)]),
            At(times, 0.95),
            At(times, 0.5)
        );
    }

    private static double Capped(List<double> values)
    {
        values.Sort();
        var most = HourSums.MostMedians * At(values, 0.5);
        return values.Sum(v => Math.Min(v, most));
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Ceiling(sorted.Count * share) - 1];
}
