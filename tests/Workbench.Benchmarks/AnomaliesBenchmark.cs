using System.Globalization;
using Workbench.Benchmarks.Anomalies;
using Workbench.Server.Anomalies;
using Workbench.Shared.Overview;

namespace Workbench.Benchmarks;

/// <summary>
/// False alarms and missed faults of the watch over 200 agents and eight weeks, of which four are learned from at first, beside three standard deviations on the same hours. The seed that is told is not
/// the one that was tuned on; <c>eng/bench.sh anomalies tune</c> is the other.
/// </summary>
internal static class AnomaliesBenchmark
{
    private const int HeldOutSeed = 20_261_123;
    private const int TuningSeed = 7;
    private const int Agents = 200;
    private const int FaultsOfKind = 2;

    /// <summary>Runs an hour from which a fault is to be found within an hour or the next.</summary>
    private const double Busy = 40;

    /// <summary>As the server's own option: of one agent in a month.</summary>
    private const double FalseAlarms = 0.3;
    private const int FirstDay = 28;
    private const string Baseline = "three standard deviations from the mean of the hour";
    private static readonly HourSlots Slots = new(TimeZoneInfo.Utc);

    public static int Run(string[] of)
    {
        var simulation = new Simulation(of is ["tune"] ? TuningSeed : HeldOutSeed, Agents);
        var months = Agents * (Simulation.Days - FirstDay) / 30d;
        var faults = FaultsOf(simulation).ToLookup(f => f.BeginsAt / SimulatedAgent.Quarters / HourSlots.Day);
        var ours = new Watch(simulation);
        for (var day = FirstDay; day < Simulation.Days; day++)
        {
            ours.Learn(day);
            ours.LookAtDay(day);
            ours.LookAtFaults([.. faults[day]]);
        }
        var all = ours.AlarmsOfAll;
        Console.Error.WriteLine(
            $"{Agents} agents, {months:f0} agent months; alarms by metric: {string.Join(", ", ours.Alarms.Select(a => $"{a.Key} {a.Value}"))}; of all agents together {all}; baseline: {string.Join(", ", ours.BaselineAlarms.Select(a => $"{a.Key} {a.Value}"))}"
        );
        Print(
            "false_alarms_per_agent_and_month",
            "alarms",
            ours.Alarms.Values.Sum() / months,
            ours.BaselineAlarms.Values.Sum() / months,
            "value <= 1",
            isAtMost: 1
        );
        Print("false_alarms_of_all_agents_together_per_month", "alarms", all / ((Simulation.Days - FirstDay) / 30d), null, null, null);
        foreach (var isBusy in (bool[])[true, false])
        {
            var results = ours.Faults.Where(f => f.Fault.IsBusy == isBusy).ToList();
            var name = isBusy ? "" : "_in_quiet_hours";
            if (isBusy)
                Print(
                    "faults_found_within_an_hour_or_the_next",
                    "%",
                    Share(results, f => f.Delay),
                    Share(results, f => f.BaselineDelay),
                    "value >= 95",
                    null,
                    isAtLeast: 95,
                    results.Count
                );
            else
                Print("faults_found" + name, "%", Share(results, f => f.Delay), Share(results, f => f.BaselineDelay), null, null, null, results.Count);
            foreach (var kind in results.GroupBy(f => f.Fault.Kind).OrderBy(g => g.Key))
            {
                var words = string.Concat(
                    kind.Key.ToString().Select(c => char.IsUpper(c) ? "_" + char.ToLower(c, CultureInfo.InvariantCulture) : c.ToString())
                );
                Print($"found{words}{name}", "%", Share([.. kind], f => f.Delay), Share([.. kind], f => f.BaselineDelay), null, null, null, kind.Count());
                var delays = kind.Where(f => f.Delay is not null).Select(f => f.Delay!.Value).Order().ToList();
                if (isBusy && delays.Count > 0)
                    Print($"median_delay{words}", "min", delays[delays.Count / 2], null, null, null, null, delays.Count);
            }
        }
        return 0;
    }

    private static double Share(List<FoundFault> of, Func<FoundFault, int?> delay) => of.Count == 0 ? 0 : 100d * of.Count(f => delay(f) is not null) / of.Count;

