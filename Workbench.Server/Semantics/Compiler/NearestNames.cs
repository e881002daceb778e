using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Suggests names for one that does not exist, by edit distance.</summary>
internal static class NearestNames
{
    public static ImmutableArray<string> Of(string written, IEnumerable<string> known, int atMost = 3)
    {
        var budget = Math.Max(2, written.Length / 3);
        return
        [
            .. known
                .Distinct(StringComparer.Ordinal)
                .Select(name => (name, distance: Contains(name, written) ? 1 : Distance(written, name, budget)))
                .Where(n => n.distance <= budget)
                .OrderBy(n => n.distance)
                .ThenBy(n => n.name, StringComparer.Ordinal)
                .Take(atMost)
                .Select(n => n.name),
        ];
    }

    private static bool Contains(string name, string written) =>
        written.Length >= 4
        && (name.Contains(written, StringComparison.OrdinalIgnoreCase) || (name.Length >= 4 && written.Contains(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Insertions, deletions, replacements and swaps of neighbours; stops counting beyond <paramref name="budget"/>.</summary>
    private static int Distance(string a, string b, int budget)
    {
        if (Math.Abs(a.Length - b.Length) > budget)
            return budget + 1;
        var (before, previous, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var isSame = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (isSame ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[b.Length];
    }
}
