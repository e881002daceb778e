using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Workbench.Server.Agents;

/// <summary>Numbers that a text writes in English words: <c>twelve hundred</c>, <c>two and a half million</c>, <c>six percent</c>.</summary>
internal static partial class SpelledNumbers
{
    /// <summary>Below it words count what the text itself speaks of: <c>both regions</c>, <c>two reasons</c>.</summary>
    private const decimal Least = 10;

    private static readonly FrozenDictionary<string, decimal> Ones = Numbered(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        (_, i) => i + 1
    );

    private static readonly FrozenDictionary<string, decimal> Tens = Numbered("twenty thirty forty fifty sixty seventy eighty ninety", (_, i) => (i + 2) * 10);

    private static readonly FrozenDictionary<string, decimal> Scales = Numbered(
        "dozen hundred thousand million billion trillion",
        (word, _) =>
            word switch
            {
                "dozen" => 12,
                "hundred" => 100,
                "thousand" => 1_000,
                "million" => 1_000_000,
                "billion" => 1_000_000_000,
                _ => 1_000_000_000_000,
            }
    );

    public static IEnumerable<SaidNumber> Read(string text)
    {
        foreach (Match match in Words().Matches(text))
        {
            var (value, step) = ValueOf(match.Groups["word"].Captures.Select(c => c.Value.ToLowerInvariant()));
            if (match.Groups["half"].Success)
            {
                var scale = match.Groups["scale"] is { Success: true, Value: var of } ? Scales[of.ToLowerInvariant()] : 1;
                (value, step) = ((value + 0.5m) * scale, scale / 10);
            }
            var isPercent = match.Groups["percent"].Success;
            if (value >= Least || isPercent)
                yield return new SaidNumber(match.Value.Trim(), [new NumberReading(value, step / 2)]) { IsPercent = isPercent };
        }
    }

    /// <returns>And to what it is rounded: <c>twelve hundred</c> to hundreds.</returns>
    private static (decimal Value, decimal Step) ValueOf(IEnumerable<string> words)
    {
        var (total, current, step) = (0m, 0m, 1m);
        foreach (var word in words)
        {
            if (!Scales.TryGetValue(word, out step))
                (current, step) = (current + (Ones.TryGetValue(word, out var one) ? one : Tens[word]), 1);
            else if (step <= 100)
                current = Math.Clamp(current, 1, Most) * step;
            else
                (total, current) = (total + (Math.Clamp(current, 1, Most) * step), 0);
        }
        return (total + current, step);
    }

    /// <summary>"hundred hundred hundred …" ends somewhere.</summary>
    private const decimal Most = 1e12m;

    private static FrozenDictionary<string, decimal> Numbered(string words, Func<string, int, decimal> number) =>
        words.Split(' ').Select((w, i) => KeyValuePair.Create(w, number(w, i))).ToFrozenDictionary(StringComparer.Ordinal);

    private const string Small =
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
        + "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";

    private const string Large = "dozen|hundred|thousand|million|billion|trillion";

    [GeneratedRegex(
        @"(?<!\b(?:top|bottom|first|last|past|next|step|week)\s)(?<![\p{L}\d.,-])(?:an?\s+(?<word>"
            + Large
            + @")|(?<word>"
            + Small
            + @"))\b(?:(?:(?<=\b(?:hundred|thousand|million|billion|trillion))\s+and\s+|[\s-]+)(?<word>"
            + Small
            + "|"
            + Large
            + @")\b)*(?:(?<half>\s+and\s+a\s+half\b)(?:\s+(?<scale>"
            + Large
            + @")\b)?)?(?<percent>[\s-]+per\s?cent\b|[\s-]+percentage\s+points?\b|\s?%)?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Words();
}
