using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads one named period: "last fiscal year", "October 2025", "FY26 Q2", "Oct 5", "the past 8 weeks", "2026-10-05".</summary>
internal sealed class PeriodReader(ImmutableArray<Token> tokens, PeriodCalendar calendar, DateOnly today)
{
    private readonly YearPartReader _yearParts = new(tokens, calendar, today);
    private readonly DateReader _dates = new(tokens, new YearPartReader(tokens, calendar, today), calendar, today);

    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    public static string? UnitOf(string word) =>
        word switch
        {
            "day" or "days" => "day",
            "week" or "weeks" or "wk" or "wks" => "week",
            "month" or "months" or "mth" or "mths" or "mo" => "month",
            "quarter" or "quarters" or "qtr" or "qtrs" or "q" => "quarter",
            "year" or "years" or "yr" or "yrs" => "year",
            "hour" or "hours" => "hour",
            "minute" or "minutes" => "minute",
            _ => null,
        };

    /// <summary>A grain with its calendar: "civil year", "fiscal quarter", "iso week".</summary>
    public static (string Grain, int Next)? GrainAt(ImmutableArray<Token> tokens, int i)
    {
        string At(int k) => k < tokens.Length ? tokens[k].Word : "";
        var prefix = YearPartReader.PrefixOf(At(i));
        // "FY to date", "this FY"
        if (At(i) is "fy" or "cy" && YearPartReader.YearOf(At(i + 1)) is null)
            return (At(i) == "fy" ? "fiscal_year" : "civil_year", i + 1);
        var at = prefix is null ? i : i + 1;
        if (UnitOf(At(at)) is not { } unit)
            return null;
        var grain =
            prefix is not null && unit is "quarter" or "year" ? $"{prefix}_{unit}"
            : prefix == "iso" && unit == "week" ? "iso_week"
            : unit;
        return (grain, at + 1);
    }

    /// <summary>"day of week", "hour of the day", "weekday".</summary>
    public static (string Part, int Next)? PartAt(ImmutableArray<Token> tokens, int i)
    {
        string At(int k) => k < tokens.Length ? tokens[k].Word : "";
        if (At(i) is "weekday" or "weekdays")
            return ("day_of_week", i + 1);
        if (At(i) is not ("day" or "hour" or "month" or "quarter") || At(i + 1) is not ("of" or "in"))
            return null;
        var k = At(i + 2) is "the" or "a" ? i + 3 : i + 2;
        return (At(i), At(k)) switch
        {
            ("day", "week") => ("day_of_week", k + 1),
            ("day", "month") => ("day_of_month", k + 1),
            ("hour", "day") => ("hour_of_day", k + 1),
            ("month", "year") => ("month_of_year", k + 1),
            ("quarter", "year") => ("quarter_of_year", k + 1),
            _ => null,
        };
    }

    public int? CountAt(int i) =>
        i < tokens.Length && tokens[i].Number is { } n && n == Math.Truncate(n) && n is > 0 and < 2000 && tokens[i].NumberUnit is null ? (int)n : null;

    /// <param name="near">The other end of a range: gives a bare month or day its year.</param>
    public bool TryRead(int i, out PeriodReference period, out int next, DateOnly? near = null)
    {
        period = null!;
        while (
            Word(i) is "the" or "whole" or "entire" or "full" or "month"
            && (Word(i) != "month" || Word(i + 1) == "of" && EnglishWords.MonthOf(Word(i + 2)) is not null)
        )
            i += Word(i) == "month" ? 2 : 1;
        next = i;
        return Relative(i, ref period, ref next)
            || _yearParts.Fiscal(i, ref period, ref next)
            || _yearParts.QuarterOrHalf(i, ref period, ref next)
            || _dates.Dated(i, ref period, ref next, near)
            || Weekday(i, ref period, ref next);
    }

    /// <summary>"(the beginning of the) fiscal year": the current one.</summary>
    public bool TryReadCurrent(int i, out PeriodReference period, out int next)
    {
        (period, next) = (null!, i);
        if (GrainAt(tokens, i) is not var (grain, after))
            return false;
        (period, next) = (Named($"this_{grain}", grain), after);
        return true;
    }

    /// <summary>The complete period that lies <paramref name="count"/> back.</summary>
    public PeriodReference Ago(int count, string unit)
    {
        var grain = calendar.Canonical(unit);
        var from = calendar.Add(grain, calendar.StartOf(grain, today), -count);
        return Dates(from, calendar.Add(grain, from, 1), grain);
    }

    /// <summary>"from Q2 to Q3 of FY2025": the year is said once, and of both.</summary>
    public PeriodReference Before(PeriodReference period, DateOnly end)
    {
        var parts =
            period.Grain.EndsWith("quarter", StringComparison.Ordinal) ? 4
            : period.Grain == "month" ? 12
            : 0;
        if (period is not { Periods: 1, From: { } from } || parts == 0)
            return period;
        var years = 0;
        while (from > end && years++ < MostYears)
            from = calendar.Add(period.Grain, from, -parts);
        return years == 0 ? period : Dates(from, calendar.Add(period.Grain, from, 1), period.Grain);
    }

