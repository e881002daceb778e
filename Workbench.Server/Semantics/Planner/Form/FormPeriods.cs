using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A window of time that a text names.</summary>
/// <param name="Before">The word before it: what happened then ("hired").</param>
internal sealed record FormPeriod(DateOnly? From, DateOnly? To, string Before)
{
    /// <summary>The last words before it, the nearest first.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public TimeRange Range => new DateRange(From, To);

    /// <summary>The window is told off into these ("in each of the last 8 weeks").</summary>
    public string? Grain { get; init; }

    /// <summary>"the last 6 months": so many of them are meant.</summary>
    public bool IsCounted { get; init; }

    /// <summary>What was taken for granted, and what else it could have meant.</summary>
    public string? Assumption { get; init; }
}

/// <summary>Reads windows of time by the layer's calendar and cuts them out of the text.</summary>
internal sealed partial class FormPeriods(DateOnly today, LayerCalendar settings)
{
    private const int MostYears = 200;
    private readonly PeriodCalendar _calendar = new(settings);
    private readonly Dictionary<(int, string), int> _inclusive = [];
    private readonly Dictionary<(int, string), int> _starts = [];

    /// <summary>"Last 30 days = CURRENT_DATE - INTERVAL '30 days' to CURRENT_DATE": the window counts that many days back and today.</summary>
    public bool Define(string name, string meaning)
    {
        if (LastName().Match(name) is not { Success: true } last || !meaning.Contains("current date", StringComparison.Ordinal))
            return false;
        _inclusive[(Count(last.Groups["n"].Value), Unit(last.Groups["unit"].Value))] = 1;
        return true;
    }

