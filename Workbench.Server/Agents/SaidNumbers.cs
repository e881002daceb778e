using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Server.Agents;

/// <summary>
/// Reads the numbers that a text states: <c>18,412.5</c>, <c>18.412,5</c>, <c>18 412,5</c>, <c>18'412.5</c>, <c>$18.4M</c>, <c>18,4 Mio.</c>, <c>6.2%</c> and words. Where a
/// form can mean two numbers (<c>1.234</c>) it has both readings. Dates, periods, lists' own numbers, code and names with digits are no numbers.
/// </summary>
internal static partial class SaidNumbers
{
    private const int FirstYear = 1900;
    private const int LastYear = 2100;
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789.,");

    public static IReadOnlyList<SaidNumber> Read(string text)
    {
        var plain = NoNumbers().Replace(NumberInCode().Replace(text, m => $" {m.Groups["number"].Value} "), m => new string(' ', m.Length));
        List<SaidNumber> found = [];
        foreach (Match match in Number().Matches(plain))
            if (Said(match, plain) is { } said)
                found.Add(said);
        found.AddRange(SpelledNumbers.Read(plain));
        return found;
    }

    private static SaidNumber? Said(Match match, string text)
    {
        var (digits, unit) = (match.Groups["digits"].Value, match.Groups["unit"].Value.Trim().TrimEnd('.').ToLowerInvariant());
        var scale = ScaleOf(unit);
        var readings = ReadingsOf(digits, scale, match.Groups["about"].Success);
        if (readings.IsEmpty)
            return null;
        var written = match.Groups["written"].Value.Trim();
        // Two numbers may stand side by side: "on day 3 100 came".
        var parts = digits.Contains(' ') ? Read(digits.Replace(" ", " ; ", StringComparison.Ordinal)) : [];
        var before = text.AsSpan(0, match.Groups["written"].Index);
        var mayBeYear =
            digits is { Length: 4 }
            && unit.Length == 0
            && !match.Groups["money"].Success
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is >= FirstYear and <= LastYear;
        return new SaidNumber(written, readings)
        {
            IsPercent = unit is "%" or "percent" or "per cent" or "prozent" or "pour cent" or "pp" or "point" or "points",
            MayBeYear = mayBeYear,
            IsYear = mayBeYear && (!Counted().IsMatch(before) || YearThatWas().IsMatch(before)),
            Parts = [.. parts],
        };
    }

    private static ImmutableArray<NumberReading> ReadingsOf(string digits, decimal scale, bool isAbout)
    {
        var isGrouped = digits.AsSpan().ContainsAnyExcept(Plain);
        var plain = string.Concat(digits.Where(c => char.IsAsciiDigit(c) || c is '.' or ','));
        var last = plain.LastIndexOfAny(['.', ',']);
        if (last < 0)
            return [Reading(plain, decimals: 0, scale, isAbout)];
        var decimals = plain.Length - last - 1;
        var whole = string.Concat(plain.Where(char.IsAsciiDigit));
        var asDecimal = Reading(whole, decimals, scale, isAbout);
        var asGroups = Reading(whole, decimals: 0, scale, isAbout);
        var hasBoth = plain.Contains('.') && plain.Contains(',');
        if (hasBoth || isGrouped || decimals != 3 || plain[0] == '0')
            return [asDecimal];
        return plain.Count(c => c is '.' or ',') > 1 ? [asGroups] : [asGroups, asDecimal];
    }

    /// <summary>A number above it is none of a company, and its products would overflow.</summary>
    private const decimal Most = 1e26m;

    private static NumberReading Reading(string digits, int decimals, decimal scale, bool isAbout)
    {
        if (!decimal.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Most / scale || decimals > 20)
            return new NumberReading(decimal.MaxValue, 0);
        var step = 1m;
        for (var i = 0; i < decimals; i++)
            step /= 10;
        number *= step;
        if (decimals == 0 && isAbout)
            step = Math.Max(step, Math.Min(ZerosOf(digits), number / 10));
        // Half of the last digit, and the half itself whichever way it was rounded.
        return new NumberReading(number * scale, step / 2 * scale);
    }

    /// <summary>"About 18,000" is rounded to thousands, "about 100" not to hundreds.</summary>
    private static decimal ZerosOf(string digits)
    {
        var step = 1m;
        for (var i = digits.Length - 1; i > 0 && digits[i] == '0'; i--)
            step *= 10;
        return step;
    }

