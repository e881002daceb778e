using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Server.SemanticDraft;

/// <summary>A date or time that is kept as a text or a number, found by its values; it is read by an expression.</summary>
/// <param name="Type">Of the time that is read: <c>date</c>, <c>timestamp</c> or <c>timestamptz</c>.</param>
/// <param name="Form">In words: <c>MM/DD/YYYY</c>, <c>seconds since 1970</c>.</param>
/// <param name="Template">Scalar SQL in which <c>{0}</c> stands for the column.</param>
/// <param name="Fitting">Share of the values looked at that have this form.</param>
internal sealed partial record StoredTime(string Type, string Form, string Template, int Looked, double Fitting)
{
    private const double LeastFitting = 0.98;
    private const long FirstSecond = 631_152_000; // 1990
    private const long LastSecond = 4_102_444_800; // 2100
    private const string Epoch = "timestamptz '1970-01-01 00:00:00+00'";

    /// <summary>Some rows may have a value that is read as none.</summary>
    public bool IsPartial => Template.Contains("case when", StringComparison.Ordinal) || Template.Contains("nullif", StringComparison.Ordinal);

    public string Print(string column) => string.Format(CultureInfo.InvariantCulture, Template, column);

    /// <summary>Null where the values are no times, or where day and month cannot be told apart.</summary>
    /// <param name="isWhole">The rows are all that there are.</param>
    public static StoredTime? Of(SurveyedColumn column, IReadOnlyList<string?[]> rows, int at, bool isWhole) =>
        column.Kind switch
        {
            ColumnKind.Text when column.Labels.IsEmpty => OfTexts(column, Values(rows, at), isWhole),
            ColumnKind.Integer when SaysTime(IdentifierWords.Split(column.Name)) => OfNumbers(IdentifierWords.Split(column.Name), Values(rows, at)),
            _ => null,
        };

    private static List<string> Values(IReadOnlyList<string?[]> rows, int at) =>
        [.. rows.Select(r => r[at]).OfType<string>().Where(v => !string.IsNullOrWhiteSpace(v))];

