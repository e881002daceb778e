using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads the words of time of one question: at each token the longest expression that begins there.</summary>
internal sealed partial class TimeReader(ImmutableArray<Token> tokens, PeriodReader periods)
{
    public List<TimeMention> Read()
    {
        var found = new List<TimeMention>();
        for (var i = 0; i < tokens.Length; i++)
            if (At(i) is { } mention)
                found.Add(mention);
        // "lately … this quarter": the one that is named says when.
        if (found.Exists(m => m.Phrase is RangePhrase { Period.IsVague: false }))
            found.RemoveAll(m => m.Phrase is RangePhrase { Period.IsVague: true });
        return found;
    }

    private TimeMention? At(int i) =>
        Comparison(i)
        ?? OverPeriod(i)
        ?? Since(i)
        ?? Between(i)
        ?? Grain(i)
        ?? Days(i)
        ?? SameTimeBefore(i)
        ?? Shift(i)
        ?? Period(i)
        ?? Lately(i)
        ?? Trend(i)
        ?? Ever(i);

    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    private static TimeMention Of(int first, int next, TimePhrase phrase, double quality = 0.97) =>
        new(phrase)
        {
            First = first,
            Last = next - 1,
            Mask = Mention.MaskOf(first, next - 1),
            Quality = quality,
        };

    /// <summary>"since March", "from October 5", "until July", "before 2026", "after last week".</summary>
    private TimeMention? Since(int i)
    {
        var word = Word(i);
        if (word is "from" or "starting" or "beginning" && Range(i + (Word(i + 1) is "in" or "on" or "from" ? 2 : 1), i) is { } range)
            return range;
        var start = word switch
        {
            "since" or "after" or "before" or "until" or "till" or "through" => i + 1,
            "from" when Word(i + 1) != "" => i + 1,
            "starting" or "beginning" when Word(i + 1) is "in" or "on" or "from" or "with" => i + 2,
            "up" when Word(i + 1) is "to" or "until" or "till" => i + 2,
            "prior" when Word(i + 1) == "to" => i + 2,
            "later" or "earlier" when Word(i + 1) == "than" => i + 2,
            _ => -1,
        };
        if (start < 0)
            return null;
        var j = start;
        while (Word(j) is "the" or "start" or "beginning" or "of" or "end")
            j++;
        if (!periods.TryRead(j, out var period, out var next) && !(j > start + 1 && periods.TryReadCurrent(j, out period, out next)) || period.From is null)
            return null;
        if (word == "from" && Word(next) is not ("on" or "onward" or "onwards" or "forward" or "till" or "until" or "to"))
        {
            // "tickets from October" means in October; "from October 5" a start only when nothing else says so.
            return Of(i, next, new RangePhrase(period), 0.95);
        }
        if (Word(next) is "on" or "onward" or "onwards" or "forward")
            next++;
        if (Word(next) is "until" or "till" or "to" && Word(next + 1) is "now" or "today" or "date")
            next += 2;
        PeriodReference reading = word switch
        {
            "since" or "from" or "starting" or "beginning" => Open(period, p => (p.From, null)),
            "after" or "later" => Open(period, p => (p.To, null)),
            "before" or "prior" or "earlier" => Open(period, p => (null, p.From)),
            _ => Open(period, p => (null, p.To)),
        };
        return Of(i, next, new RangePhrase(reading));
    }

    /// <param name="bounds">Where it begins and ends, of the period named; the same of the period's other reading.</param>
    private static PeriodReference Open(PeriodReference period, Func<PeriodReference, (DateOnly? From, DateOnly? To)> bounds)
    {
        var (from, to) = bounds(period);
        return period with
        {
            Range = new DateRange(from, to),
            From = from,
            To = to,
            Periods = 1,
            Other = period.Other is { } other ? Open(other, bounds) : null,
        };
    }