    private static void Print(
        string metric,
        string unit,
        double value,
        double? baseline,
        string? goal,
        double? isAtMost,
        double? isAtLeast = null,
        int runs = 1
    ) =>
        new Figure(
            "anomalies",
            metric,
            unit,
            value,
            goal,
            isAtMost is { } most ? value <= most
                : isAtLeast is { } least ? value >= least
                : null,
            runs
        )
        {
            Baseline = baseline is null ? null : Baseline,
            BaselineValue = baseline is { } b ? Math.Round(b, 2) : null,
        }.Print();

    /// <summary>Some of each kind for each agent, in busy hours and in quiet ones, at any quarter of an hour.</summary>
    private static IEnumerable<InjectedFault> FaultsOf(Simulation simulation)
    {
        var random = new Random(HeldOutSeed);
        for (var agent = 0; agent < simulation.Agents; agent++)
            foreach (var kind in Enum.GetValues<SimulatedFault>().Where(k => k != SimulatedFault.None))
            foreach (var isBusy in (bool[])[true, false])
                for (var (found, tries) = (0, 0); found < FaultsOfKind && tries < 200; tries++)
                {
                    var hour = random.Next(FirstDay * HourSlots.Day, Simulation.Hours - 3);
                    if (simulation.RateAt(agent, hour) >= Busy != isBusy || simulation.RateAt(agent, hour + 1) >= Busy != isBusy)
                        continue;
                    found++;
                    yield return new InjectedFault(agent, kind, isBusy, hour * SimulatedAgent.Quarters + random.Next(SimulatedAgent.Quarters));
                }
    }

    /// <param name="BeginsAt">In quarters of an hour.</param>
    private sealed record InjectedFault(int Agent, SimulatedFault Kind, bool IsBusy, int BeginsAt);

    /// <param name="Delay">Minutes; null: not found by the end of the next hour.</param>
    private sealed record FoundFault(InjectedFault Fault, int? Delay, int? BaselineDelay);

    /// <summary>As the server watches: it learns each day, looks at each hour three times, and opens and closes alarms.</summary>
    private sealed class Watch(Simulation simulation)
    {
        private readonly double _tail = AgentUsual.Tail(FalseAlarms);
        private readonly Dictionary<(int, AnomalyMetric), Episode?> _open = [];
        private readonly Dictionary<(int, AnomalyMetric), Episode?> _baselineOpen = [];
        private AgentUsual[] _usual = [];
        private ThreeSigma[] _baseline = [];
        private AgentUsual? _usualOfAll;

        public Dictionary<AnomalyMetric, int> Alarms { get; } = [];
        public Dictionary<AnomalyMetric, int> BaselineAlarms { get; } = [];
        public List<FoundFault> Faults { get; } = [];
        public int AlarmsOfAll { get; private set; }

        public void Learn(int day)
        {
            var learned = Enumerable
                .Range(0, simulation.Agents)
                .AsParallel()
                .AsOrdered()
                .Select(a => PastOf(simulation.Seen[a], day))
                .Select(past => (AgentUsual.Learn(past, Slots), new ThreeSigma(past, Slots)))
                .ToArray();
            (_usual, _baseline) = ([.. learned.Select(l => l.Item1)], [.. learned.Select(l => l.Item2)]);
            _usualOfAll = AgentUsual.Learn(PastOf(simulation.All, day), Slots);
        }

        public void LookAtDay(int day)
        {
            for (var hour = day * HourSlots.Day; hour < (day + 1) * HourSlots.Day; hour++)
            for (var look = 0; look < Simulation.Looks.Length; look++)
            {
                var common = CommonAt(hour, look);
                for (var agent = 0; agent < simulation.Agents; agent++)
                {
                    Step(agent, JudgeAt(agent, hour, look, common, At(agent, hour, look)), look, Alarms);
                    if (look == Simulation.Looks.Length - 1)
                        StepBaseline(agent, [.. _baseline[agent].Outside(At(agent, hour, look))]);
                }
                var before = AlarmsOfAll;
                var counted = new Dictionary<AnomalyMetric, int>();
                var judged = _usualOfAll!.Judge(AllAt(hour - 1, 2), AllAt(hour, look), Fraction(look), 1, _tail).ToDictionary(j => j.Metric);
                Step(-1, judged, look, counted);
                AlarmsOfAll = before + counted.Values.Sum();
            }
        }

