using System.Text.RegularExpressions;

namespace Workbench.Server.Models.Redaction;

/// <summary>Finds what is known by its form. Each form has a check of its own, so that an order number is no card and a date no phone.</summary>
internal static partial class SensitivePatterns
{
    private const int ShortestPhone = 8;
    private const int LongestPhone = 15;

    public static IEnumerable<FoundValue> Find(string text, SensitiveKinds kinds)
    {
        if (kinds.HasFlag(SensitiveKinds.Key) && text.Length >= 16)
            foreach (Match match in Key().Matches(text))
                yield return new FoundValue(match.Groups["key"].Index, match.Groups["key"].Length, SensitiveKinds.Key);
        if (kinds.HasFlag(SensitiveKinds.Email) && text.Contains('@'))
            foreach (Match match in Email().Matches(text))
                if (!IsPicture(match.ValueSpan))
                    yield return new FoundValue(match.Index, match.Length, SensitiveKinds.Email);
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
            yield break;
        if (kinds.HasFlag(SensitiveKinds.Iban))
            foreach (Match match in IbanStart().Matches(text))
                if (Checksums.IbanLength(text, match.Index) is var length and > 0)
                    yield return new FoundValue(match.Index, length, SensitiveKinds.Iban);
        if (kinds.HasFlag(SensitiveKinds.Card))
            foreach (Match match in Card().Matches(text))
                if (IsApart(text, match) && Checksums.IsCard(match.ValueSpan))
                    yield return new FoundValue(match.Index, match.Length, SensitiveKinds.Card);
        if (kinds.HasFlag(SensitiveKinds.Phone))
            foreach (Match match in Phone().Matches(text))
                if (IsApart(text, match) && match.ValueSpan.Length - NonDigits(match.ValueSpan) is >= ShortestPhone and <= LongestPhone)
                    yield return new FoundValue(match.Index, match.Length, SensitiveKinds.Phone);
    }

    /// <summary><c>logo@2x.png</c>: a density, and no domain; <c>name@company.example.png</c> is the address of somebody.</summary>
    private static bool IsPicture(ReadOnlySpan<char> text) =>
        text[(text.IndexOf('@') + 1)..] is var behind
        && behind.IndexOf('.') is var dot
        && dot == behind.LastIndexOf('.')
        && dot > 1
        && behind[dot - 1] == 'x'
        && !behind[..(dot - 1)].ContainsAnyExceptInRange('0', '9')
        && behind[(dot + 1)..] is var end
        && (
            end.Equals("png", StringComparison.OrdinalIgnoreCase)
            || end.Equals("jpg", StringComparison.OrdinalIgnoreCase)
            || end.Equals("jpeg", StringComparison.OrdinalIgnoreCase)
            || end.Equals("gif", StringComparison.OrdinalIgnoreCase)
            || end.Equals("webp", StringComparison.OrdinalIgnoreCase)
            || end.Equals("avif", StringComparison.OrdinalIgnoreCase)
            || end.Equals("svg", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsApart(string text, Match match) =>
        (match.Index == 0 || !char.IsLetterOrDigit(text[match.Index - 1]))
        && (match.Index + match.Length == text.Length || !char.IsLetterOrDigit(text[match.Index + match.Length]));

    private static int NonDigits(ReadOnlySpan<char> text)
    {
        var others = 0;
        foreach (var c in text)
            others += char.IsAsciiDigit(c) ? 0 : 1;
        return others;
    }

    [GeneratedRegex(
        @"[\p{L}\p{Nd}._%+'-]{1,64}@(?:[\p{L}\p{Nd}](?:[\p{L}\p{Nd}-]{0,62}[\p{L}\p{Nd}])?\.){1,8}\p{L}{2,24}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Email();

    /// <summary>In one piece, or in the groups that are printed on cards.</summary>
    [GeneratedRegex(
        @"[2-6]\d{12,18}|[2-6]\d{3}(?: \d{4}){3}(?: \d{1,3})?|[2-6]\d{3}(?:-\d{4}){3}(?:-\d{1,3})?|3[47]\d{2}[ -]\d{6}[ -]\d{5}|3\d{3}[ -]\d{6}[ -]\d{4}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Card();

    [GeneratedRegex(@"[A-Z]{2}[0-9]{2} ?[0-9A-Z]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IbanStart();

    /// <summary>With a country's number before it, or as in North America: other local forms look like any number.</summary>
    [GeneratedRegex(
        @"\+\d{1,3}(?:[ .\-/]{0,1}\(?\d{1,5}\)?){2,6}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}-\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Phone();

    /// <summary>Forms that makers of keys have given them so that they can be found.</summary>
    [GeneratedRegex(
        @"(?<key>\b(?:sk|pk|rk)[-_](?:(?:live|test|proj|ant|or|svcacct)[-_])?[A-Za-z0-9_-]{16,200}|\bgh[opsur]_[A-Za-z0-9]{20,255}|\bgithub_pat_[A-Za-z0-9_]{20,255}"
            + @"|\bglpat-[A-Za-z0-9_-]{16,100}|\bwbk_[0-9a-f]{12}_[A-Za-z0-9_-]{20,60}|\bnpm_[A-Za-z0-9]{30,60}|\bxox[abeprs]-[A-Za-z0-9-]{10,250}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}"
            + @"|\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}"
            + @"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{1,10000}-----END [A-Z ]{0,40}PRIVATE KEY-----)"
            + @"|\b[Bb]earer (?<key>[A-Za-z0-9._~+/-]{20,4000}=*)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex Key();
}

internal readonly record struct FoundValue(int Start, int Length, SensitiveKinds Kind);
