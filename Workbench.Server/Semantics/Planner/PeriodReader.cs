using System.Collections.Immutable;
using System.Globalization;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads one named period: "last fiscal year", "October 2025", "FY26 Q2", "Oct 5", "the past 8 weeks", "2026-10-05".</summary>
internal sealed class PeriodReader(ImmutableArray<Token> tokens, PeriodCalendar calendar, DateOnly today)
{
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
        var prefix = PrefixOf(At(i));
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
            || Fiscal(i, ref period, ref next)
            || QuarterOrHalf(i, ref period, ref next)
            || Dated(i, ref period, ref next, near)
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
                period = new(new NamedRange("today"), "day", 1, today, today) { IsFuture = true };
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
            if (GrainAt(tokens, unitAt) is var (_, afterNext))
            {
                period = new(new NamedRange("today"), "day", 1, today, today) { IsFuture = true };
                next = afterNext;
                return true;
            }
            return false;
        }
        if (word is not ("last" or "previous" or "prior" or "past" or "preceding" or "trailing" or "rolling" or "recent" or "latest"))
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

    /// <summary>"FY26", "fiscal 2026", "FY2026 Q2", "Q2 FY26", "CY25", "calendar year 2025".</summary>
    private bool Fiscal(int i, ref PeriodReference period, ref int next)
    {
        if (FiscalYearAt(i) is var (year, isFiscal, after))
        {
            var start = isFiscal ? calendar.FiscalYearNamed(year) : new DateOnly(year, 1, 1);
            if (QuarterAt(after) is var (quarter, afterQuarter))
            {
                period = Part(start, quarter, 3, isFiscal);
                next = afterQuarter;
                return true;
            }
            var yearGrain = isFiscal ? "fiscal_year" : "civil_year";
            period = Dates(start, calendar.Add(yearGrain, start, 1), yearGrain);
            next = after;
            return true;
        }
        return false;
    }

    private (int Year, bool IsFiscal, int Next)? FiscalYearAt(int i)
    {
        var word = Word(i);
        if (
            word.Length is 4 or 6
            && (word.StartsWith("fy", StringComparison.Ordinal) || word.StartsWith("cy", StringComparison.Ordinal))
            && YearOf(word[2..]) is { } joined
        )
            return (joined, word[0] == 'f', i + 1);
        var prefix =
            word is "fy" ? "fiscal"
            : word is "cy" ? "civil"
            : PrefixOf(word);
        if (prefix is null or "iso")
            return null;
        var at = Word(i + 1) is "year" or "yr" ? i + 2 : i + 1;
        return YearOf(Word(at)) is { } year ? (year, prefix == "fiscal", at + 1) : null;
    }

    private static string? PrefixOf(string word) =>
        word switch
        {
            "fiscal" or "financial" => "fiscal",
            "civil" or "calendar" => "civil",
            "iso" => "iso",
            _ => null,
        };

    private static int? YearOf(string word) =>
        word.Length is 2 or 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? word.Length == 2
                ? 2000 + year
                : year is >= 1990 and < 2100
                    ? year
                    : null
            : null;

    private (int Quarter, int Next)? QuarterAt(int i)
    {
        var word = Word(i);
        if (word.Length == 2 && word[0] == 'q' && word[1] is >= '1' and <= '4')
            return (word[1] - '0', i + 1);
        var ordinal = word switch
        {
            "first" or "1st" => 1,
            "second" or "2nd" => 2,
            "third" or "3rd" => 3,
            "fourth" or "4th" => 4,
            _ => 0,
        };
        if (ordinal > 0 && UnitOf(Word(i + 1)) == "quarter" && Word(i + 1) != "q")
            return (ordinal, i + 2);
        return word == "quarter" && Word(i + 1) is "1" or "2" or "3" or "4" ? (Word(i + 1)[0] - '0', i + 2) : null;
    }

    /// <summary>"Q2", "Q2 2026", "second quarter of FY26", "H1 2026".</summary>
    private bool QuarterOrHalf(int i, ref PeriodReference period, ref int next)
    {
        var months = 3;
        int number,
            after;
        if (QuarterAt(i) is var (quarter, afterQuarter))
            (number, after) = (quarter, afterQuarter);
        else if (Word(i) is "h1" or "h2")
            (number, after, months) = (Word(i)[1] - '0', i + 1, 6);
        else if (Word(i) is "first" or "second" && Word(i + 1) == "half")
            (number, after, months) = (Word(i) == "first" ? 1 : 2, i + 2, 6);
        else
            return false;
        var at = Word(after) is "of" or "in" ? after + 1 : after;
        while (Word(at) is "the")
            at++;
        var unit = months == 3 ? "quarter" : "half";
        if (FiscalYearAt(at) is var (year, isFiscal, afterYear))
        {
            period = Part(isFiscal ? calendar.FiscalYearNamed(year) : new DateOnly(year, 1, 1), number, months, isFiscal);
            next = afterYear;
            return true;
        }
        if (YearOf(Word(at)) is { } bare && Word(at).Length == 4)
        {
            period = Both(f => f ? calendar.FiscalYearNamed(bare) : new DateOnly(bare, 1, 1), number, months, $"{bare} means the {Kind} year.");
            next = at + 1;
            return true;
        }
        if (
            Word(at) is "this" or "last" or "current" or "previous"
            && GrainAt(tokens, at + 1) is var (grain, afterGrain)
            && grain.EndsWith("year", StringComparison.Ordinal)
        )
        {
            var back = Word(at) is "last" or "previous" ? 1 : 0;
            var start = calendar.Add(grain, calendar.StartOf(grain, today), -back);
            period = Part(start, number, months, calendar.Canonical(grain) == "fiscal_year");
            next = afterGrain;
            return true;
        }
        period = Both(
            f =>
            {
                // The latest one that has begun.
                var start = calendar.StartOf(f ? "fiscal_year" : "civil_year", today);
                return Part(start, number, months, f).From > today ? calendar.Add(f ? "fiscal_year" : "civil_year", start, -1) : start;
            },
            number,
            months,
            $"The latest {unit} {number} of the {Kind} year that has begun."
        );
        next = after;
        return true;
    }

    private string Kind => calendar.DefaultsToFiscal ? "fiscal" : "calendar";

    private PeriodReference Both(Func<bool, DateOnly> startOfYear, int number, int months, string assumption)
    {
        var main = Part(startOfYear(calendar.DefaultsToFiscal), number, months, calendar.DefaultsToFiscal);
        return calendar.HasOwnFiscalYear
            ? main with
            {
                Assumption = assumption,
                Other = Part(startOfYear(!calendar.DefaultsToFiscal), number, months, !calendar.DefaultsToFiscal),
            }
            : main;
    }

    private static PeriodReference Part(DateOnly startOfYear, int number, int months, bool isFiscal)
    {
        var from = startOfYear.AddMonths(months * (number - 1));
        return Dates(from, from.AddMonths(months), months == 3 ? (isFiscal ? "fiscal_quarter" : "civil_quarter") : "month") with
        {
            Periods = months == 3 ? 1 : 6,
        };
    }

    /// <summary>Months, days and years by name or number.</summary>
    private bool Dated(int i, ref PeriodReference period, ref int next, DateOnly? near)
    {
        if (i < tokens.Length && DateText.TryParse(tokens[i].Text, out var from, out var to, out var grain, out var assumption))
        {
            (period, next) = (Dates(from, to, grain, assumption), i + 1);
            return true;
        }
        if (Word(i) is "week" && Word(i + 1) is "of" or "starting" or "beginning")
        {
            var at = Word(i + 2) is "the" ? i + 3 : i + 2;
            PeriodReference? day = null;
            if (Dated(at, ref day!, ref next, near) && day.From is { } within && day.Grain == "day")
            {
                var monday = calendar.StartOf("week", within);
                period = Dates(monday, monday.AddDays(7), "week");
                return true;
            }
            return false;
        }
        if (EnglishWords.MonthOf(Word(i)) is { } month && (Word(i) != "may" || IsMonthMay(i)))
        {
            // "October 5(th)(, 2026)", "October 2026", "October"
            if (DayAt(i + 1) is var (dayOfMonth, afterDay))
            {
                var yearAt = Word(afterDay) == "," ? afterDay + 1 : afterDay;
                var dayYear = Word(yearAt).Length == 4 ? YearOf(Word(yearAt)) : null;
                return Day(dayYear, month, dayOfMonth, dayYear is null ? afterDay : yearAt + 1, ref period, ref next, near);
            }
            var yearAfter = Word(i + 1) is "," or "of" or "in" ? i + 2 : i + 1;
            if (YearOf(Word(yearAfter)) is { } year && Word(yearAfter).Length == 4)
            {
                (period, next) = (Month(year, month), yearAfter + 1);
                return true;
            }
            if (Word(yearAfter) is "last" or "this" && Word(yearAfter + 1) == "year")
            {
                (period, next) = (Month(today.Year - (Word(yearAfter) == "last" ? 1 : 0), month), yearAfter + 2);
                return true;
            }
            period = Month(BareYear(month, near), month);
            next = i + 1;
            return true;
        }
        // "5 October", "5th of October 2026"
        if (DayAt(i) is var (first, afterFirst))
        {
            var at = Word(afterFirst) == "of" ? afterFirst + 1 : afterFirst;
            if (EnglishWords.MonthOf(Word(at)) is { } of)
            {
                var year = Word(at + 1).Length == 4 ? YearOf(Word(at + 1)) : null;
                return Day(year, of, first, year is null ? at + 1 : at + 2, ref period, ref next, near);
            }
        }
        if (Word(i).Length == 4 && YearOf(Word(i)) is { } bare && tokens[i].NumberUnit is null && IsYearHere(i))
        {
            if (QuarterAt(i + 1) is var (quarter, afterQuarter))
            {
                period = Both(f => f ? calendar.FiscalYearNamed(bare) : new DateOnly(bare, 1, 1), quarter, 3, $"{bare} means the {Kind} year.");
                next = afterQuarter;
                return true;
            }
            var civil = Dates(new DateOnly(bare, 1, 1), new DateOnly(bare + 1, 1, 1), "civil_year");
            period = civil;
            if (calendar.HasOwnFiscalYear)
            {
                var start = calendar.FiscalYearNamed(bare);
                var fiscal = Dates(start, calendar.Add("fiscal_year", start, 1), "fiscal_year");
                period = (calendar.DefaultsToFiscal ? fiscal : civil) with
                {
                    Assumption = $"{bare} means the {Kind} year.",
                    Other = calendar.DefaultsToFiscal ? civil : fiscal,
                };
            }
            period = period with { IsFuture = period.From > today };
            next = i + 1;
            return true;
        }
        return false;
    }

    /// <summary>"may" is a month after "in", "since", "of" or before a number.</summary>
    private bool IsMonthMay(int i) =>
        Word(i - 1)
            is "in"
                or "since"
                or "of"
                or "until"
                or "till"
                or "during"
                or "for"
                or "last"
                or "from"
                or "to"
                or "through"
                or "before"
                or "after"
                or "and"
                or "vs"
                or "versus"
        || i + 1 < tokens.Length && tokens[i + 1].Kind == TokenKind.Number
        || i > 0 && tokens[i - 1].Kind == TokenKind.Number
        || tokens[i].IsNameLike;

    /// <summary>A number of four digits is a year unless it is an amount: "more than 2000 tickets".</summary>
    private bool IsYearHere(int i) =>
        tokens[i].Text.Length == 4
        && Word(i - 1)
            is not ("than" or "least" or "most" or "over" or "above" or "under" or "below" or "top" or "exactly" or "equals" or ">" or "<" or "=" or "per");

    private (int Day, int Next)? DayAt(int i)
    {
        if (i < 0 || i >= tokens.Length)
            return null;
        var text = Word(i);
        var digits = text.TrimEnd('s', 't', 'n', 'd', 'r', 'h');
        return
            digits.Length is 1 or 2
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            && day is >= 1 and <= 31
            && tokens[i].NumberUnit is null
            ? (day, i + 1)
            : null;
    }

    private bool Day(int? year, int month, int day, int after, ref PeriodReference period, ref int next, DateOnly? near)
    {
        var y = year ?? BareYear(month, near, day);
        if (day > DateTime.DaysInMonth(y, month))
            return false;
        var date = new DateOnly(y, month, day);
        (period, next) = (Dates(date, date.AddDays(1), "day"), after);
        return true;
    }

    /// <summary>The latest year in which the month has begun; after the start of a range, the first one that follows it.</summary>
    private int BareYear(int month, DateOnly? near, int day = 1)
    {
        var dayHere = Math.Min(day, DateTime.DaysInMonth(today.Year, month));
        if (near is { } start)
            return new DateOnly(start.Year, month, Math.Min(day, DateTime.DaysInMonth(start.Year, month))) >= start ? start.Year : start.Year + 1;
        return new DateOnly(today.Year, month, dayHere) > today ? today.Year - 1 : today.Year;
    }

    private PeriodReference Month(int year, int month)
    {
        var start = new DateOnly(year, month, 1);
        return Dates(start, start.AddMonths(1), "month") with { IsFuture = start > today };
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