    private static decimal ScaleOf(string unit) =>
        unit switch
        {
            "k" or "thousand" or "tsd" or "tausend" or "mille" => 1_000m,
            "m" or "mn" or "million" or "millions" or "mio" or "millionen" => 1_000_000m,
            "b" or "bn" or "billion" or "billions" or "mrd" or "milliarde" or "milliarden" or "milliard" or "milliards" => 1_000_000_000m,
            "t" or "tn" or "trillion" => 1_000_000_000_000m,
            _ => 1m,
        };

    [GeneratedRegex(
        @"`\s*(?<number>[-−+]?[$€£¥₹]?\s?\d[\d.,'’\u00a0\u202f\u2009 ]*(?:\s?(?:%|percent|thousand|million|billion|bn|mn|[kmbt]))?)\s*`",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NumberInCode();

    /// <summary>What stands before a number of things, and not before a year.</summary>
    [GeneratedRegex(
        @"\b(?:were|are|was|is|have|has|had|with|only|exactly|about|around|roughly|nearly|almost|total(?:s|led|ling)?|count(?:s|ed)?|got|reached|reaches)\s+\**$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.RightToLeft,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Counted();

    /// <summary>The best year was, the year with most of them was.</summary>
    [GeneratedRegex(
        @"\b(?:years?|jahre?|années?)\b[^.;:!?\n\d]*\b(?:is|was|are|were|ist|war|waren|est|était|sont)\s+\**$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex YearThatWas();

    /// <summary>Dates, times, lists' own numbers, code and links, versions, and names with digits.</summary>
    [GeneratedRegex(
        @"`[^`]*`|\]\([^)]*\)|(?m:^\s*\d{1,3}[.)]\s)"
            + @"|\b\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\b|\b\d{1,2}:\d{2}(?::\d{2})?\b"
            + @"|\b\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2})\b|\b(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+(?:\.\d+){2,}\b"
            + @"|\b"
            + Months
            + @"\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?(?:,?\s+\d{4})?\b"
            + @"|\b\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?"
            + Months
            + @"(?:,?\s+\d{4})?\b"
            + @"|\b(?:[Ww]eek|W|Woche|semaine)\s?\d{1,2}\b|\b\d{1,2}\.\s(?=Quartal|Woche|Monat)|\b\d+-(?=\p{L})"
            + @"|\b(?:top|bottom|first|last|past|next|step)\s+\d{1,4}\b(?!\s?%)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NoNumbers();

    /// <summary>In English, German and French.</summary>
    private const string Months =
        @"(?:jan(?:uary|uar|vier|v)?|feb(?:ruary|ruar)?|févr?(?:ier)?|mar(?:ch|s)?|mär(?:z)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juni|juin|july?|juli|juil(?:let)?"
        + @"|aug(?:ust)?|août|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember)?|déc(?:embre)?)\b\.?";

    [GeneratedRegex(
        @"(?<about>\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|over|under|some|more\ than|less\ than|just\ over|just\ under|close\ to)\s+\**|[~≈]\s?)?"
            + @"(?<written>(?<![\p{L}\d_.,/\#'’])(?:[-−+])?(?<money>[$€£¥₹]\s?|CHF\s)?"
            + @"(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?"
            + @"|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
            + @"(?<unit>\s?(?:%|percent\b|per\ cent\b|prozent\b|pour\ cent\b|pp\b|points?\b|thousand\b|millions?\b|billions?\b|trillion\b|bn\b|mn\b|tn\b"
            + @"|mio\b\.?|mrd\b\.?|tsd\b\.?|tausend\b|millionen\b|milliarden?\b|milliards?\b|mille\b|[kmbt]\b))?)(?![\p{L}\d_])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Number();
}

/// <param name="Written">As it stands in the text.</param>
/// <param name="Readings">What it can mean: <c>1.234</c> is little more than one, or more than a thousand.</param>
internal sealed record SaidNumber(string Written, ImmutableArray<NumberReading> Readings)
{
    /// <summary>A fraction of the rows may stand for it.</summary>
    public bool IsPercent { get; init; }

    /// <summary>Four digits, as years have.</summary>
    public bool MayBeYear { get; init; }

    /// <summary>And they stand where a year does.</summary>
    public bool IsYear { get; init; }

    /// <summary>What it is if a space between its digits parts two numbers; none: there is no such space.</summary>
    public ImmutableArray<SaidNumber> Parts { get; init; } = [];
}

/// <param name="Tolerance">How far a value may be from it and still be written so.</param>
internal readonly record struct NumberReading(decimal Value, decimal Tolerance);
