namespace Workbench.Server.Semantics.Expressions;

/// <summary>The names that a misspelt one may stand for.</summary>
public static class NearestNames
{
    /// <summary>At most three, nearest first; empty when none is near.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known)
    {
        var allowed = Math.Max(1, (name.Length + 1) / 3);
        return
        [
            .. known
                .Distinct(StringComparer.Ordinal)
                .Select(candidate => (candidate, distance: Rank(name, candidate, allowed)))
                .Where(c => c.distance <= allowed)
                .OrderBy(c => c.distance)
                .ThenBy(c => c.candidate, StringComparer.Ordinal)
                .Take(3)
                .Select(c => c.candidate),
        ];
    }

    /// <summary>" Did you mean a or b?", or nothing.</summary>
    public static string Suggest(string name, IEnumerable<string> known) =>
        Of(name, known) is { Count: > 0 } near ? $" Did you mean {string.Join(" or ", near)}?" : "";

    private static int Rank(string name, string candidate, int allowed)
    {
        if (string.Equals(name, candidate, StringComparison.OrdinalIgnoreCase))
            return 0;
        // `region` for `account.region`, `synonym` for `synonyms`.
        if (
            name.Length >= 4
            && (candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase) || candidate.EndsWith("." + name, StringComparison.OrdinalIgnoreCase))
        )
            return 1;
        return EditDistance(name, candidate, allowed);
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours, without regard to case; more than <paramref name="atMost"/> is not told apart.</summary>
    public static int EditDistance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int atMost = int.MaxValue - 1)
    {
        if (Math.Abs(a.Length - b.Length) > atMost)
            return atMost + 1;
        Span<int> beforeLast = b.Length < 128 ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        Span<int> last = b.Length < 128 ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        Span<int> row = b.Length < 128 ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var best = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var cost = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (
                    i > 1
                    && j > 1
                    && char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 2])
                    && char.ToLowerInvariant(a[i - 2]) == char.ToLowerInvariant(b[j - 1])
                )
                    cost = Math.Min(cost, beforeLast[j - 2] + 1);
                row[j] = cost;
                best = Math.Min(best, cost);
            }
            if (best > atMost)
                return atMost + 1;
            var reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
        }
        return last[b.Length];
    }
}
