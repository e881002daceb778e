using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.SemanticDraft;

/// <summary>What a sample of a column's values shows.</summary>
internal sealed record ColumnProfile
{
    /// <summary>More different values than this are no categories.</summary>
    public const int MostValues = 60;

    public static readonly ColumnProfile Empty = new();

    /// <summary>Rows looked at.</summary>
    public int Rows { get; init; }

    public int Nulls { get; init; }

    public int Filled => Rows - Nulls;

    public int Distinct { get; init; }

    /// <summary>The different values, the most frequent first; empty when there are more than <see cref="MostValues"/>.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>No other values are in the table, as far as all its rows or its statistics tell.</summary>
    public bool HasAllValues { get; init; }

    /// <summary>A few values, for looking at their form.</summary>
    public ImmutableArray<string> Some { get; init; } = [];

    /// <summary>All different values, of columns that may be keys or refer to some.</summary>
    public IReadOnlySet<string>? Set { get; init; }

    public double AverageLength { get; init; }

    /// <summary>Of dates and timestamps: the different days, the earliest first. Null when only a part of the rows was looked at.</summary>
    public IReadOnlyList<DateOnly>? Days { get; init; }

    public decimal? Least { get; init; }

    public decimal? Greatest { get; init; }

    public bool IsUnique => Rows > 0 && Nulls == 0 && Distinct == Rows;

    /// <summary>With what all rows of the table hold, beyond the sample.</summary>
    public ColumnProfile WithAll(IReadOnlyCollection<string> values)
    {
        ImmutableArray<string> all = [.. Values, .. values.Except(Values, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return this with { Values = all.Length <= MostValues ? all : [], Distinct = Math.Max(Distinct, all.Length), HasAllValues = true };
    }

    public static ColumnProfile Of(IReadOnlyList<string?[]> rows, int column, bool isNumber, bool isTime, bool keepsAll, bool isWhole)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var nulls = 0;
        long letters = 0;
        decimal? least = null;
        decimal? greatest = null;
        foreach (var row in rows)
        {
            if (row[column] is not { } value)
            {
                nulls++;
                continue;
            }

            letters += value.Length;
            counts[value] = counts.GetValueOrDefault(value) + 1;
            if (isNumber && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                least = least is null || number < least ? number : least;
                greatest = greatest is null || number > greatest ? number : greatest;
            }
        }

        var filled = rows.Count - nulls;
        return new ColumnProfile
        {
            Rows = rows.Count,
            Nulls = nulls,
            Distinct = counts.Count,
            Values =
                counts.Count <= MostValues ? [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)] : [],
            HasAllValues = isWhole,
            Some = [.. counts.Keys.Take(100)],
            Set = keepsAll && letters <= 40L * filled ? counts.Keys.ToHashSet(StringComparer.Ordinal) : null,
            Days = isTime && isWhole ? DaysOf(counts.Keys) : null,
            AverageLength = filled == 0 ? 0 : (double)letters / filled,
            Least = least,
            Greatest = greatest,
        };
    }

    private static List<DateOnly> DaysOf(IEnumerable<string> values)
    {
        var days = new SortedSet<DateOnly>();
        foreach (var value in values)
        {
            if (value.Length >= 10 && DateOnly.TryParseExact(value.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                days.Add(day);
        }

        return [.. days];
    }
}
