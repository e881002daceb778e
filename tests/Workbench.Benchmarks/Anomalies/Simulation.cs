using Workbench.Server.Anomalies;

namespace Workbench.Benchmarks.Anomalies;

/// <summary>Many agents for eight weeks, hour by hour, and how each hour looked when half and three quarters of it had passed.</summary>
internal sealed class Simulation
{
    public const int Days = 56;
    public const int Hours = Days * HourSlots.Day;

    /// <summary>Quarters that have passed at each look.</summary>
    public static readonly int[] Looks = [2, 3, 4];

    private const int Bins = 600;
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Everybody is at home.</summary>
    private static readonly HashSet<int> Holidays = [17, 33, 46];

    private readonly SimulatedAgent[] _agents;
    private readonly int[][] _times = new int[Hours * Looks.Length][];

    public Simulation(int seed, int agents)
    {
        _agents = [.. Enumerable.Range(0, agents).Select(i => new SimulatedAgent(seed, i, Hours))];
        for (var i = 0; i < _times.Length; i++)
            _times[i] = new int[Bins];
        Seen = [.. Enumerable.Range(0, agents).AsParallel().AsOrdered().Select(See)];
        All = SeeAll();
    }

    /// <summary>By agent, then by hour and look.</summary>
    public HourSums[][] Seen { get; }

    /// <summary>All agents together.</summary>
    public HourSums[] All { get; }

    public int Agents => _agents.Length;

    public static DateTimeOffset HourAt(int index) => Start.AddHours(index);

    public static double WeeksSince(DateTimeOffset hour) => (hour - Start).TotalDays / 7;

    public double RateAt(int agent, int hour) => _agents[agent].RateAt(HourAt(hour), IsHoliday(hour));

    /// <summary>An hour with a fault that begins at a quarter, counted from the simulation's begin.</summary>
    public HourSums SeeFaulty(int agent, int hour, int look, SimulatedFault fault, int beginsAt) =>
        SimulatedQuarter.Sum(
            HourAt(hour),
            [
                .. Enumerable
                    .Range(0, Looks[look])
                    .Select(q =>
                        _agents[agent]
                            .Quarter(HourAt(hour), hour, q, IsHoliday(hour), hour * SimulatedAgent.Quarters + q >= beginsAt ? fault : SimulatedFault.None)
                    ),
            ]
        );

    private static bool IsHoliday(int hour) => Holidays.Contains(hour / HourSlots.Day);

    private HourSums[] See(int agent)
    {
        var seen = new HourSums[Hours * Looks.Length];
        for (var hour = 0; hour < Hours; hour++)
        {
            var quarters = Enumerable
                .Range(0, SimulatedAgent.Quarters)
                .Select(q => _agents[agent].Quarter(HourAt(hour), hour, q, IsHoliday(hour), SimulatedFault.None))
                .ToList();
            for (var look = 0; look < Looks.Length; look++)
            {
                var passed = quarters.Take(Looks[look]).ToList();
                seen[hour * Looks.Length + look] = SimulatedQuarter.Sum(HourAt(hour), passed);
                var bins = _times[hour * Looks.Length + look];
                foreach (var ms in passed.SelectMany(q => q.Times))
                    Interlocked.Increment(ref bins[BinOf(ms)]);
            }
        }
        return seen;
    }

    private HourSums[] SeeAll()
    {
        var all = new HourSums[Hours * Looks.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var at = i;
            var each = Seen.Select(s => s[at]).ToList();
            all[i] = new HourSums(
                each[0].Hour,
                each.Sum(e => e.Runs),
                each.Sum(e => e.Over),
                each.Sum(e => e.Failed),
                each.Sum(e => e.Done),
                each.Sum(e => e.Answered),
                each.Sum(e => e.Tokens),
                each.Sum(e => e.CostUsd),
                Percentile(_times[i], 0.95),
                Percentile(_times[i], 0.5)
            );
        }
        return all;
    }

    /// <summary>One in a hundred wide, from 10 ms on.</summary>
    private static int BinOf(double ms) => Math.Clamp((int)(Math.Log(Math.Max(ms, 10) / 10) / 0.02), 0, Bins - 1);

    private static double Percentile(int[] bins, double share)
    {
        var left = (int)Math.Ceiling(bins.Sum() * (1 - share));
        for (var i = Bins - 1; i >= 0; i--)
            if ((left -= bins[i]) <= 0)
                return 10 * Math.Exp((i + 0.5) * 0.02);
        return 0;
    }
}
