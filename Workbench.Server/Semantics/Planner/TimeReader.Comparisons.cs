using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>The other side of a comparison: a year ago, the week before, quarter over quarter.</summary>
internal sealed partial class TimeReader
{
    /// <summary>"compared to a year ago", "versus last quarter", "yoy".</summary>
    private TimeMention? Comparison(int i)
    {
        switch (Word(i))
        {
            case "yoy":
                return Of(i, i + 1, new ComparePhrase(new SamePeriodLastYear(), null, null));
            case "mom" or "qoq" or "wow" or "dod":
                return Of(
                    i,
                    i + 1,
                    new ComparePhrase(
                        new PreviousPeriod(),
                        null,
                        Word(i)[0] switch
                        {
                            'm' => "month",
                            'q' => "quarter",
                            'w' => "week",
                            _ => "day",
                        }
                    )
                );
        }
        var next = AfterComparisonWord(i);
        if (next < 0)
            return null;
        var j = next;
        while (Word(j) is "the" or "a" or "an" or "to" or "with" or "what" or "it" or "was" or "that" or "in" or "from" or "of" or "at" or "end" or "same")
            j++;
        // "a year ago", "two weeks ago", "the year before", "the previous quarter", "the same period last year"
        var count = periods.CountAt(j) is { } n ? n : 1;
        var unitAt = periods.CountAt(j) is null ? j : j + 1;
        if (Word(unitAt) is "one" or "earlier")
            unitAt++;
        // "the fiscal year before" is as long as the one that it is before.
        if (YearPartReader.PrefixOf(Word(unitAt)) is not null && Word(unitAt + 2) is "ago" or "before" or "earlier" or "prior")
            unitAt++;
        if (PeriodReader.UnitOf(Word(unitAt)) is { } unit)
        {
            if (Word(unitAt + 1) is "ago" or "before" or "earlier" or "prior" or "previous" or "previously")
                return Of(i, unitAt + 2, new ComparePhrase(ShiftOf(count, unit), null, null));
            if (
                Word(unitAt) is "month" or "quarter" or "week" or "period"
                && Word(unitAt + 1) is "a" or "one" or "the"
                && Word(unitAt + 2) == "year"
                && Word(unitAt + 3) is "ago" or "before" or "earlier" or "prior"
            )
                return Of(i, unitAt + 4, new ComparePhrase(new SamePeriodLastYear(), null, null));
            if (Word(unitAt) is "month" or "quarter" or "week" && Word(unitAt + 1) == "last" && Word(unitAt + 2) == "year")
                return Of(i, unitAt + 3, new ComparePhrase(new SamePeriodLastYear(), null, null));
        }
        if (Word(j) is "period" or "time" or "day" or "date" or "point")
        {
            var k = j + 1;
            while (Word(k) is "of" or "in" or "the" or "a")
                k++;
            if (Word(k) is "last" or "previous" or "prior" && Word(k + 1) == "year")
                return Of(i, k + 2, new ComparePhrase(new SamePeriodLastYear(), null, null));
            if (Word(k) == "year" && Word(k + 1) is "ago" or "before" or "earlier")
                return Of(i, k + 2, new ComparePhrase(new SamePeriodLastYear(), null, null));
            if (Word(j + 1) is "before" or "prior")
                return Of(i, j + 2, new ComparePhrase(new PreviousPeriod(), null, null));
        }
        if (Word(j) is "previous" or "prior" or "preceding" or "last" && Word(j + 1) is "period" or "one" or "time")
            return Of(i, j + 2, new ComparePhrase(new PreviousPeriod(), null, null));
        if (Word(j) is "previous" or "prior" or "preceding" or "before" && PeriodReader.UnitOf(Word(j + 1)) is null && next > i && tokens.Length == j + 1)
            return Of(i, j + 1, new ComparePhrase(new PreviousPeriod(), null, null));
        if (Word(j) is "previous" or "prior" or "preceding" && PeriodReader.UnitOf(Word(j + 1)) is { } back && !IsPeriodQualified(j + 1))
            return Of(i, j + 2, new ComparePhrase(back == "year" ? new ShiftedBy(1, "year") : new PreviousPeriod(), null, back));
        if (periods.TryRead(j, out var period, out var end) && !period.IsFuture)
            return Of(i, end, new ComparePhrase(null, period, null));
        return null;
    }

    private bool IsPeriodQualified(int i) => PeriodReader.UnitOf(Word(i + 1)) is not null;

    /// <summary>Where the other side begins, after "compared to", "versus" and their like; -1 without them.</summary>
    private int AfterComparisonWord(int i) =>
        Word(i) switch
        {
            "vs" or "versus" or "against" => Word(i + 1) == "." ? i + 2 : i + 1,
            "v" when Word(i + 1) != "" => i + 1,
            "compared" or "compare" or "comparing" or "comparison" or "relative" => Word(i + 1) is "to" or "with" or "against" ? i + 2 : -1,
            "than" => i + 1,
            "over" or "on" when Word(i + 1) is "the" && Word(i + 2) is "previous" or "prior" => i + 1,
            "from" when Word(i + 1) is "a" or "one" && PeriodReader.UnitOf(Word(i + 2)) is not null && Word(i + 3) is "ago" or "before" or "earlier" => i + 1,
            _ => -1,
        };

    private static ComparisonTarget ShiftOf(int count, string unit) => count == 1 && unit is "year" ? new SamePeriodLastYear() : new ShiftedBy(count, unit);

    /// <summary>"week over week", "year-on-year".</summary>
    private TimeMention? OverPeriod(int i)
    {
        if (PeriodReader.UnitOf(Word(i)) is not { } unit || Word(i + 1) is not ("over" or "on" or "to") || PeriodReader.UnitOf(Word(i + 2)) != unit)
            return null;
        return Of(i, i + 3, new ComparePhrase(unit == "year" ? new SamePeriodLastYear() : new PreviousPeriod(), null, unit == "year" ? null : unit));
    }
}