    private static StoredTime? OfTexts(SurveyedColumn column, List<string> values, bool isWhole)
    {
        // Most texts are told by their first value.
        if (values.Count == 0 || !char.IsAsciiDigit(values[0][0]) && !values.Take(20).Any(v => char.IsAsciiDigit(v[0])))
            return null;

        foreach (var (pattern, type, form, like, read) in Forms)
        {
            var matches = values.Select(v => pattern.Match(v)).Where(m => m.Success).ToList();
            if (matches.Count == 0 || matches.Count < LeastFitting * values.Count)
                continue;

            if (matches[0].Groups["sep"].Success)
                return Parted(column, matches, values.Count, isWhole);

            var days = matches.Count(m => DateOnly.TryParseExact(m.Value[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
            if (days < matches.Count)
                return null;

            var fitting = (double)matches.Count / values.Count;
            return new StoredTime(type, form, Guarded(read, like, isWhole && fitting >= 1 && HasNoBlanks(column, values)), values.Count, fitting);
        }

        return null;
    }

    /// <summary><c>12/31/2025</c> or <c>31.12.2025</c>: one value beyond the twelfth tells which part is the day.</summary>
    private static StoredTime? Parted(SurveyedColumn column, List<Match> matches, int looked, bool isWhole)
    {
        var parts = matches
            .Select(m =>
                (
                    First: int.Parse(m.Groups["a"].Value, CultureInfo.InvariantCulture),
                    Second: int.Parse(m.Groups["b"].Value, CultureInfo.InvariantCulture),
                    Separator: m.Groups["sep"].Value
                )
            )
            .ToList();
        var separator = parts[0].Separator;
        if (parts.Exists(p => p.Separator != separator || p.First is 0 or > 31 || p.Second is 0 or > 31))
            return null;

        var isMonthFirst = parts.TrueForAll(p => p.First <= 12) && parts.Exists(p => p.Second > 12);
        var isDayFirst = parts.TrueForAll(p => p.Second <= 12) && (parts.Exists(p => p.First > 12) || separator == ".");
        if (isMonthFirst == isDayFirst)
            return null;

        var form = isMonthFirst ? $"MM{separator}DD{separator}YYYY" : $"DD{separator}MM{separator}YYYY";
        var fitting = (double)matches.Count / looked;
        var isTimed = matches.Exists(m => m.Groups["time"].Length > 0);
        var read = isTimed ? $"to_date(split_part({{0}}, ' ', 1), '{form}')" : $"to_date({{0}}, '{form}')";
        return new StoredTime(
            "date",
            isTimed ? $"{form} with a time of day, which is left out" : form,
            Guarded(read, $"%{separator}%{separator}____%", isWhole && fitting >= 1 && column.Profile.Filled == looked),
            looked,
            fitting
        );
    }

    private static bool HasNoBlanks(SurveyedColumn column, List<string> values) => column.Profile.Filled == values.Count;

    /// <summary>What was not looked at may hold "n/a", which must not end a query.</summary>
    private static string Guarded(string read, string like, bool isSafe) => isSafe ? read : $"(case when {{0}} like '{like}' then {read} end)";

    private static StoredTime? OfNumbers(IReadOnlyList<string> words, List<string> values)
    {
        var numbers = values.Select(v => long.TryParse(v, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        // Nought is a time that was never set.
        var set = numbers.Where(n => n != 0).ToList();
        if (set.Count == 0)
            return null;

        var column = set.Count < numbers.Count ? "nullif({0}, 0)" : "{0}";
        if (set.TrueForAll(n => n is >= FirstSecond and <= LastSecond))
            return new StoredTime("timestamptz", "seconds since 1970", $"({Epoch} + {column} * interval '1 second')", values.Count, 1);

        if (set.TrueForAll(n => n is >= FirstSecond * 1000 and <= LastSecond * 1000))
            return new StoredTime("timestamptz", "milliseconds since 1970", $"({Epoch} + {column} / 1000.0 * interval '1 second')", values.Count, 1);

        return
            words.Any(w => w is "date" or "day" or "dt")
            && set.TrueForAll(n =>
                DateOnly.TryParseExact(n.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day.Year is >= 1900 and <= 2200
            )
            ? new StoredTime("date", "YYYYMMDD", $"to_date(cast({column} as text), 'YYYYMMDD')", values.Count, 1)
            : null;
    }

    /// <summary>A number that looks like a time by chance is none: its name has to say it.</summary>
    private static bool SaysTime(IReadOnlyList<string> words) =>
        words.Count > 0
        && words[^1] is not ("id" or "key" or "sk" or "fk" or "no" or "number")
        && (
            words.Any(w => w is "at" or "on" or "time" or "timestamp" or "ts" or "date" or "day" or "dt" or "epoch" or "unix")
            || TimeDrafter.IsParticiple(words[^1])
        );

    private static readonly (Regex Pattern, string Type, string Form, string Like, string Read)[] Forms =
    [
        (IsoDate(), "date", "YYYY-MM-DD", "____-__-__", "cast({0} as date)"),
        (IsoZoned(), "timestamptz", "ISO 8601 with an offset", "____-__-__%:__%", "cast({0} as timestamptz)"),
        (IsoTime(), "timestamp", "ISO 8601 with a time of day", "____-__-__%:__%", "cast({0} as timestamp)"),
        (PartedDate(), "date", "", "", ""),
    ];

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.None, 1_000)]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", RegexOptions.None, 1_000)]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}(?::?\d{2})?)$", RegexOptions.None, 1_000)]
    private static partial Regex IsoZoned();

    [GeneratedRegex(
        @"^(?<a>\d{1,2})(?<sep>[/.])(?<b>\d{1,2})\k<sep>\d{4}(?<time> \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex PartedDate();
}
