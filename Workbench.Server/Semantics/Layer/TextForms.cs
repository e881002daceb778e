using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The small notations inside texts: names, durations, periods, grains, aggregations.</summary>
internal static partial class TextForms
{
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    public static bool IsField(string text) => FieldPattern().IsMatch(text);

    public static bool IsTableName(string text) => text.Split('.') is { Length: 2 } parts && parts.All(p => p.Length > 0 && !p.Any(char.IsWhiteSpace));

    /// <summary><c>65 days</c>, <c>36 hours</c>, <c>1 week</c>.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (Period(text) is not { } period)
            return null;
        return period.Unit switch
        {
            "minute" => TimeSpan.FromMinutes(period.Count),
            "hour" => TimeSpan.FromHours(period.Count),
            "day" => TimeSpan.FromDays(period.Count),
            "week" => TimeSpan.FromDays(7 * period.Count),
            _ => null,
        };
    }

    /// <summary><c>28 days</c>, <c>1 month</c>.</summary>
    public static MovingWindow? Period(string text)
    {
        var match = PeriodPattern().Match(text);
        return
            match.Success
            && int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and <= 100_000
            ? new MovingWindow(count, match.Groups["unit"].Value)
            : null;
    }

    /// <summary>A grain, with <c>civil_</c>, <c>fiscal_</c> or <c>iso_</c> before it where that has a meaning.</summary>
    public static bool IsGrain(string text) =>
        LayerFormat.Grains.Contains(text)
        || text is "iso_week" or "iso_year" or "civil_month" or "civil_quarter" or "civil_year" or "fiscal_month" or "fiscal_quarter" or "fiscal_year";

    public static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    public static ImmutableArray<int>? WeekPattern(string text) => text is "4-5-4" or "4-4-5" or "5-4-4" ? [.. text.Split('-').Select(int.Parse)] : null;

    /// <summary><c>sum</c>, <c>percentile(0.9)</c>; a bare <c>percentile</c> has no number yet.</summary>
    public static Aggregation? Aggregation(string text)
    {
        var match = PercentilePattern().Match(text);
        if (match.Success)
            return decimal.TryParse(match.Groups["p"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var p) && p is >= 0 and <= 1
                ? new Aggregation(AggregationKind.Percentile, p)
                : null;
        return AggregationNames.TryGetValue(text, out var kind) ? new Aggregation(kind) : null;
    }

    public static ImmutableDictionary<string, AggregationKind> AggregationNames { get; } =
        new Dictionary<string, AggregationKind>(StringComparer.Ordinal)
        {
            ["count"] = AggregationKind.Count,
            ["count_distinct"] = AggregationKind.CountDistinct,
            ["sum"] = AggregationKind.Sum,
            ["average"] = AggregationKind.Average,
            ["avg"] = AggregationKind.Average,
            ["min"] = AggregationKind.Min,
            ["max"] = AggregationKind.Max,
            ["median"] = AggregationKind.Median,
            ["percentile"] = AggregationKind.Percentile,
            ["first"] = AggregationKind.First,
            ["last"] = AggregationKind.Last,
        }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>What is wrong with a text of a form; null when nothing is.</summary>
    public static string? Fault(TextForm form, string text) =>
        form switch
        {
            TextForm.Name when text == "time" => "\"time\" is taken: time.month is each metric's own time.",
            TextForm.Name when !IsName(text) => $"\"{text}\" is no name: names are snake_case, small letters, digits and _.{Snake(text)}",
            TextForm.TableName when !IsTableName(text) => $"\"{text}\" is no table: write schema.table.",
            TextForm.Field when !IsField(text) => $"\"{text}\" is no field: write a name, or names with dots such as account.region.",
            // A type of the database's own (an enum, a domain) is none of ours and stays as it is.
            TextForm.Type
                when Expressions.SqlTypes.Normalise(text) is null
                    && Expressions.NearestNames.Suggest(text, Expressions.SqlTypes.Names) is { Length: > 0 } near => $"\"{text}\" is not a type.{near}",
            TextForm.Duration when Duration(text) is null => $"\"{text}\" is no duration: write 36 hours, 2 days or 1 week.",
            TextForm.Period when Period(text) is null => $"\"{text}\" is no period: write 28 days, 1 month or 2 quarters.",
            TextForm.Grain when !IsGrain(text) => NoGrain(text),
            TextForm.ToDate when text != "all" && !IsGrain(text) => $"{NoGrain(text)} \"all\" is since the first row.",
            TextForm.StartOf when text != "period" && !IsGrain(text) => $"{NoGrain(text)} \"period\" is the query's own.",
            TextForm.Date when Date(text) is null => $"\"{text}\" is no date: write 2026-01-31.",
            TextForm.TimeZone when !TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) =>
                $"\"{text}\" is no time zone: write an IANA name such as America/New_York.",
            TextForm.WeekPattern when WeekPattern(text) is null => $"\"{text}\" is no pattern of weeks: write 4-5-4, 4-4-5 or 5-4-4.",
            TextForm.Aggregation when Aggregation(text) is null =>
                $"\"{text}\" is no aggregation: write {string.Join(", ", AggregationNames.Keys.Where(k => k != "avg").Order(StringComparer.Ordinal))}; percentile takes a number from 0 to 1: percentile(0.9).",
            _ => null,
        };

    /// <summary><c>new_accounts</c> is "New accounts".</summary>
    public static string Label(string name)
    {
        var words = name.Replace('_', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static string Plural(string label)
    {
        if (label.Length < 2)
            return label + "s";
        if (label.EndsWith('y') && !"aeiou".Contains(char.ToLowerInvariant(label[^2]), StringComparison.Ordinal))
            return label[..^1] + "ies";
        return label.EndsWith('s') || label.EndsWith('x') || label.EndsWith("ch", StringComparison.Ordinal) || label.EndsWith("sh", StringComparison.Ordinal)
            ? label + "es"
            : label + "s";
    }

    private static string NoGrain(string text) =>
        $"\"{text}\" is no grain: write {string.Join(", ", LayerFormat.Grains)}, or one with civil_, fiscal_ or iso_ before it such as fiscal_quarter.";

    private static string Snake(string text)
    {
        var snake = NotWord().Replace(text.Trim().ToLowerInvariant(), "_").Trim('_');
        return IsName(snake) ? $" Write {snake}." : "";
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.None, 10_000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FieldPattern();

    [GeneratedRegex("^(?<count>[0-9]+) +(?<unit>minute|hour|day|week|month|quarter|year)s?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PeriodPattern();

    [GeneratedRegex(@"^percentile *\( *(?<p>[0-9.]+) *\)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PercentilePattern();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, 10_000)]
    private static partial Regex NotWord();
}
