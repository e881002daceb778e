using Workbench.Shared.Answers;

namespace Workbench.Client.Components.Results;

/// <summary>A number that is the answer, with its change against the period that it was compared with.</summary>
/// <param name="Direction"><c>up, down, flat</c>, or null without a comparison.</param>
public sealed record NumberTile(string Label, string Value, string Exact, string? Change, string? Direction, string? Before)
{
    private const int MostTiles = 4;

    /// <summary>Tiles for a result of one row; none for more rows or too many numbers.</summary>
    public static IReadOnlyList<NumberTile> Create(ResultView result)
    {
        if (result.Rows.Count != 1)
            return [];
        var tiles = new List<NumberTile>();
        for (var i = 0; i < result.Columns.Count; i++)
        {
            var column = result.Columns[i];
            if (column.Type is ColumnType.Integer or ColumnType.Decimal && !IsCompanion(column.Name, result))
                tiles.Add(Tile(result, column, result.Rows[0][i]));
        }
        return tiles.Count <= MostTiles ? tiles : [];
    }

    private static NumberTile Tile(ResultView result, ResultColumn column, Cell cell)
    {
        var before = result.IndexOf(column.Name + ".previous") is >= 0 and var at ? result.Rows[0][at] : default;
        var change = ValueText.Change(cell.Number, before.Number, column.Unit);
        return new NumberTile(
            column.Label,
            ValueText.Short(cell, column),
            ValueText.Exact(cell, column),
            change?.TrimStart('+', '-'),
            change is null ? null
                : cell.Number == before.Number ? "flat"
                : cell.Number > before.Number ? "up"
                : "down",
            before.Number is null ? null : $"from {ValueText.Short(before, column)}"
        );
    }

    private static bool IsCompanion(string name, ResultView result) =>
        name.LastIndexOf('.') is > 0 and var dot
        && name[(dot + 1)..] is ("previous" or "change" or "change_pct" or "share")
        && result.IndexOf(name[..dot]) >= 0;
}
