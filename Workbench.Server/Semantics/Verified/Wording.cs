using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Verified;

/// <summary>A question without what does not change it: case, marks, articles and politeness.</summary>
internal static partial class Wording
{
    private static readonly FrozenSet<string> Small = Words("an the our we my please thanks can could you show give tell what whats is are now");

    /// <summary>What the planner's reading says already, in whatever words.</summary>
    private static readonly FrozenSet<string> Structure = Words(
        "by per for each of in at on to from with and or how many much which who whom whose was were do does did have has had there that this it its their they as"
    );

    /// <summary>Before the person, not the state or the roman number: "could I see", "how much do I".</summary>
    private static readonly FrozenSet<string> BeforeI = Words("can could may do did should would have if when that what how please and as");

    private static readonly FrozenSet<string> BeforeMe = Words("show give tell let get send");

    /// <summary>Number of a noun and order of the words are kept: "which customer" asks for one, "which customers" for several.</summary>
    public static string NormalForm(string question)
    {
        var all = Split(question);
        var kept = all.Where(w => !w.IsSmall).ToList();
        return string.Join(' ', (kept.Count > 0 ? kept : all).Select(w => w.Text));
    }

    /// <summary>Roots of the words that carry a meaning, but for those that <paramref name="used"/> names.</summary>
    public static FrozenSet<string> Left(string question, IEnumerable<string> used)
    {
        var gone = used.SelectMany(Split).Select(w => w.Text).ToHashSet(StringComparer.Ordinal);
        return Split(question)
            .Where(w => !gone.Contains(w.Text) && !w.IsSmall && (w.IsAbbreviation || !Structure.Contains(w.Text)))
            .Select(w => WordForms.Root(w.Text))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    private static List<Written> Split(string text)
    {
        var words = Word()
            .Matches(text.Replace('’', '\''))
            .Select(m => char.IsLetterOrDigit(m.Value[0]) ? m.Value.TrimEnd('.', '-', '\'') : Sign(m.Value))
            .Select(w => w.EndsWith("'s", StringComparison.OrdinalIgnoreCase) ? w[..^2] : w)
            .Where(w => w.Length > 0)
            .ToList();
        var lower = words.ConvertAll(w => w.ToLowerInvariant());
        // Where all is in capitals they say nothing.
        var isShouted = !text.Any(char.IsLower);
        return
        [
            .. words.Select(
                (word, i) =>
                {
                    var isAbbreviation = !isShouted && word.Length is 2 or 3 && word.All(char.IsUpper);
                    return new Written(lower[i], isAbbreviation, !isAbbreviation && IsSmall(lower, i, word));
                }
            ),
        ];
    }

    /// <summary>"Show us", but not "revenue in us"; "a customer", but not "plan A" or "on plan a in March".</summary>
    private static bool IsSmall(List<string> words, int i, string written) =>
        words[i] switch
        {
            "us" or "me" => i > 0 && BeforeMe.Contains(words[i - 1]),
            "i" => i == 0 || BeforeI.Contains(words[i - 1]),
            "a" => (i == 0 || written == "a") && i + 1 < words.Count && !Structure.Contains(words[i + 1]) && char.IsLetterOrDigit(words[i + 1][0]),
            var word => Small.Contains(word),
        };

    private static string Sign(string sign) =>
        sign switch
        {
            "≤" => "<=",
            "≥" => ">=",
            "≠" or "<>" => "!=",
            "−" or "–" => "-",
            _ => sign,
        };

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}'._-]*|!=|<>|[<>]=|[-−–](?=[.$€£]?\p{N})|[<>=≤≥≠%$€£+]", RegexOptions.None, 1_000)]
    private static partial Regex Word();

    /// <param name="Text">In lower case.</param>
    /// <param name="IsAbbreviation">Written in capitals: "US", "IT".</param>
    /// <param name="IsSmall">The question means the same without it.</param>
    private sealed record Written(string Text, bool IsAbbreviation, bool IsSmall);
}
