using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Writes "compared with": a shift of the period, or two periods that were both named.</summary>
internal sealed class ComparisonWriter(PeriodCalendar calendar, DateOnly today)
{
    public SemanticQuery Write(Draft draft, SemanticQuery query, PeriodReference? period)
    {
        var change = draft.Change is not null && (draft.Rank is not null || draft.Change.IsRelative || draft.Grain is null && !draft.WantsSeries);
        if (query.Metrics.Count == 0)
            return query;
        // "grew from Q3 to Q4": the one against the other, and not both against what was before them.
        if (draft is { Change: not null, Compare: null, Grain: null, WantsSeries: false } && period?.Ends is var (first, last) && IsOfOneLength(first, last))
            return ComparedWith(draft, query, last, first);
        if (draft.Compare is null && !change)
            return query;
        var compare = draft.Compare ?? new ComparePhrase(new PreviousPeriod(), null, null);
        if (
            compare.Target is ShiftedBy { Count: 1 } one
            && period is { Periods: 1 }
            && period.Grain.EndsWith(one.Unit, StringComparison.Ordinal)
            && query.Time?.Grain is null
        )
            compare = compare with { Target = new PreviousPeriod() };
        if (compare.With is { } with)
            return ComparedWith(draft, query, period, with);
        if (period is null || period.From is null || period.To is null)
        {
            if (period?.From is { } since)
                // Since a day until today, against as many days before.
                period = period with
                {
                    Range = new DateRange(since, today),
                    To = today,
                };
            else
            {
                var grain = compare.Grain ?? (compare.Target is ShiftedBy shifted ? shifted.Unit : null) ?? DefaultGrain(query);
                if (grain == "year" && compare.Target is SamePeriodLastYear or ShiftedBy { Unit: "year" })
                    grain = DefaultGrain(query);
                period = PeriodReader.Dates(today, today, grain) with { Range = new NamedRange($"last_{grain}") };
                if (query.Time?.Grain is null)
                    draft.Assume($"No period was named: the last complete {grain.Replace('_', ' ')} is compared.");
                else
                    period = period with { Range = new LastPeriods(12, query.Time.Grain) };
            }
        }
        // "month over month this year": each month beside the one before.
        var shown =
            query.Time?.Grain
            ?? (compare.Grain is { } each && period.Periods == 1 && calendar.Canonical(each) != period.Grain && IsWithin(each, period) ? each : null);
        return query with { Time = new QueryTime(period.Range, shown), Compare = new QueryComparison(compare.Target!) };
    }

    /// <summary>"Q3" and "Q4 of FY2026", two months, two years: not the days between which something happened.</summary>
    private bool IsOfOneLength(PeriodReference first, PeriodReference last) =>
        first is { Periods: 1, Grain: not "day" }
        && last.Periods == 1
        && (first.Grain == last.Grain || calendar.Canonical(first.Grain) == calendar.Canonical(last.Grain));

    private bool IsWithin(string grain, PeriodReference period) =>
        period is { From: { } from, To: { } to } && calendar.Add(grain, calendar.StartOf(grain, from), 1) < to && calendar.StartOf(grain, from) == from;

    /// <summary>A balance is compared at its latest snapshots, a flow over the last complete month.</summary>
    private static string DefaultGrain(SemanticQuery query) => query.Time?.Grain is null ? "month" : query.Time.Grain;

    /// <summary>Two periods that were both named: shown side by side whole, or as one shift.</summary>
    private SemanticQuery ComparedWith(Draft draft, SemanticQuery query, PeriodReference? main, PeriodReference with)
    {
        if (with.From is not { } otherFrom || with.To is not { } otherTo)
        {
            draft.Doubt("a comparison with an open period", 0.5);
            return query;
        }
        draft.Assume(with.Assumption);
        if (main is null)
        {
            var start = calendar.StartOf(with.Grain, today);
            var isLast = calendar.Add(with.Grain, start, -1) == otherFrom;
            main =
                isLast && calendar.IsGrain(with.Grain)
                    ? new PeriodReference(new NamedRange($"this_{with.Grain}"), with.Grain, 1, start, calendar.Add(with.Grain, start, 1))
                : with.Grain is "civil_year" or "fiscal_year"
                    ? new PeriodReference(
                        new NamedRange("last_month"),
                        "month",
                        1,
                        calendar.Add("month", calendar.StartOf("month", today), -1),
                        calendar.StartOf("month", today)
                    )
                : PeriodReader.Dates(calendar.Add(with.Grain, start, -1), start, with.Grain);
            draft.Assume(
                isLast
                    ? $"Compared is this {with.Grain.Replace('_', ' ')} so far with the equal part of the last one."
                    : "No period was named: the latest complete one is compared."
            );
            return query with
            {
                Time = new QueryTime(main.Range, query.Time?.Grain),
                Compare = new QueryComparison(isLast ? new PreviousPeriod() : ShiftBetween(main, otherFrom) ?? new PreviousPeriod()),
            };
        }
        if (main.From is not { } from || main.To is not { } to)
        {
            draft.Doubt("a comparison of an open period", 0.5);
            return query;
        }
        if (from < otherFrom)
            (from, to, otherFrom, otherTo, main) = (otherFrom, otherTo, from, to, with);
        var isOpen = to > today;
        var unit = main.Grain;
        if (isOpen && otherTo == from && query.Time?.Grain is null)
            return query with { Time = new QueryTime(new DateRange(otherFrom, to), unit) };
        if (otherTo == from && calendar.Measure(otherFrom, otherTo) == calendar.Measure(from, to))
            return query with { Time = new QueryTime(main.Range, query.Time?.Grain), Compare = new QueryComparison(new PreviousPeriod()) };
        if (ShiftBetween(main with { From = from }, otherFrom) is { } shift)
            return query with { Time = new QueryTime(main.Range, query.Time?.Grain), Compare = new QueryComparison(shift) };
        draft.Doubt("two periods of different length", 0.5);
        return query;
    }

    private static ComparisonTarget? ShiftBetween(PeriodReference main, DateOnly other)
    {
        if (main.From is not { } from)
            return null;
        foreach (var (unit, most) in ((string, int)[])[("year", 30), ("quarter", 40), ("month", 60), ("week", 110), ("day", 800)])
            for (var n = 1; n <= most; n++)
                if (Back(from, unit, n) == other)
                    return unit == "year" && n == 1 ? new SamePeriodLastYear() : new ShiftedBy(n, unit);
        return null;
    }

    private static DateOnly Back(DateOnly day, string unit, int count) =>
        unit switch
        {
            "year" => day.AddYears(-count),
            "quarter" => day.AddMonths(-3 * count),
            "month" => day.AddMonths(-count),
            "week" => day.AddDays(-7 * count),
            _ => day.AddDays(-count),
        };
}