    /// <summary>"from A to B"</summary>
    private TimeMention? Range(int start, int at)
    {
        if (DaysOfOneMonth(start, at) is { } days)
            return days;
        if (!periods.TryRead(start, out var first, out var middle) || first.From is null)
            return null;
        if (Word(middle) is not ("to" or "until" or "till" or "through" or "thru" or "and"))
            return null;
        if (Word(middle + 1) is "now" or "today" or "date")
            return Of(at, middle + 2, new RangePhrase(Open(first, p => (p.From, null))));
        var j = middle + 1;
        while (Word(j) is "the" or "end" or "of")
            j++;
        if (!periods.TryRead(j, out var to, out var next, first.From) || to is not { From: { } end, To: not null })
            return null;
        if (!Enumerable.Range(start, middle - start).Any(i => YearPartReader.YearOf(Word(i)) is not null || Word(i).StartsWith("fy", StringComparison.Ordinal)))
            first = periods.Before(first, end);
        return to.To > first.From
            ? Of(at, next, new RangePhrase(first with { Range = new DateRange(first.From, to.To), To = to.To, Periods = 1, Other = null, Ends = (first, to) }))
            : null;
    }

    /// <summary>"between the 1st and the 10th of May", "from 3 to 10 May": the month is said once.</summary>
    private TimeMention? DaysOfOneMonth(int start, int at)
    {
        var i = Word(start) == "the" ? start + 1 : start;
        if (DateReader.DayOf(tokens, i) is null || Word(i + 1) is not ("and" or "to" or "until" or "till" or "through" or "-"))
            return null;
        var j = Word(i + 2) == "the" ? i + 3 : i + 2;
        if (
            !periods.TryRead(j, out var last, out var next)
            || last is not { Grain: "day", From: { } end, To: { } to }
            || DateReader.DayOf(tokens, i) is not { } day
            || day > end.Day
        )
            return null;
        var from = new DateOnly(end.Year, end.Month, day);
        return Of(at, next, new RangePhrase(PeriodReader.Dates(from, to, "day") with { IsFuture = last.IsFuture }));
    }

    private TimeMention? Between(int i) => Word(i) == "between" ? Range(i + 1, i) : null;

    /// <summary>"by month", "per week", "each day", "monthly", "by civil year", "by day of week".</summary>
    private TimeMention? Grain(int i)
    {
        var word = Word(i);
        if (
            word switch
            {
                "daily" => "day",
                "weekly" => "week",
                "monthly" => "month",
                "quarterly" => "quarter",
                "yearly" or "annually" => "year",
                "hourly" => "hour",
                _ => null,
            } is
            { } adverb
        )
            return Of(i, i + 1, new GrainPhrase(adverb), 0.9);
        var j = word switch
        {
            "at" or "end" when EachEnd(i) is { } each => each,
            "by" or "per" or "each" or "every" or "across" or "which" => i + 1,
            "what" when PeriodReader.UnitOf(Word(i + 1)) is not null => i + 1,
            // "month with the highest …", "the day that saw the most …"
            _ when IsRankedUnit(i) => i,
            "for" or "in" when Word(i + 1) is "each" or "every" => i + 2,
            "a" or "an" when i > 0 && tokens[i - 1].Kind == TokenKind.Number => i + 1,
            // "by department and month"
            "and" or "," when PeriodReader.UnitOf(Word(i + 1)) is not null && !Word(i + 1).EndsWith('s') && tokens.Take(i).Any(t => t.Word is "by" or "per") =>
                i + 1,
            "month" or "quarter" or "week" or "day" or "year" when Word(i + 1) == "by" && Word(i + 2) == word => -2,
            "on" when Word(i + 1) is "a" && Word(i + 3) == "basis" => i + 2,
            _ => -1,
        };
        if (j == -2)
            return Of(i, i + 3, new GrainPhrase(word));
        if (j < 0)
            return null;
        // "in each of the last six months": the months one by one.
        if (Word(j - 1) is "each" or "every" && Word(j) == "of")
            return periods.TryRead(Word(j + 1) == "the" ? j + 2 : j + 1, out var span, out var behind) && span.Periods > 1
                ? Of(i, behind, new RangePhrase(span, IsEach: true))
                : null;
        while (Word(j) is "the" or "each" or "every")
            j++;
        if (word is "which" or "what" && Word(j) is not ("weekday" or "weekdays" or "hour") && !(PeriodReader.UnitOf(Word(j)) is not null && IsRanked(j + 1)))
            return null;
        if (PeriodReader.PartAt(tokens, j) is var (part, afterPart))
            return Of(i, afterPart, new PartPhrase(part));
        // "by year group", "per day pass" are no years and no days.
        if (
            PeriodReader.GrainAt(tokens, j) is var (grain, next)
            && Word(next) is not ("group" or "groups" or "band" or "bands" or "type" or "types" or "class" or "range" or "cohort")
        )
            return Of(
                i,
                word is "at" && Word(next) is "end" or "close" ? next + 1 : next,
                word is "a" or "an" ? new WithinPhrase(1, grain) : new GrainPhrase(grain)
            );
        return null;
    }

