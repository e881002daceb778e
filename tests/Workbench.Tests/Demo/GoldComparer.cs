using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Tests.Demo;

/// <summary>
/// Says whether an answer holds the gold: every column of the gold is one of the answer's, whatever its name and place, and the rows are
/// the same. Further columns are allowed (a label, a change), further rows are not. A row whose every number is NULL or 0 may be missing:
/// it says the same as no row.
/// </summary>
internal static class GoldComparer
{
    // Columns of the gold against columns of an answer: few enough to try.
    private const int MaxAttempts = 5000;

    public static bool Holds(ResultTable answer, ResultTable gold, bool isRanking)
    {
        if (gold.Width > answer.Width)
            return false;

        var wanted = isRanking ? gold.Rows : Telling(gold.Rows);
        var attempts = 0;
        return Assign([]);

        bool Assign(ImmutableArray<int> chosen)
        {
            if (chosen.Length == gold.Width)
            {
                return attempts++ < MaxAttempts
                    && SameRows(wanted, [.. answer.Rows.Select(row => ImmutableArray.CreateRange(chosen, column => row[column]))], isRanking);
            }

            for (var column = 0; column < answer.Width; column++)
            {
                if (!chosen.Contains(column) && MayBe(answer, column, wanted, chosen.Length) && Assign(chosen.Add(column)))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Cheap: every value of the gold's column occurs in the answer's.</summary>
    private static bool MayBe(ResultTable answer, int column, ImmutableArray<ImmutableArray<object?>> wanted, int goldColumn)
    {
        if (wanted.IsEmpty)
            return true;

        var first = wanted[0][goldColumn];
        return answer.Rows.Any(row => Same(row[column], first));
    }

    private static bool SameRows(ImmutableArray<ImmutableArray<object?>> wanted, ImmutableArray<ImmutableArray<object?>> found, bool isRanking)
    {
        if (isRanking)
            return found.Length >= wanted.Length && SameRanking(wanted, found[..wanted.Length]);

        found = Telling(found);
        return found.Length == wanted.Length
            && Sorted(wanted).Zip(Sorted(found)).All(pair => pair.First.Zip(pair.Second).All(cell => Same(cell.Second, cell.First)));
    }

    /// <summary>The numbers come in this order. Rows with the same numbers may change places; which of them are there when the cut falls among them is anybody's choice.</summary>
    private static bool SameRanking(ImmutableArray<ImmutableArray<object?>> wanted, ImmutableArray<ImmutableArray<object?>> found)
    {
        if (!HasNumbers(wanted))
            return wanted.Zip(found).All(pair => pair.First.Zip(pair.Second).All(cell => Same(cell.Second, cell.First)));

        for (var i = 0; i < wanted.Length; i++)
        {
            if (!wanted[i].Zip(found[i]).All(cell => cell.First is not decimal || Same(cell.Second, cell.First)))
                return false;

            var ties = wanted.Where(row => SameNumbers(row, wanted[i])).ToList();
            if (!SameNumbers(wanted[i], wanted[^1]) && !ties.Exists(row => row.Zip(found[i]).All(cell => Same(cell.Second, cell.First))))
                return false;
        }

        // The last place alone is no tie.
        return wanted.Count(row => SameNumbers(row, wanted[^1])) > 1 || wanted[^1].Zip(found[^1]).All(cell => Same(cell.Second, cell.First));
    }

    private static bool SameNumbers(ImmutableArray<object?> a, ImmutableArray<object?> b) =>
        a.Zip(b).All(cell => cell.First is not decimal || Same(cell.First, cell.Second));

    private static ImmutableArray<ImmutableArray<object?>> Telling(ImmutableArray<ImmutableArray<object?>> rows) =>
        rows.Length <= 1
            ? rows
            : [.. rows.Where(row => !row.Any(cell => cell is decimal or null) || row.Any(cell => cell is decimal and not 0m) || !HasNumbers(rows))];

    private static bool HasNumbers(ImmutableArray<ImmutableArray<object?>> rows) => rows.Any(row => row.Any(cell => cell is decimal));

    // By the texts first: numbers that differ in the last digits do not change the order of rows with keys.
    private static IEnumerable<ImmutableArray<object?>> Sorted(ImmutableArray<ImmutableArray<object?>> rows) =>
        rows.OrderBy(row => string.Join('|', row.Where(cell => cell is not decimal)), StringComparer.Ordinal)
            .ThenBy(
                row =>
                    string.Join(
                        '|',
                        row.OfType<decimal>().Select(number => Math.Round(number, 3).ToString("00000000000000000000.000", CultureInfo.InvariantCulture))
                    ),
                StringComparer.Ordinal
            );

    private static bool Same(object? answer, object? gold) =>
        (answer, gold) switch
        {
            (null, null) => true,
            (decimal a, decimal b) => Math.Abs(a - b) <= 0.000_001m * Math.Max(Math.Abs(a), Math.Abs(b)) + 0.000_000_001m,
            _ => Equals(answer, gold),
        };
}
