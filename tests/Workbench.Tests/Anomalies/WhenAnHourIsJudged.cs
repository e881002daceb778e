using Shouldly;
using Workbench.Server.Anomalies;
using Workbench.Shared.Overview;

namespace Workbench.Tests.Anomalies;

public sealed class WhenAnHourIsJudged
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);
    private static readonly HourSlots Slots = new(TimeZoneInfo.Utc);
    private static readonly double Tail = AgentUsual.Tail(0.3);

    [Fact]
    public void A_usual_hour_raises_nothing_and_each_fault_its_own_alarm()
    {
        var usual = AgentUsual.Learn(Past(28), Slots);
        var hour = Hour(Now, 7);

        Alarms(usual, hour).ShouldBeEmpty();
        Alarms(usual, hour with { CostUsd = hour.CostUsd * 3 }).ShouldBe([AnomalyMetric.Cost]);
        Alarms(usual, hour with { LatencyMs = hour.LatencyMs * 2, MedianMs = hour.MedianMs * 2 }).ShouldBe([AnomalyMetric.Latency]);
        Alarms(usual, hour with { Failed = hour.Over / 5 }).ShouldBe([AnomalyMetric.Errors]);
        Alarms(usual, hour with { Answered = hour.Answered / 2 }).ShouldBe([AnomalyMetric.Answers]);
        Alarms(usual, new HourSums { Hour = Now }).ShouldBe([AnomalyMetric.Runs]);
    }

    [Fact]
    public void One_of_two_that_fails_is_no_alarm()
    {
        var usual = AgentUsual.Learn(Past(28), Slots);
        Alarms(usual, new HourSums(Now, 100, 2, 1, 1, 1, 100_000, 1, 1000, 1000)).ShouldNotContain(AnomalyMetric.Errors);
    }

    [Fact]
    public void Nothing_is_judged_before_enough_is_known()
    {
        AgentUsual.Learn(Past(3), Slots).Judge(null, new HourSums { Hour = Now }, 1, 1, Tail).ShouldBeEmpty();
        AgentUsual.Learn([], Slots).Judge(null, Hour(Now, 1), 1, 1, Tail).ShouldBeEmpty();
    }

    [Fact]
    public void Half_an_hour_is_judged_by_half_of_what_is_usual()
    {
        var usual = AgentUsual.Learn(Past(28), Slots);
        var half = Hour(Now, 7) with { Runs = 50, CostUsd = 0.5, Tokens = 50_000 };
        usual.Judge(null, half, 0.5, 1, Tail).Where(j => j.IsAlarm).ShouldBeEmpty();
        usual.Judge(null, half, 0.5, 1, Tail).Single(j => j.Metric == AnomalyMetric.Runs).Usual.ShouldBe(50, 5);
    }

    [Fact]
    public void An_incident_of_two_days_does_not_become_usual()
    {
        var past = Past(28);
        for (var i = 200; i < 248; i++)
            past[i] = past[i] with { CostUsd = past[i].CostUsd * 10 };
        var hour = Hour(Now, 7);
        Alarms(AgentUsual.Learn(past, Slots), hour with { CostUsd = hour.CostUsd * 3 }).ShouldBe([AnomalyMetric.Cost]);
    }

    [Fact]
    public void What_all_others_have_less_of_as_well_is_not_told_of_each()
    {
        var usual = AgentUsual.Learn(Past(28), Slots);
        var holiday = Hour(Now, 7) with { Runs = 25, CostUsd = 0.25, Tokens = 25_000 };
        usual.Judge(null, holiday, 1, 1, Tail).Where(j => j.IsAlarm).Select(j => j.Metric).ShouldBe([AnomalyMetric.Runs]);
        usual.Judge(null, holiday, 1, 0.25, Tail).Where(j => j.IsAlarm).ShouldBeEmpty();
        AgentUsual.CommonShare(Enumerable.Range(0, 9).Select(i => (i == 0 ? 0d : 25, 100d))).ShouldBe(0.25);
    }

    [Fact]
    public void An_episode_opens_once_and_ends_after_two_calm_hours()
    {
        var bad = new Judgement(AnomalyMetric.Runs, 9, 4, 100, 20, 10, 40);
        var edge = bad with { Score = 3 };
        var calm = bad with { Score = 0.1, Value = 20 };
        Episode.Next(null, calm, true).ShouldBeNull();
        var open = Episode.Next(null, bad, false).ShouldNotBeNull();
        open = Episode.Next(open, calm, true)!.Value;
        open = Episode.Next(open, edge, true)!.Value;
        open.Calm.ShouldBe(0, "inside of the band and near its edge is not calm yet");
        open = Episode.Next(open, calm, true)!.Value;
        open = Episode.Next(open, calm, false)!.Value;
        open.IsOver.ShouldBeFalse("a part of an hour does not count");
        Episode.Next(open, calm, true)!.Value.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void Tails_are_those_of_the_tables()
    {
        Tails.NormalQuantile(0.025).ShouldBe(1.95996, 5e-4);
        Tails.NormalQuantile(1e-6).ShouldBe(4.75342, 5e-4);
        // 1 - sum of the first three terms of Binomial(20, 0.05).
        Tails.BinomialUpper(3, 20, 0.05).ShouldBe(0.07548, 1e-5);
        Tails.BinomialUpper(0, 20, 0.05).ShouldBe(1);
        // Negative-binomial of mean 20 and size 10 is Poisson where the excess goes to nothing.
        Tails.CountTail(0, 20, 0.1, isUpper: false).ShouldBe(Math.Pow(10d / 30, 10), 1e-8);
        Tails.CountTail(0, 5, 1e-9, isUpper: false).ShouldBe(Math.Exp(-5), 1e-4);
    }

    private static AnomalyMetric[] Alarms(AgentUsual usual, HourSums hour) =>
        [.. usual.Judge(null, hour, 1, 1, Tail).Where(j => j.IsAlarm).Select(j => j.Metric)];

    private static List<HourSums> Past(int days) => [.. Enumerable.Range(1, days * 24).Select(i => Hour(Now.AddHours(i - days * 24 - 1), i))];

    /// <summary>A hundred runs at each hour, with a little noise of its own.</summary>
    private static HourSums Hour(DateTimeOffset at, int i)
    {
        var runs = 100 + i * 7 % 13 - 6;
        var failed = 2 + i % 2;
        var done = runs - failed;
        return new HourSums(
            at,
            runs,
            runs,
            failed,
            done,
            done - 5 - i % 3,
            runs * (1000 + i % 7 * 10),
            runs * (0.01 + i % 5 * 0.0002),
            2000 + i % 9 * 30,
            1000 + i % 4 * 20
        );
    }
}