    /// <summary>"at the end of each month", "at month end": a level is told for each of them. The token behind "of".</summary>
    private int? EachEnd(int i)
    {
        var j = Word(i) == "at" ? i + 1 : i;
        if (Word(j) == "the")
            j++;
        if (Word(j) is "end" or "close" && Word(j + 1) == "of" && Word(j + 2) is "each" or "every")
            return j + 2;
        return Word(j) is "each" or "every" && PeriodReader.UnitOf(Word(j + 1)) is not null && Word(j + 2) is "end" or "close" ? j : null;
    }

    private bool IsRankedUnit(int i) =>
        PeriodReader.UnitOf(Word(i)) is not null
        && !Word(i).EndsWith('s')
        && Word(i - 1) is "" or "the" or "find" or "show" or "in" or "." or ":" or "?"
        && Word(i + 1) is "with" or "that" or "when" or "where"
        && IsRanked(i + 2);

    private bool IsRanked(int from) =>
        tokens
            .Skip(from)
            .Any(t =>
                t.Word
                    is "most"
                        or "fewest"
                        or "least"
                        or "highest"
                        or "lowest"
                        or "biggest"
                        or "largest"
                        or "smallest"
                        or "greatest"
                        or "longest"
                        or "shortest"
                        or "best"
                        or "worst"
                        or "busiest"
            );

    /// <summary>"on weekends", "weekday deployments", "on Mondays".</summary>
    private TimeMention? Days(int i)
    {
        var j = i;
        while (Word(j) is "on" or "at" or "over" or "during" or "the" or "only")
            j++;
        if (j > i + 3 || Word(j - 1) is "last" or "this" or "next" or "previous" or "past" or "by" or "per" or "which" or "what")
            return null;
        var next = j + 1;
        int[]? days =
            Word(j) is "weekend" or "weekends" ? [6, 7]
            : Word(j) is "weekday" or "weekdays" or "workday" or "workdays" ? [1, 2, 3, 4, 5]
            : Word(j) is "business" or "working" && Word(j + 1) is "days" ? [1, 2, 3, 4, 5]
            : EnglishWords.WeekdayOf(Word(j)) is { } day && Word(j).EndsWith("days", StringComparison.Ordinal) ? [day == DayOfWeek.Sunday ? 7 : (int)day]
            : null;
        if (days is null)
            return null;
        if (days is [1, 2, 3, 4, 5] && Word(j) is "business" or "working")
            next++;
        return Of(i, next, new PartFilterPhrase("day_of_week", [.. days]));
    }

    /// <summary>"the week before", "two months earlier", "within 30 days".</summary>
    private TimeMention? Shift(int i)
    {
        if (Word(i) == "within" && Word(i + 1) is not "the")
        {
            var at = Word(i + 1) is "a" or "an" or "one" ? i + 2 : i + 1;
            var within = at == i + 2 ? 1 : periods.CountAt(i + 1);
            var unitAt = at == i + 2 ? at : i + 2;
            return within is { } w && PeriodReader.UnitOf(Word(unitAt)) is { } u ? Of(i, unitAt + 1, new WithinPhrase(w, u)) : null;
        }
        var j = Word(i) is "the" or "a" ? i + 1 : i;
        var count = periods.CountAt(j) ?? 1;
        if (periods.CountAt(j) is not null)
            j++;
        if (PeriodReader.UnitOf(Word(j)) is not { } unit || Word(j + 1) is not ("before" or "earlier" or "prior"))
            return null;
        var next = j + 2;
        // "the week before last" is a period of its own.
        if (Word(j + 1) == "before" && Word(next) == "last")
            return Of(i, next + 1, new RangePhrase(periods.Ago(2, unit)));
        if (Word(next) is "that" or "it")
            next++;
        return Of(i, next, new ShiftPhrase(count, unit), 0.9);
    }

