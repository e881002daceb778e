namespace Workbench.Server.Comparisons;

/// <summary>Lays two sequences side by side so that as much as can be stands beside its like, in order.</summary>
internal static class Alignment
{
    /// <summary>Beyond so many cells the middle is laid side by side as it comes: 16 MB.</summary>
    private const long MaxCells = 4_000_000;

    /// <param name="likeness">Of two items: 0, they cannot stand side by side.</param>
    public static List<(int? A, int? B)> Of(int a, int b, Func<int, int, int> likeness, int most)
    {
        List<(int? A, int? B)> pairs = [];
        var head = 0;
        while (head < a && head < b && likeness(head, head) == most)
            pairs.Add((head, head++));
        var tail = 0;
        while (tail < a - head && tail < b - head && likeness(a - 1 - tail, b - 1 - tail) == most)
            tail++;
        pairs.AddRange(Middle(head, a - tail, b - tail, likeness));
        for (var i = tail; i > 0; i--)
            pairs.Add((a - i, b - i));
        return pairs;
    }

    private static IEnumerable<(int? A, int? B)> Middle(int from, int a, int b, Func<int, int, int> likeness)
    {
        var (rows, columns) = (a - from, b - from);
        if ((long)rows * columns > MaxCells)
        {
            for (var i = 0; i < Math.Max(rows, columns); i++)
            {
                var isLike = i < rows && i < columns && likeness(from + i, from + i) > 0;
                if (isLike)
                    yield return (from + i, from + i);
                if (!isLike && i < rows)
                    yield return (from + i, null);
                if (!isLike && i < columns)
                    yield return (null, from + i);
            }
            yield break;
        }
        // The best sum of likenesses from each cell to the end.
        var best = new int[rows + 1, columns + 1];
        for (var i = rows - 1; i >= 0; i--)
        for (var j = columns - 1; j >= 0; j--)
        {
            var like = likeness(from + i, from + j);
            best[i, j] = Math.Max(Math.Max(best[i + 1, j], best[i, j + 1]), like > 0 ? like + best[i + 1, j + 1] : 0);
        }
        var (x, y) = (0, 0);
        while (x < rows || y < columns)
        {
            if (x < rows && y < columns && likeness(from + x, from + y) is > 0 and var like && best[x, y] == like + best[x + 1, y + 1])
                yield return (from + x++, from + y++);
            else if (y >= columns || (x < rows && best[x + 1, y] >= best[x, y + 1]))
                yield return (from + x++, null);
            else
                yield return (null, from + y++);
        }
    }
}
