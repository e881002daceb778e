using System.Collections.Frozen;

namespace Workbench.Server.Models.Redaction;

/// <summary>The check digits that cards and bank accounts carry.</summary>
internal static class Checksums
{
    private const int ShortestCard = 13;

    /// <summary>ISO 13616: how long an account's number is in each country.</summary>
    private static readonly FrozenDictionary<string, int> IbanLengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 "
        + "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 "
        + "SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
    )
        .Split(' ')
        .ToFrozenDictionary(c => c[..2], c => int.Parse(c[2..], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Luhn's: every second digit from the right is doubled, and the sum of all digits ends with 0.</summary>
    public static bool IsCard(ReadOnlySpan<char> text)
    {
        var (sum, digits) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var digit = text[i] - '0';
            if (digits++ % 2 == 1)
                digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return digits >= ShortestCard && sum % 10 == 0;
    }

    /// <returns>How many characters the account's number takes from there, with single spaces between its groups; 0 when none stands there.</returns>
    public static int IbanLength(string text, int start)
    {
        if ((start > 0 && char.IsLetterOrDigit(text[start - 1])) || !IbanLengths.TryGetValue(text.Substring(start, 2), out var length))
            return 0;
        Span<char> compact = stackalloc char[length];
        var (taken, i) = (0, start);
        for (; taken < length && i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) || char.IsAsciiLetterUpper(text[i]))
                compact[taken++] = text[i];
            else if (text[i] != ' ' || text[i - 1] == ' ')
                return 0;
        }
        if (taken < length || (i < text.Length && char.IsLetterOrDigit(text[i])))
            return 0;
        // ISO 7064: the first four characters go to the end, letters are two digits, and 97 leaves 1.
        var rest = 0;
        for (var k = 0; k < length; k++)
        {
            var c = compact[(k + 4) % length];
            rest = char.IsAsciiDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
        }
        return rest == 1 ? i - start : 0;
    }
}