    private const int MostYears = 30;

    public static PeriodReference Dates(DateOnly from, DateOnly to, string grain, string? assumption = null) =>
        new(new DateRange(from, to), grain, 1, from, to) { Assumption = assumption };

    private bool Relative(int i, ref PeriodReference period, ref int next)
    {
        switch (Word(i))
        {
            case "today":
                period = new(new NamedRange("today"), "day", 1, today, today.AddDays(1));
                next = i + 1;
                return true;
            case "yesterday":
                period = new(new NamedRange("yesterday"), "day", 1, today.AddDays(-1), today);
                next = i + 1;
                return true;
            case "day" when Word(i + 1) == "before" && Word(i + 2) == "yesterday":
                period = Dates(today.AddDays(-2), today.AddDays(-1), "day");
                next = i + 3;
                return true;
            case "tomorrow":
                period = Dates(today.AddDays(1), today.AddDays(2), "day") with { IsFuture = true };
                next = i + 1;
                return true;
            case "ytd" or "qtd" or "mtd" or "wtd":
                period = Named(
                    Word(i),
                    Word(i)[0] switch
                    {
                        'y' => "year",
                        'q' => "quarter",
                        'm' => "month",
                        _ => "week",
                    }
                );
                next = i + 1;
                return true;
            case "so" when Word(i + 1) == "far" && TryRead(i + 2, out var soFar, out next):
                period = soFar;
                return true;
        }
        // "year to date", "fiscal year to date"
        if (GrainAt(tokens, i) is var (toDate, afterUnit) && Word(afterUnit) == "to" && Word(afterUnit + 1) == "date")
        {
            var start = calendar.StartOf(toDate, today);
            period = toDate is "year" or "quarter" or "month" or "week"
                ? Named($"{toDate[0]}td", toDate)
                : new(new NamedRange($"this_{toDate}"), calendar.Canonical(toDate), 1, start, today);
            next = afterUnit + 2;
            return true;
        }
        var word = Word(i);
        // "8 weeks ago", "a month ago"
        var countAt = word is "a" or "an" ? 1 : CountAt(i);
        if (countAt is { } ago && UnitOf(Word(i + 1)) is { } agoUnit && Word(i + 2) == "ago")
        {
            // A year ago is the same month then, not the whole year.
            period =
                agoUnit == "year"
                    ? Dates(
                        MonthStart(-1).AddYears(-ago),
                        MonthStart(0).AddYears(-ago),
                        "month",
                        $"{ago} year{(ago == 1 ? "" : "s")} ago means the last complete month, that long before."
                    )
                    : Ago(ago, agoUnit);
            next = i + 3;
            return true;
        }
        if (word is "this" or "current" && GrainAt(tokens, i + 1) is var (current, afterThis))
        {
            period = Named($"this_{current}", current);
            next = Word(afterThis) == "so" && Word(afterThis + 1) == "far" ? afterThis + 2 : afterThis;
            if (Word(next) == "to" && Word(next + 1) == "date")
                next += 2;
            return true;
        }
        if (word is "next" or "coming" or "upcoming" or "following")
        {
            var unitAt = CountAt(i + 1) is null ? i + 1 : i + 2;
            if (GrainAt(tokens, unitAt) is var (ahead, afterNext))
            {
                var isNumbered = CountAt(i + 1) is not null;
                var start = isNumbered ? today.AddDays(1) : calendar.Add(ahead, calendar.StartOf(ahead, today), 1);
                period = Dates(start, calendar.Add(ahead, start, isNumbered ? Math.Min(CountAt(i + 1)!.Value, 100) : 1), ahead) with { IsFuture = true };
                next = afterNext;
                return true;
            }
            return false;
        }
        if (
            word is not ("last" or "previous" or "prior" or "past" or "preceding" or "trailing" or "rolling" or "recent" or "latest")
            || word == "recent" && Word(i + 1).EndsWith('s')
        )
            return LastAfter(i, ref period, ref next);
        var at = i + 1;
        while (Word(at) is "full" or "complete" or "completed" or "couple" or "few" or "of" or "whole" or "entire")
            at++;
        var number =
            CountAt(at)
            ?? (
                Word(at - 1) == "of" && Word(at - 2) == "couple" || Word(at - 1) == "couple" ? 2
                : Word(at - 1) == "few" ? 3
                : null
            );
        if (CountAt(at) is not null)
            at++;
        while (Word(at) is "full" or "complete" or "completed")
            at++;
        if (Word(at) is "half" && Word(at + 1) is "year")
        {
            period = Last((number ?? 1) * 6, "month") with { Assumption = "Half a year means the last 6 complete months." };
            next = at + 2;
            return true;
        }
        if (Word(at) is "fortnight")
        {
            period = Last((number ?? 1) * 2, "week");
            next = at + 1;
            return true;
        }
        if (GrainAt(tokens, at) is var (grain, after))
        {
            next = after;
            // Of the last year, over the past month: the stretch; last year: the named one.
            var isStretch = number is null && word is "past" or "trailing" or "rolling" && grain is "year" or "quarter" or "month" or "week";
            period =
                number is { } n ? Last(n, grain)
                : isStretch ? Stretch(grain)
                : Named($"last_{grain}", grain);
            return true;
        }
        if (EnglishWords.MonthOf(Word(at)) is { } month && number is null)
        {
            // "last October" is the latest one that is over.
            var start = new DateOnly(today.Year, month, 1);
            if (start.AddMonths(1) > today)
                start = start.AddYears(-1);
            period = Dates(start, start.AddMonths(1), "month");
            next = at + 1;
            return true;
        }
        if (EnglishWords.WeekdayOf(Word(at)) is { } weekday && number is null)
        {
            period = LastWeekday(weekday);
            next = at + 1;
            return true;
        }
        if (Word(at) is "weekend")
        {
            var saturday = today.AddDays(-(((int)today.DayOfWeek - (int)DayOfWeek.Saturday + 7) % 7));
            if (saturday.AddDays(2) > today)
                saturday = saturday.AddDays(-7);
            period = Dates(saturday, saturday.AddDays(2), "day");
            next = at + 1;
            return true;
        }
        return false;
    }

