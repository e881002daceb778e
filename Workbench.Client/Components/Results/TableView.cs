using System.Globalization;
using Workbench.Shared.Answers;

namespace Workbench.Client.Components.Results;

/// <summary>A result as a table: units in the header, numbers of a column with the same decimals, the exact value on hover.</summary>
public sealed record TableView(IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows)
{
    public static TableView Create(ResultView result, TableSort? sort = null)
    {
        var columns = result.Columns.Select((column, at) => Column(column, result.Rows.Select(r => r[at]), sort?.Column == at ? sort : null)).ToList();
        var rows = result.Rows.Select(row => new TableRow([.. row.Select((cell, at) => Show(cell, columns[at], result.LabelsOf(columns[at].Of.Name)))], row));
        if (sort is not null)
        {
            var comparer = Comparer<Cell>.Create(Compare);
            // NULLs last in both directions; rows that tie keep the order of the result.
            var valued = rows.OrderBy(r => r.Values[sort.Column].IsNull ? 1 : 0);
            rows = sort.IsDescending ? valued.ThenByDescending(r => r.Values[sort.Column], comparer) : valued.ThenBy(r => r.Values[sort.Column], comparer);
        }
        return new TableView(columns, [.. rows]);
    }

    private static TableColumn Column(ResultColumn column, IEnumerable<Cell> cells, TableSort? sort)
    {
        var isNumber = column.Type is ColumnType.Integer or ColumnType.Decimal;
        var isMeasure = isNumber && !(column.Unit is not null && ValueText.HeaderUnit(column) is null);
        return new TableColumn(
            column,
            column.Label,
            ValueText.HeaderUnit(column),
            isMeasure,
            isMeasure ? Decimals(column, cells) : 0,
            sort is null ? "none"
                : sort.IsDescending ? "descending"
                : "ascending"
        );
    }

    private static int Decimals(ResultColumn column, IEnumerable<Cell> cells)
    {
        if (column.Type == ColumnType.Integer)
            return 0;
        var numbers = cells.Select(c => c.Number).OfType<decimal>().Select(n => column.Unit == "percent" ? n * 100 : n).ToList();
        if (numbers.Count == 0 || numbers.TrueForAll(n => n == Math.Truncate(n)))
            return 0;
        var largest = numbers.Max(Math.Abs);
        return column.Unit == "percent" ? (largest < 1 ? 2 : 1)
            : largest >= 1000 ? 0
            : largest >= 1 ? 2
            : 4;
    }

    private static TableCell Show(Cell cell, TableColumn column, IReadOnlyDictionary<string, string>? labels)
    {
        if (cell.IsNull)
            return new TableCell(ValueText.Missing, "No value", IsMissing: true);
        var exact = ValueText.Exact(cell, column.Of, labels);
        if (!column.IsNumber || cell.Number is not { } number)
            return new TableCell(ValueText.Short(cell, column.Of, labels), column.Of.Type == ColumnType.String ? null : cell.ToString(), IsMissing: false);
        var shown = column.Of.Unit == "percent" ? number * 100 : number;
        var text = Math.Round(shown, column.Decimals, MidpointRounding.AwayFromZero)
            .ToString("#,0." + new string('0', column.Decimals), CultureInfo.InvariantCulture);
        return new TableCell(text, exact, IsMissing: false);
    }

    private static int Compare(Cell left, Cell right) =>
        left.Number is { } a && right.Number is { } b ? a.CompareTo(b) : StringComparer.OrdinalIgnoreCase.Compare(left.ToString(), right.ToString());
}

/// <param name="IsNumber">Aligned right.</param>
/// <param name="AriaSort"><c>none, ascending, descending</c></param>
public sealed record TableColumn(ResultColumn Of, string Label, string? Unit, bool IsNumber, int Decimals, string AriaSort);

public sealed record TableRow(IReadOnlyList<TableCell> Cells, IReadOnlyList<Cell> Values);

public sealed record TableCell(string Text, string? Exact, bool IsMissing);

public sealed record TableSort(int Column, bool IsDescending)
{
    /// <summary>What a click on a header does: numbers begin with the largest, words with A; the third click is the result's own order.</summary>
    public static TableSort? Next(TableSort? now, int column, bool isNumber) =>
        now?.Column != column ? new TableSort(column, isNumber)
        : now.IsDescending == isNumber ? new TableSort(column, !isNumber)
        : null;
}
