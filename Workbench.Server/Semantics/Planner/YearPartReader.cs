using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads years by name and their parts: "FY26", "CY25", "Q2 2026", "first half of last year".</summary>
internal sealed class YearPartReader(ImmutableArray<Token> tokens, PeriodCalendar calendar, DateOnly today)
{
    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    /// <summary>"FY26", "fiscal 2026", "FY2026 Q2", "Q2 FY26", "CY25", "calendar year 2025".</summary>
    public bool Fiscal(int i, ref PeriodReference period, ref int next)
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
            period = PeriodReader.Dates(start, calendar.Add(yearGrain, start, 1), yearGrain);
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

    public static string? PrefixOf(string word) =>
        word switch
        {
            "fiscal" or "financial" => "fiscal",
            "civil" or "calendar" => "civil",
            "iso" => "iso",
            _ => null,
        };

    public static int? YearOf(string word) =>
        word.Length is 2 or 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? word.Length == 2
                ? 2000 + year
                : year is >= 1990 and < 2100
                    ? year
                    : null
            : null;

    public (int Quarter, int Next)? QuarterAt(int i)
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
        if (ordinal > 0 && PeriodReader.UnitOf(Word(i + 1)) == "quarter" && Word(i + 1) != "q")
            return (ordinal, i + 2);
        return word == "quarter" && Word(i + 1) is "1" or "2" or "3" or "4" ? (Word(i + 1)[0] - '0', i + 2) : null;
    }

    /// <summary>"Q2", "Q2 2026", "second quarter of FY26", "H1 2026".</summary>
    public bool QuarterOrHalf(int i, ref PeriodReference period, ref int next)
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
            && PeriodReader.GrainAt(tokens, at + 1) is var (grain, afterGrain)
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

    public string Kind => calendar.DefaultsToFiscal ? "fiscal" : "calendar";

    public PeriodReference Both(Func<bool, DateOnly> startOfYear, int number, int months, string assumption)
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
        return PeriodReader.Dates(from, from.AddMonths(months), months == 3 ? (isFiscal ? "fiscal_quarter" : "civil_quarter") : "month") with
        {
            Periods = months == 3 ? 1 : 6,
        };
    }
}