    /// <summary>"30 days" after a word that wants a stretch: "for 30 days".</summary>
    private bool LastAfter(int i, ref PeriodReference period, ref int next)
    {
        if (
            CountAt(i) is not { } count
            || Word(i - 1) is not ("for" or "over" or "in" or "of")
            || GrainAt(tokens, i + 1) is not var (grain, after)
            || Word(after) is "or" or "after"
        )
            return false;
        period = Last(count, grain) with { Assumption = $"{count} {grain.Replace('_', ' ')}s means the last {count} complete ones." };
        next = after;
        return true;
    }

    private DateOnly MonthStart(int months) => new DateOnly(today.Year, today.Month, 1).AddMonths(months);

    private PeriodReference Stretch(string grain) =>
        grain switch
        {
            "year" => Last(12, "month") with { Assumption = "The past year means the last 12 complete months." },
            "quarter" => Last(3, "month") with { Assumption = "The past quarter means the last 3 complete months." },
            "month" => Last(30, "day") with { Assumption = "The past month means the last 30 days." },
            _ => Last(7, "day") with { Assumption = "The past week means the last 7 days." },
        };

    /// <summary>What is taken for "recently": some complete periods, and it is said which.</summary>
    public PeriodReference Recent(int count, string unit) =>
        Last(count, unit) with
        {
            Assumption = $"No period was named: recently is read as the last {count} {unit}s.",
            IsVague = true,
        };

    private PeriodReference Last(int count, string unit)
    {
        var end = calendar.StartOf(unit, today);
        return new(new LastPeriods(count, unit), calendar.Canonical(unit), count, calendar.Add(unit, end, -count), end);
    }

    private PeriodReference Named(string name, string grain)
    {
        calendar.TryResolve(new NamedRange(name), today, out var from, out var to, out _, out _);
        var reading = new PeriodReference(new NamedRange(name), calendar.Canonical(grain), 1, from, to);
        if (
            grain is not ("quarter" or "year")
            || !calendar.HasOwnFiscalYear
            || !(name.StartsWith("last_", StringComparison.Ordinal) || name.StartsWith("this_", StringComparison.Ordinal))
        )
            return reading;
        var other = (calendar.DefaultsToFiscal ? "civil_" : "fiscal_") + grain;
        var otherName = name.Replace(grain, other, StringComparison.Ordinal);
        calendar.TryResolve(new NamedRange(otherName), today, out var otherFrom, out var otherTo, out _, out _);
        return reading with
        {
            Assumption = $"{char.ToUpperInvariant(grain[0])}{grain[1..]} means {(calendar.DefaultsToFiscal ? "fiscal" : "calendar")} {grain}.",
            Other = new PeriodReference(new NamedRange(otherName), other, 1, otherFrom, otherTo),
        };
    }

    private bool Weekday(int i, ref PeriodReference period, ref int next)
    {
        if (
            EnglishWords.WeekdayOf(Word(i)) is not { } weekday
            || Word(i).Length < 5 && Word(i - 1) != "on"
            || Word(i).EndsWith("days", StringComparison.Ordinal)
        )
            return false;
        (period, next) = (LastWeekday(weekday), i + 1);
        return true;
    }

    private PeriodReference LastWeekday(DayOfWeek weekday)
    {
        var back = ((int)today.DayOfWeek - (int)weekday + 7) % 7;
        var day = today.AddDays(-(back == 0 ? 7 : back));
        return Dates(day, day.AddDays(1), "day");
    }
}
