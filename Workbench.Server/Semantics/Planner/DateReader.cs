using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads days, months and years by name or number: "Oct 5", "October 2025", "2026-10-05", "2026".</summary>
internal sealed class DateReader(ImmutableArray<Token> tokens, YearPartReader yearParts, PeriodCalendar calendar, DateOnly today)
{
    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    /// <summary>Months, days and years by name or number.</summary>
    public bool Dated(int i, ref PeriodReference period, ref int next, DateOnly? near)
    {
        if (i < tokens.Length && DateText.TryParse(tokens[i].Text, out var from, out var to, out var grain, out var assumption))
        {
            (period, next) = (PeriodReader.Dates(from, to, grain, assumption), i + 1);
            return true;
        }
        if (Word(i) is "week" && Word(i + 1) is "of" or "starting" or "beginning")
        {
            var at = Word(i + 2) is "the" ? i + 3 : i + 2;
            PeriodReference? day = null;
            if (Dated(at, ref day!, ref next, near) && day.From is { } within && day.Grain == "day")
            {
                var monday = calendar.StartOf("week", within);
                period = PeriodReader.Dates(monday, monday.AddDays(7), "week");
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
                var dayYear = Word(yearAt).Length == 4 ? YearPartReader.YearOf(Word(yearAt)) : null;
                return Day(dayYear, month, dayOfMonth, dayYear is null ? afterDay : yearAt + 1, ref period, ref next, near);
            }
            var yearAfter = Word(i + 1) is "," or "of" or "in" ? i + 2 : i + 1;
            if (YearPartReader.YearOf(Word(yearAfter)) is { } year && Word(yearAfter).Length == 4)
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
                var year = Word(at + 1).Length == 4 ? YearPartReader.YearOf(Word(at + 1)) : null;
                return Day(year, of, first, year is null ? at + 1 : at + 2, ref period, ref next, near);
            }
        }
        if (Word(i).Length == 4 && YearPartReader.YearOf(Word(i)) is { } bare && tokens[i].NumberUnit is null && IsYearHere(i))
        {
            if (yearParts.QuarterAt(i + 1) is var (quarter, afterQuarter))
            {
                period = yearParts.Both(
                    f => f ? calendar.FiscalYearNamed(bare) : new DateOnly(bare, 1, 1),
                    quarter,
                    3,
                    $"{bare} means the {yearParts.Kind} year."
                );
                next = afterQuarter;
                return true;
            }
            var civil = PeriodReader.Dates(new DateOnly(bare, 1, 1), new DateOnly(bare + 1, 1, 1), "civil_year");
            period = civil;
            if (calendar.HasOwnFiscalYear)
            {
                var start = calendar.FiscalYearNamed(bare);
                var fiscal = PeriodReader.Dates(start, calendar.Add("fiscal_year", start, 1), "fiscal_year");
                period = calendar.DefaultsToFiscal
                    ? fiscal with
                    {
                        Assumption = $"{bare} means the fiscal year.",
                        Other = civil,
                    }
                    : civil with
                    {
                        Assumption = $"{bare} means the calendar year.",
                        Other = fiscal,
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

    private (int Day, int Next)? DayAt(int i) => DayOf(tokens, i) is { } day ? (day, i + 1) : null;

    /// <summary>"5", "5th".</summary>
    public static int? DayOf(ImmutableArray<Token> tokens, int i)
    {
        if (i < 0 || i >= tokens.Length)
            return null;
        // "the first of July"; "the first of them" is no day.
        if (i + 2 < tokens.Length && tokens[i + 1].Word == "of" && EnglishWords.MonthOf(tokens[i + 2].Word) is not null && Ordinal(tokens[i].Word) is { } named)
            return named;
        var digits = tokens[i].Word.TrimEnd('s', 't', 'n', 'd', 'r', 'h');
        return
            digits.Length is 1 or 2
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            && day is >= 1 and <= 31
            && tokens[i].NumberUnit is null
            ? day
            : null;
    }

    private static int? Ordinal(string word) => Array.IndexOf(Ordinals, word) is >= 0 and var at ? at + 1 : null;

    private static readonly string[] Ordinals =
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
    ];

    private bool Day(int? year, int month, int day, int after, ref PeriodReference period, ref int next, DateOnly? near)
    {
        var y = year ?? BareYear(month, near, day);
        if (day > DateTime.DaysInMonth(y, month))
            return false;
        var date = new DateOnly(y, month, day);
        (period, next) = (PeriodReader.Dates(date, date.AddDays(1), "day"), after);
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
        return PeriodReader.Dates(start, start.AddMonths(1), "month") with { IsFuture = start > today };
    }
}
