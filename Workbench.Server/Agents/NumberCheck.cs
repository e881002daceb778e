using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Server.Tools;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Agents;

/// <summary>
/// Holds the numbers of an answer's text against the rows of its run. A number is held when a value rounds to it as it is written (<c>18.4M</c>, <c>6.2%</c>), when it
/// counts rows or groups, when it is the sum of a column, or when the question or the query said it. Dates, periods and names with digits are not numbers.
/// </summary>
internal static partial class NumberCheck
{
    private const int MaxCells = 200_000;

    /// <returns>As they are written, each once; empty when all are held.</returns>
    public static ImmutableArray<string> Unheld(string text, IReadOnlyCollection<ToolData> results, string question)
    {
        var said = Read(text);
        if (said.Count == 0)
            return [];
        var held = HeldBy(results, question);
        return [.. said.Where(s => !IsHeld(s, held)).Select(s => s.Written).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The numbers that a text states.</summary>
    internal static IReadOnlyList<SaidNumber> Read(string text)
    {
        var plain = NoNumbers().Replace(text, m => new string(' ', m.Length));
        List<SaidNumber> found = [];
        foreach (Match match in Number().Matches(plain))
        {
            var digits = match.Groups["digits"].Value;
            if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
                continue;
            var unit = match.Groups["unit"].Value.Trim().ToLowerInvariant();
            if (IsYear(digits, number, unit, match))
                continue;
            var scale = ScaleOf(unit);
            var decimals = digits.IndexOf('.', StringComparison.Ordinal) is var point && point < 0 ? 0 : digits.Length - point - 1;
            var step = Power(-decimals);
            if (decimals == 0 && match.Groups["about"].Success)
                step = Math.Max(step, Math.Min(ZerosOf(digits), number / 10));
            // Half of the last digit, and the half itself whichever way it was rounded.
            var tolerance = step / 2 * scale;
            found.Add(new SaidNumber(match.Groups["written"].Value.Trim(), number * scale, tolerance, unit is "%" or "percent" or "pp" or "point" or "points"));
        }
        return found;
    }

    private static bool IsHeld(SaidNumber said, Held held) =>
        held.Has(said.Value, said.Tolerance)
        || (said.IsPercent && held.Has(said.Value / 100, said.Tolerance / 100))
        || (said.Value == Math.Truncate(said.Value) && held.Counts.Contains(said.Value));

    private static Held HeldBy(IReadOnlyCollection<ToolData> results, string question)
    {
        var values = new List<decimal>();
        var counts = new HashSet<decimal>();
        Take(question, values);
        foreach (var result in results)
        {
            counts.Add(result.Rows.Count);
            for (var i = 0; i < result.Columns.Count; i++)
                TakeColumn(result, i, values, counts);
            if (result.Query is { } query)
                Take(JsonSerializer.Serialize(query, WireJson.Options), values);
            else
                Take(result.Sql, values);
            foreach (
                var words in result.Warnings.Select(w => w.Message).Concat(result.Sources.Select(s => s.Definition)).Concat(result.Columns.Select(c => c.Label))
            )
                Take(words, values);
        }
        return new Held([.. values.Select(Math.Abs).Order()], counts);
    }

    private static void TakeColumn(ToolData result, int column, List<decimal> values, HashSet<decimal> counts)
    {
        var told = result.Columns[column];
        var isMeasured = told.Unit is "seconds" or "minutes" or "hours" or "days" or "milliseconds" or "ms" or "bytes";
        var isCents = told.Name.EndsWith("cents", StringComparison.OrdinalIgnoreCase);
        var distinct = new HashSet<object>();
        var sum = 0m;
        foreach (var row in result.Rows.Take(MaxCells / Math.Max(1, result.Columns.Count)))
        {
            var cell = row[column];
            if (cell.Value is { } value)
                distinct.Add(value);
            if (cell.Number is { } number)
            {
                values.Add(number);
                // Near the limits of a decimal nothing is added up.
                sum = Math.Abs(sum) < 1e27m && Math.Abs(number) < 1e27m ? sum + number : sum;
                if (isCents)
                    values.Add(number / 100);
                if (isMeasured)
                    Take(ValueText.Short(cell, told), values);
            }
            else if (cell.Value is string text && text.Length < 200 && text.AsSpan().ContainsAnyInRange('0', '9'))
                Take(text, values);
        }
        counts.Add(distinct.Count);
        // Parts of a whole and changes are not added up.
        if (told.Unit != "percent")
            values.Add(sum);
        if (isCents)
            values.Add(sum / 100);
    }

    private static void Take(string text, List<decimal> values)
    {
        foreach (Match match in AnyDigits().Matches(text))
            if (decimal.TryParse(match.ValueSpan, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
                values.Add(number);
        values.AddRange(Read(text).Select(s => s.Value));
    }

    private static bool IsYear(string digits, decimal number, string unit, Match match) =>
        digits.Length == 4 && unit.Length == 0 && !match.Groups["money"].Success && number is >= 1900 and <= 2100;

    private static decimal ScaleOf(string unit) =>
        unit switch
        {
            "k" or "thousand" => 1_000m,
            "m" or "mn" or "million" => 1_000_000m,
            "b" or "bn" or "billion" => 1_000_000_000m,
            "t" or "tn" or "trillion" => 1_000_000_000_000m,
            _ => 1m,
        };

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Min(-exponent, 20); i++)
            power /= 10;
        return power;
    }

    /// <summary>"About 18,000" is rounded to thousands, "about 100" not to hundreds.</summary>
    private static decimal ZerosOf(string digits)
    {
        var step = 1m;
        for (var i = digits.Length - 1; i > 0 && digits[i] is '0' or ','; i--)
            step *= digits[i] == '0' ? 10 : 1;
        return step;
    }

    /// <param name="Values">Without their signs, in order.</param>
    /// <param name="Counts">Of rows, and of different values of a column.</param>
    private sealed record Held(ImmutableArray<decimal> Values, HashSet<decimal> Counts)
    {
        public bool Has(decimal value, decimal tolerance)
        {
            var from = value - tolerance;
            var at = Values.BinarySearch(from);
            at = at < 0 ? ~at : at;
            // A decimal loses nothing here, but an average of the database has digits without end.
            return at < Values.Length && Values[at] <= value + tolerance || at > 0 && from - Values[at - 1] <= tolerance * 1e-9m;
        }
    }

    /// <summary>Dates, times, lists' own numbers, code and links, and names with digits.</summary>
    [GeneratedRegex(
        @"`[^`]*`|\]\([^)]*\)|(?m:^\s*\d{1,3}[.)]\s)"
            + @"|\b\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\b|\b\d{1,2}:\d{2}(?::\d{2})?\b"
            + @"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?(?:,?\s+\d{4})?\b"
            + @"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:,?\s+\d{4})?\b"
            + @"|\b(?:[Ww]eek|W)\s?\d{1,2}\b|\b\d+-(?=\p{L})|\b(?:top|bottom|first|last|past|next|step)\s+\d{1,4}\b(?!\s?%)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NoNumbers();

    [GeneratedRegex(
        @"(?<about>\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|over|under|some|more\ than|less\ than|just\ over|just\ under|close\ to)\s+\**|[~≈]\s?)?"
            + @"(?<written>(?<![\p{L}\d_.,/\#])(?:[-−+])?(?<money>[$€£¥₹])?(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
            + @"(?<unit>\s?(?:%|percent\b|pp\b|points?\b|thousand\b|million\b|billion\b|trillion\b|bn\b|mn\b|tn\b|[kmbt]\b))?)(?![\p{L}\d_])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Number();

    [GeneratedRegex(@"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyDigits();
}

/// <param name="Tolerance">How far a value may be from it and still be written so.</param>
/// <param name="IsPercent">A fraction of the rows may stand for it.</param>
internal sealed record SaidNumber(string Written, decimal Value, decimal Tolerance, bool IsPercent);