    /// <summary>"in the same month last year": that of what was spoken of, a year before.</summary>
    private TimeMention? SameTimeBefore(int i)
    {
        var j = i;
        while (Word(j) is "in" or "at" or "for" or "during" or "over" or "the")
            j++;
        if (Word(j) != "same" || PeriodReader.UnitOf(Word(j + 1)) is null && Word(j + 1) is not ("period" or "time" or "stretch"))
            return null;
        var k = j + 2;
        while (Word(k) is "of" or "in" or "the" or "a" or "one")
            k++;
        return
            Word(k) is "last" or "previous" or "prior" or "preceding" && Word(k + 1) == "year"
            || Word(k) == "year" && Word(k + 1) is "before" or "ago" or "earlier"
            ? Of(i, k + 2, new ShiftPhrase(1, "year"))
            : null;
    }

    private TimeMention? Period(int i)
    {
        var j = i;
        while (
            Word(j)
                is "in"
                    or "during"
                    or "for"
                    or "over"
                    or "within"
                    or "at"
                    or "of"
                    or "the"
                    or "on"
                    or "by"
                    or "as"
                    or "end"
                    or "close"
                    or "within"
                    or "throughout"
        )
            j++;
        if (j > i + 5 || !periods.TryRead(j, out var period, out var next))
            return null;
        if (!period.IsFuture && WithNextMonths(j, next, period) is var (both, end))
            return Of(i, end, new RangePhrase(both));
        // "on the month": a unit alone is no period.
        return Of(i, next, period.IsFuture ? new FuturePhrase(period) : new RangePhrase(period));
    }

    /// <summary>"of late", "recently", "in recent weeks".</summary>
    private TimeMention? Lately(int i)
    {
        var at = Word(i) is "in" or "over" or "during" ? i + 1 : i;
        if (Word(at) is "the")
            at++;
        if (Word(at) == "recent" && PeriodReader.UnitOf(Word(at + 1)) is { } unit && Word(at + 1).EndsWith('s'))
            return Of(i, at + 2, new RangePhrase(periods.Recent(3, unit)));
        if (Word(at) == "recent" && Word(at + 1) is "times" or "past")
            return Of(i, at + 2, new RangePhrase(periods.Recent(30, "day")));
        return Word(i) is "lately" or "recently" ? Of(i, i + 1, new RangePhrase(periods.Recent(30, "day")))
            // "orders of late customers" are another thing.
            : Word(i) == "of" && Word(i + 1) == "late" && (i + 2 >= tokens.Length || !tokens[i + 2].IsContent)
                ? Of(i, i + 2, new RangePhrase(periods.Recent(30, "day")))
            : null;
    }

    /// <summary>"over time", "trend", "develop".</summary>
    private TimeMention? Trend(int i) =>
        Word(i) switch
        {
            "over" or "across" or "through" when Word(i + 1) == "time" => Of(i, i + 2, new GrainPhrase(null)),
            "trend"
            or "trends"
            or "trending"
            or "trended"
            or "timeline"
            or "evolution"
            or "develop"
            or "developed"
            or "developing"
            or "evolve"
            or "evolved"
            or "evolving"
            or "history"
            or "historical"
            or "historically"
            or "progress"
            or "progressed"
            or "trajectory" => Of(i, i + 1, new GrainPhrase(null), 0.85),
            "time" when Word(i + 1) is "series" => Of(i, i + 2, new GrainPhrase(null)),
            _ => null,
        };

    private TimeMention? Ever(int i) =>
        Word(i) switch
        {
            "ever" => Of(i, i + 1, new AllTimePhrase(), 0.8),
            "all" when Word(i + 1) == "time" => Of(i, i + 2, new AllTimePhrase()),
            "of" when Word(i + 1) == "all" && Word(i + 2) == "time" => Of(i, i + 3, new AllTimePhrase()),
            "to" when Word(i + 1) == "date" => Of(i, i + 2, new AllTimePhrase(), 0.8),
            _ => null,
        };
}
