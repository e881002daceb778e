using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Verified;

/// <summary>A question without what does not change it: case, marks, articles and politeness.</summary>
internal static partial class Wording
{
    private static readonly FrozenSet<string> Small = Words("a an the our we us my me i please thanks can could you show give tell what whats is are now");

    /// <summary>What the planner's reading says already, in whatever words.</summary>
    private static readonly FrozenSet<string> Structure = Words(
        "by per for each of in at on to from with and or how many much which who whom whose was were do does did have has had there that this it its their they as"
    );

    /// <summary>Number of a noun and order of the words are kept: "which customer" asks for one, "which customers" for several.</summary>
    public static string NormalForm(string question)
    {
        var all = Split(question).ToList();
        var kept = all.Where(w => !Small.Contains(w)).ToList();
        return string.Join(' ', kept.Count > 0 ? kept : all);
    }

    /// <summary>Roots of the words that carry a meaning, but for those that <paramref name="used"/> names.</summary>
    public static FrozenSet<string> Left(string question, IEnumerable<string> used)
    {
        var gone = used.SelectMany(Split).ToHashSet(StringComparer.Ordinal);
        return Split(question)
            .Where(w => !gone.Contains(w) && !Small.Contains(w) && !Structure.Contains(w))
            .Select(WordForms.Root)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Split(string text) =>
        Word()
            .Matches(text.ToLowerInvariant().Replace('’', '\''))
            .Select(m => m.Value.TrimEnd('.', '-', '\''))
            .Select(w => w.EndsWith("'s", StringComparison.Ordinal) ? w[..^2] : w)
            .Where(w => w.Length > 0);

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}'._-]*|[<>=%$€£+]", RegexOptions.None, 1_000)]
    private static partial Regex Word();
}
