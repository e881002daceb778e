using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.Evaluation;

/// <summary>Whether a result is the gold's. Numbers may differ by one in a million.</summary>
internal static class ResultComparison
{
    private const decimal Tolerance = 0.000_001m;

    /// <summary>Assignments of columns that are tried: enough for any table that a person would read.</summary>
    private const int MaxAssignments = 5_000;

    /// <summary>The same columns by name, in any order, and the same rows.</summary>
    public static bool IsExact(ResultTable answer, ResultTable gold, GoldOrder? order)
    {
        if (answer.Width != gold.Width)
            return false;
        if (Places(answer, gold) is not { } places)
            return false;
        return SameRows(Project(answer, places), gold, order);
    }

    /// <summary>Each column of the gold is one of the answer's, whatever its name and place, and the rows are the same. Further columns are allowed.</summary>
    public static bool IsLenient(ResultTable answer, ResultTable gold, GoldOrder? order)
    {
        if (answer.Rows.Length != gold.Rows.Length)
            return false;
        if (gold.Rows.IsEmpty)
            return true;
        if (gold.Width > answer.Width)
            return false;
        var candidates = Enumerable
            .Range(0, gold.Width)
            .Select(g => Enumerable.Range(0, answer.Width).Where(a => SameColumn(answer, a, gold, g)).ToArray())
            .ToArray();
        var attempts = 0;
        return Assign([]);

        bool Assign(ImmutableArray<int> chosen)
        {
            if (chosen.Length == gold.Width)
                return attempts++ < MaxAssignments && SameRows(Project(answer, chosen), gold, order);
            foreach (var column in candidates[chosen.Length])
                if (!chosen.Contains(column) && Assign(chosen.Add(column)))
                    return true;
            return false;
        }
    }

    public static bool IsSame(object? a, object? b) =>
        (a, b) switch
        {
            (null, null) => true,
            (decimal x, decimal y) => Math.Abs(x - y) <= Tolerance * Math.Max(1, Math.Max(Math.Abs(x), Math.Abs(y))),
            _ => Equals(a, b),
        };

    /// <summary>Where each column of the gold stands in the answer; null when the names are others.</summary>
    private static ImmutableArray<int>? Places(ResultTable answer, ResultTable gold)
    {
        var places = ImmutableArray.CreateBuilder<int>();
        foreach (var name in gold.Columns)
        {
            var at = Enumerable
                .Range(0, answer.Columns.Length)
                .FirstOrDefault(i => !places.Contains(i) && answer.Columns[i].Equals(name, StringComparison.OrdinalIgnoreCase), -1);
            if (at < 0)
                return null;
            places.Add(at);
        }
        return places.ToImmutable();
    }

    private static ImmutableArray<ImmutableArray<object?>> Project(ResultTable table, ImmutableArray<int> columns) =>
        [.. table.Rows.Select(row => ImmutableArray.CreateRange(columns, column => row[column]))];

    /// <summary>The same values, in whatever order: cheap, before rows are compared.</summary>
    private static bool SameColumn(ResultTable answer, int a, ResultTable gold, int g)
    {
        var found = answer.Rows.Select(row => row[a]).Order(ValueOrder.Instance);
        var wanted = gold.Rows.Select(row => row[g]).Order(ValueOrder.Instance);
        return found.Zip(wanted).All(pair => IsSame(pair.First, pair.Second));
    }

    private static bool SameRows(ImmutableArray<ImmutableArray<object?>> found, ResultTable gold, GoldOrder? order)
    {
        if (found.Length != gold.Rows.Length)
            return false;
        if (order is not null && !order.IsKept(found, gold))
            return false;
        // Rows with the same texts differ by their numbers, and those are few: each takes the first that fits.
        var left = found.GroupBy(TextsOf, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var wanted in gold.Rows)
        {
            if (!left.TryGetValue(TextsOf(wanted), out var rows))
                return false;
            var at = rows.FindIndex(row => IsSameRow(row, wanted));
            if (at < 0)
                return false;
            rows.RemoveAt(at);
        }
        return true;
    }

    public static bool IsSameRow(ImmutableArray<object?> a, ImmutableArray<object?> b) => a.Zip(b).All(pair => IsSame(pair.First, pair.Second));

    private static string TextsOf(ImmutableArray<object?> row) =>
        string.Join('\u001f', row.Select(value => value is decimal ? "#" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "\u0000"));

    private sealed class ValueOrder : IComparer<object?>
    {
        public static readonly ValueOrder Instance = new();

        public int Compare(object? x, object? y) =>
            (x, y) switch
            {
                (decimal a, decimal b) => a.CompareTo(b),
                (string a, string b) => string.CompareOrdinal(a, b),
                (bool a, bool b) => a.CompareTo(b),
                _ => RankOf(x).CompareTo(RankOf(y)),
            };

        private static int RankOf(object? value) =>
            value switch
            {
                null => 0,
                bool => 1,
                decimal => 2,
                _ => 3,
            };
    }
}
