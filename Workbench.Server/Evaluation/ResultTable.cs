using System.Collections.Immutable;
using System.Globalization;
using Workbench.Shared.Answers;

namespace Workbench.Server.Evaluation;

/// <summary>A result to be compared: values are null, text, <see cref="decimal"/> or <see cref="bool"/>.</summary>
internal sealed record ResultTable(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<object?>> Rows)
{
    public int Width => Rows.IsEmpty ? Columns.Length : Rows[0].Length;

    public static ImmutableArray<object?> Values(IReadOnlyList<Cell> row) => [.. row.Select(ValueOf)];

    private static object? ValueOf(Cell cell) =>
        cell switch
        {
            { IsNull: true } => null,
            { Value: bool flag } => flag,
            { Number: { } number } => number,
            _ => TextOf(cell.ToString()),
        };

    /// <summary>Midnight is a day, whichever type the column has; instants are told in UTC.</summary>
    private static string TextOf(string text)
    {
        if (text.Length < 19 || text[4] != '-' || text[10] is not ('T' or ' '))
            return text;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
            return text;
        return instant.TimeOfDay == TimeSpan.Zero
            ? instant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }
}
