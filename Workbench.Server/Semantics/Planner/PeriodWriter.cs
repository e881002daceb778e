using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Writes the time of a draft: its period, the steps of a series, what a balance means by a day.</summary>
internal sealed class PeriodWriter(SemanticLayer layer, PeriodCalendar calendar, DateOnly today)
{
    private readonly ComparisonWriter _comparisons = new(calendar, today);

    public SemanticQuery Write(Draft draft, SemanticQuery query)
    {
        // A time that only the conditions speak of is theirs.
        var isTaken =
            draft.Conditions.Count > 0
            && query.Where.OfType<MetricFilter>().Any(f => f.Time is not null && f.Time == draft.Period?.Range)
            && (query.Metrics.Count == 0 || draft.IsCount);
        var period = isTaken || draft.IsAllTime ? null : draft.Period;
        var grain = draft.Grain;
        if (period is { Grain: "day", Periods: 1, To: { } end } && grain is null && draft is { Compare: null, WantsSeries: false })
            period = AsOf(draft, period, end);
        if (draft.WantsSeries && grain is null)
        {
            if (period is null && !draft.IsAllTime)
            {
                period = new PeriodReference(new LastPeriods(12, "month"), "month", 12, null, null);
                draft.Assume("Over time means the last 12 complete months.");
            }
            grain = GrainFor(period);
        }
        foreach (var assumption in (string?[])[period?.Assumption])
            draft.Assume(assumption);
        if (draft.TimeOwner is { } owner && draft.Time is { } time && grain is not null && owner.DefaultTime != time)
        {
            query = query with { GroupBy = [.. query.GroupBy, $"{owner.Name}.{time.Name}.{grain}"] };
            grain = null;
        }
        if (grain is "hour" or "minute" && query.Metrics.Count == 0)
            grain = null;
        query = _comparisons.Write(draft, query with { Time = period is null && grain is null ? null : new QueryTime(period?.Range, grain) }, period);
        return query;
    }

    /// <summary>"ARR today", "on 15 June": a balance that is known at the ends of months is the latest that was known then.</summary>
    private PeriodReference? AsOf(Draft draft, PeriodReference period, DateOnly end)
    {
        var grains = draft.Metrics.Select(BalanceGrain).Distinct(StringComparer.Ordinal).ToList();
        if (grains is not [{ } unit] || unit is "day" or "hour" or "minute" || !calendar.IsGrain(unit))
            return period;
        if (end > today)
        {
            draft.Assume($"It is known at the end of each {unit}: the latest is shown.");
            draft.IsLatest = true;
            return null;
        }
        var start = calendar.StartOf(unit, end);
        if (start != end)
            draft.Assume($"It is known at the end of each {unit}: shown is {PeriodCalendar.Day(start.AddDays(-1))}, the last one before.");
        return PeriodReader.Dates(calendar.Add(unit, start, -1), start, unit);
    }

    private string? BalanceGrain(Metric metric) =>
        metric.Definition switch
        {
            SemiAdditiveMetric balance => layer.FindEntity(balance.Entity)?.FindTime(balance.Over.Time)?.Grain,
            DerivedMetric derived
                when derived.Inputs.Select(i => layer.FindMetric(i.Metric)).OfType<Metric>().Select(BalanceGrain).Distinct().ToList() is [var only] => only,
            _ => null,
        };

    private string GrainFor(PeriodReference? period)
    {
        if (period is null || !calendar.TryResolve(period.Range, today, out var from, out var to, out _, out _) || from is not { } first)
            return "month";
        return ((to ?? today).DayNumber - first.DayNumber) switch
        {
            <= 21 => "day",
            <= 100 => "week",
            <= 1200 => "month",
            _ => "quarter",
        };
    }
}