    /// <summary>"The past 7 days start at CURRENT_DATE - INTERVAL '6 days'": the day that they begin with; they end with today.</summary>
    public bool DefineStart(Match window)
    {
        _starts[(Count(window.Groups["n"].Value), Unit(window.Groups["unit"].Value))] = int.Parse(window.Groups["q"].Value, CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>What stood in quotes: lengths of windows.</summary>
    public IReadOnlyList<string> Quotes { get; set; } = [];

    private DateOnly? StartSaid(int count, string unit) =>
        _starts.TryGetValue((count, unit), out var at)
        && at < Quotes.Count
        && Length().Match(Quotes[at]) is { Success: true } back
        && Count(back.Groups["n"].Value) is > 0 and var n
            ? Back(today, n, Unit(back.Groups["unit"].Value))
            : null;

    [GeneratedRegex(@"^(?<n>\d{1,4}) (?<unit>days?|weeks?|months?)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Length();

    public List<FormPeriod> Cut(ref string text)
    {
        var found = new List<FormPeriod>();
        text = Cut(text, Last(), m => ReadLast(m) is { } last ? last with { IsCounted = true } : null, found);
        text = Cut(text, OnePeriod(), ReadLast, found);
        text = Cut(text, PreviousWeek(), m => Week(-1, m.Value.Contains("iso", StringComparison.Ordinal)), found);
        text = Cut(text, PartOfYear(), ReadPart, found);
        text = Cut(text, Between(), ReadBetween, found);
        text = Cut(text, MonthOfYear(), ReadMonth, found);
        text = Cut(text, Year(), m => Years(Number(m, "year"), Number(m, "year"), m), found);
        text = Cut(text, Day(), ReadDay, found);
        return found;
    }

    private static string Cut(string text, Regex pattern, Func<Match, FormPeriod?> read, List<FormPeriod> found)
    {
        while (pattern.Match(text) is { Success: true } match && read(match) is { } period)
        {
            var before = FormText.Words(text[..match.Index]);
            found.Add(period with { Before = before.Length == 0 ? "" : before[^1], Words = [.. before.Reverse().Take(5)] });
            text = $"{text[..match.Index]} ◇ {text[(match.Index + match.Length)..]}";
        }
        return text;
    }

    private FormPeriod? ReadLast(Match match)
    {
        var count = match.Groups["n"].Success ? Count(match.Groups["n"].Value) : 1;
        var unit = Unit(match.Groups["unit"].Value);
        if (count < 1 || count > Most(unit))
            return null;
        var assumption = unit is "quarter" or "year" ? Assumed($"A {unit}") : null;
        var isInclusive = match.Groups["in"].Success;
        var grain = match.Groups["each"].Success ? unit : null;
        var tomorrow = today.AddDays(1);
        if (StartSaid(count, unit) is { } said)
            return new FormPeriod(said, tomorrow, "") { Grain = grain };
        if (_inclusive.ContainsKey((count, unit)))
            return new FormPeriod(Back(today, count, unit), tomorrow, "") { Grain = grain };
        if (isInclusive && match.Groups["in"].Value.Contains("current", StringComparison.Ordinal))
            return new FormPeriod(_calendar.Add(unit, _calendar.StartOf(unit, today), 1 - count), tomorrow, "") { Grain = grain, Assumption = assumption };
        if (isInclusive)
            // The last days are complete ones; today comes to them.
            return new FormPeriod(Back(today, count, unit), tomorrow, "") { Grain = grain };
        if (unit is "day")
            return new FormPeriod(today.AddDays(-count), today, "") { Grain = grain };
        var start = _calendar.StartOf(unit, today);
        return new FormPeriod(_calendar.Add(unit, start, -count), start, "") { Grain = grain, Assumption = assumption };
    }

    private FormPeriod Week(int by, bool isIso)
    {
        var first = isIso ? DayOfWeek.Monday : settings.WeekStart;
        var start = today.AddDays(-(((int)today.DayOfWeek - (int)first + 7) % 7) + 7 * by);
        return new FormPeriod(start, start.AddDays(7), "");
    }

    private FormPeriod? ReadPart(Match match)
    {
        var year = Number(match, "year");
        var n = match.Groups["nth"].Value switch
        {
            "first" or "1st" or "1" => 1,
            "second" or "2nd" or "2" => 2,
            "third" or "3rd" or "3" => 3,
            "fourth" or "4th" or "4" => 4,
            "last" => match.Groups["what"].Value == "half" ? 2 : 4,
            _ => 0,
        };
        var months = match.Groups["what"].Value == "half" ? 6 : 3;
        if (n == 0 || n * months > 12)
            return null;
        // A quarter is counted as the layer's quarters are; half of 2026 is half of the calendar year.
        var isFiscal = months == 3 && _calendar.DefaultsToFiscal;
        var meant = Part(isFiscal);
        if (!_calendar.HasOwnFiscalYear)
            return meant;
        var other = Part(!isFiscal);
        return meant with
        {
            Assumption =
                $"{year} means the {Kind(isFiscal)} year: {_calendar.Label(meant.From!.Value, meant.To!.Value)}; of the {Kind(!isFiscal)} year it would be {_calendar.Label(other.From!.Value, other.To!.Value)}.",
        };

        FormPeriod Part(bool isFiscalYear)
        {
            var grain = isFiscalYear ? "fiscal_quarter" : "civil_quarter";
            var first = isFiscalYear ? _calendar.FiscalYearNamed(year) : new DateOnly(year, 1, 1);
            var from = _calendar.Add(grain, first, (n - 1) * months / 3);
            return new FormPeriod(from, _calendar.Add(grain, from, months / 3), "");
        }
    }

    private static string Kind(bool isFiscal) => isFiscal ? "fiscal" : "calendar";

    private string? Assumed(string what) => _calendar.HasOwnFiscalYear ? $"{what} is one of the {Kind(_calendar.DefaultsToFiscal)} year." : null;

    private FormPeriod? ReadBetween(Match match)
    {
        if (match.Groups["y1"].Success)
            return Years(Number(match, "y1"), Number(match, "y2"), match);
        return DateOf(match.Groups["d1"].Value) is { } from && DateOf(match.Groups["d2"].Value) is { } to ? new FormPeriod(from, to.AddDays(1), "") : null;
    }

    private static FormPeriod? ReadMonth(Match match)
    {
        if (EnglishWords.MonthOf(match.Groups["month"].Value) is not { } month)
            return null;
        var from = new DateOnly(Number(match, "year"), month, 1);
        return new FormPeriod(from, from.AddMonths(1), "");
    }

    private static FormPeriod? ReadDay(Match match)
    {
        if (DateOf(match.Groups["day"].Value) is not { } day)
            return null;
        return match.Groups["how"].Value switch
        {
            "since" or "from" or "starting" => new FormPeriod(day, null, ""),
            "after" => new FormPeriod(day.AddDays(1), null, ""),
            "before" => new FormPeriod(null, day, ""),
            "until" or "through" => new FormPeriod(null, day.AddDays(1), ""),
            _ => new FormPeriod(day, day.AddDays(1), ""),
        };
    }

    private FormPeriod Years(int first, int last, Match match)
    {
        var read = match.Groups["how"].Value switch
        {
            "since" => new FormPeriod(StartOf(first), null, ""),
            "after" => new FormPeriod(StartOf(first + 1), null, ""),
            "before" => new FormPeriod(null, StartOf(first), ""),
            _ => new FormPeriod(StartOf(first), StartOf(last + 1), ""),
        };
        return read with { Assumption = Assumed(first == last ? $"{first}" : $"Each of the years {first} to {last}") };
    }

    private DateOnly StartOf(int year) => _calendar.DefaultsToFiscal ? _calendar.FiscalYearNamed(year) : new DateOnly(year, 1, 1);

    private static int Most(string unit) =>
        unit switch
        {
            "week" => MostYears * 52,
            "month" => MostYears * 12,
            "quarter" => MostYears * 4,
            "year" => MostYears,
            _ => MostYears * 365,
        };

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static DateOnly? DateOf(string text) =>
        DateOnly.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 2200 ? day : null;

    public static int Count(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : EnglishWords.NumberOf(word) ?? 0;

    private static string Unit(string word) => word.TrimEnd('s');

    private static DateOnly Back(DateOnly day, int count, string unit) =>
        unit switch
        {
            "week" => day.AddDays(-7 * count),
            "month" => day.AddMonths(-count),
            "quarter" => day.AddMonths(-3 * count),
            "year" => day.AddYears(-count),
            _ => day.AddDays(-count),
        };

    private const string Ends =
        @"(?:\s*,?\s*\(?(?:(?<in>(?:inclusive of|including|inclusive)(?: (?:today(?:'?s)?(?: date)?|the current (?:day|week|month|quarter|year)))?)|(?<out>(?:excluding|not including|exclusive of|without) (?:today(?: date)?|the (?:current|present) (?:day|week|month|quarter|year))))\)?)?";

    [GeneratedRegex(
        @"(?:\b(?:in|over|during|for|from|within|made in|across)\s+)?(?<each>\beach of\s+)?(?:\bthe\s+)?\b(?:past|last|previous|trailing|prior)\s+(?<n>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty)\s+(?:(?:calendar|full|complete|whole)\s+)*(?<unit>days?|weeks?|months?|quarters?|years?)\b"
            + Ends,
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Last();

    /// <summary>"in the previous month", "of the last full quarter"; the half sentence "value of the previous month" of a definition is none.</summary>
    [GeneratedRegex(
        @"(?:\b(?:in|over|during|for|within)\s+(?:the\s+)?(?:last|previous|prior)\s+(?:(?:full|complete|whole|entire|calendar)\s+)*|\b(?:(?:in|over|during|for|within|of|from)\s+)?(?:the\s+)?(?:last|previous|prior)\s+(?:(?:full|complete|whole|entire|calendar)\s+)+)(?<unit>day|month|quarter|year)\b(?! (?:of|value|'s)\b)"
            + Ends,
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex OnePeriod();

    [GeneratedRegex(
        @"(?:\b(?:in|over|during|for|from|within)\s+)?(?:the whole of\s+)?(?:\bthe\s+)?\b(?:previous|last|past)\s+(?:(?:iso|calendar|full|complete|whole)\s+)*week\b"
            + Ends,
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex PreviousWeek();

    [GeneratedRegex(
        @"(?:\b(?:in|during|for|over|of)\s+)?(?:\bthe\s+)?\b(?:(?<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+(?<what>quarter|half)|q(?<nth>[1-4]))\s+(?:of\s+)?(?<year>(?:19|20)\d\d)\b",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex PartOfYear();

    [GeneratedRegex(
        @"\b(?:between|from)\s+(?:the years?\s+)?(?:(?<y1>(?:19|20)\d\d)\s+(?:and|to)\s+(?<y2>(?:19|20)\d\d)\b(?!-)|(?<d1>(?:19|20)\d\d-\d\d-\d\d)\s+(?:and|to)\s+(?<d2>(?:19|20)\d\d-\d\d-\d\d))(?:\s*,?\s*\(?(?:both )?inclusive\)?)?",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Between();

    [GeneratedRegex(
        @"(?:\b(?:in|during|for|of)\s+)?(?:\bthe month of\s+)?\b(?<month>january|february|march|april|may|june|july|august|september|october|november|december)(?:\s+of)?,?\s+(?<year>(?:19|20)\d\d)\b",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex MonthOfYear();

    [GeneratedRegex(@"\b(?<how>in|during|for|since|before|after|of)\s+(?:the year\s+)?(?<year>(?:19|20)\d\d)\b(?!-)", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Year();

    [GeneratedRegex(@"\b(?<how>on|since|from|starting|after|before|until|through)\s+(?<day>(?:19|20)\d\d-\d\d-\d\d)\b", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Day();

    [GeneratedRegex(@"^(?:the )?(?:past|last) (?<n>\d+) (?<unit>days?|weeks?|months?|quarters?|years?)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex LastName();
}