        public void LookAtFaults(IReadOnlyList<InjectedFault> faults) => Faults.AddRange(faults.AsParallel().AsOrdered().Select(LookAtFault));

        private FoundFault LookAtFault(InjectedFault fault)
        {
            var begins = fault.BeginsAt / SimulatedAgent.Quarters;
            int? delay = null,
                baselineDelay = null;
            for (var hour = begins; hour <= begins + 1; hour++)
            for (var look = 0; look < Simulation.Looks.Length; look++)
            {
                var minutes = (hour * SimulatedAgent.Quarters + Simulation.Looks[look] - fault.BeginsAt) * 15;
                if (minutes <= 0)
                    continue;
                var seen = simulation.SeeFaulty(fault.Agent, hour, look, fault.Kind, fault.BeginsAt);
                var before = simulation.SeeFaulty(fault.Agent, hour - 1, 2, fault.Kind, fault.BeginsAt);
                var common = CommonAt(hour, look);
                var without = JudgeAt(fault.Agent, hour, look, common, At(fault.Agent, hour, look)).Where(j => j.Value.IsAlarm).Select(j => j.Key).ToHashSet();
                if (_usual[fault.Agent].Judge(before, seen, Fraction(look), common, _tail).Any(j => j.IsAlarm && !without.Contains(j.Metric)))
                    delay ??= minutes;
                if (
                    look == Simulation.Looks.Length - 1
                    && _baseline[fault.Agent].Outside(seen).Except(_baseline[fault.Agent].Outside(At(fault.Agent, hour, look))).Any()
                )
                    baselineDelay ??= minutes;
            }
            return new FoundFault(fault, delay, baselineDelay);
        }

        private Dictionary<AnomalyMetric, Judgement> JudgeAt(int agent, int hour, int look, double common, HourSums seen) =>
            _usual[agent].Judge(At(agent, hour - 1, 2), seen, Fraction(look), common, _tail).ToDictionary(j => j.Metric);

        private void Step(int agent, Dictionary<AnomalyMetric, Judgement> judged, int look, Dictionary<AnomalyMetric, int> counted)
        {
            foreach (var metric in Enum.GetValues<AnomalyMetric>())
            {
                var open = _open.GetValueOrDefault((agent, metric));
                var next = Episode.Next(open, judged.GetValueOrDefault(metric), look == Simulation.Looks.Length - 1);
                if (open is null && next is not null)
                    counted[metric] = counted.GetValueOrDefault(metric) + 1;
                _open[(agent, metric)] = next is { IsOver: true } ? null : next;
            }
        }

        private void StepBaseline(int agent, HashSet<AnomalyMetric> outside)
        {
            foreach (var metric in Enum.GetValues<AnomalyMetric>())
            {
                var isOpen = _baselineOpen.GetValueOrDefault((agent, metric)) is not null;
                if (!isOpen && outside.Contains(metric))
                    BaselineAlarms[metric] = BaselineAlarms.GetValueOrDefault(metric) + 1;
                _baselineOpen[(agent, metric)] = outside.Contains(metric) ? new Episode(true, 0) : null;
            }
        }

        private double CommonAt(int hour, int look) =>
            AgentUsual.CommonShare(
                Enumerable
                    .Range(0, simulation.Agents)
                    .Select(a => ((double)At(a, hour, look).Runs, _usual[a].ExpectedRuns(Simulation.HourAt(hour)) * Fraction(look)))
            );

        private HourSums At(int agent, int hour, int look) => simulation.Seen[agent][hour * Simulation.Looks.Length + look];

        private HourSums AllAt(int hour, int look) => simulation.All[hour * Simulation.Looks.Length + look];

        private static double Fraction(int look) => Simulation.Looks[look] / (double)SimulatedAgent.Quarters;

        /// <summary>Whole hours of the four weeks before the day.</summary>
        private static HourSums[] PastOf(HourSums[] seen, int day) =>
            [.. Enumerable.Range((day - 28) * HourSlots.Day, 28 * HourSlots.Day).Select(h => seen[h * Simulation.Looks.Length + Simulation.Looks.Length - 1])];
    }
}
