using System.Globalization;
using Workbench.Shared.Answers;

namespace Workbench.Client.Components.Results;

/// <summary>A chart as chart.js draws it: series with their texts, nothing left to decide in the browser but colours.</summary>
public sealed record ChartFigure
{
    private const int MostSeries = 8;
    private const int MostBars = 40;

    /// <summary><c>bar, line, area, pie, scatter</c></summary>
    public required string Type { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }
    public bool IsHorizontal { get; init; }
    public bool IsStacked { get; init; }

    /// <summary><c>date</c>, <c>category</c> or <c>linear</c>.</summary>
    public required string XType { get; init; }

    /// <summary>The categories in order, over all series.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Before each number of the value axis: <c>$</c>.</summary>
    public string? Prefix { get; init; }
    public string? Suffix { get; init; }

    /// <summary>After each number of a linear axis of values below.</summary>
    public string? XSuffix { get; init; }

    /// <summary>d3 format of the value axis; null: shortened with K, M, B.</summary>
    public string? Format { get; init; }

    /// <summary>In pixels, known before the library is there, so that nothing jumps.</summary>
    public required int Height { get; init; }

    /// <summary>What a screen reader says instead of the picture.</summary>
    public required string Summary { get; init; }

    /// <summary>What was left out, in words; null when everything is drawn.</summary>
    public string? Note { get; init; }

    /// <summary>Kinds of chart that suit the result, the answer's own first.</summary>
    public static IReadOnlyList<ChartType> Choices(ResultView result, AnswerChart chart)
    {
        var x = XOf(result, chart);
        if (x < 0 || chart.Type == ChartType.Number)
            return [];
        var isTime = result.Columns[x].Type is ColumnType.Date or ColumnType.Timestamp;
        var canBePie =
            !isTime
            && chart.Series is null
            && chart.Y.Count == 1
            && result.Rows.Count is > 1 and <= MostSeries
            && Numbers(result, chart.Y[0]).All(n => n is >= 0);
        ChartType[] suited =
        [
            chart.Type,
            .. isTime ? new[] { ChartType.Line, ChartType.Area, ChartType.Bar } : [ChartType.Bar],
            .. canBePie ? new[] { ChartType.Pie } : [],
            .. !isTime && chart.Y.Count == 2 ? new[] { ChartType.Scatter } : [],
        ];
        return [.. suited.Distinct()];
    }

    /// <summary>Null when there is nothing to draw.</summary>
    public static ChartFigure? Create(ResultView result, AnswerChart chart, ChartType type)
    {
        var x = XOf(result, chart);
        var ys = chart.Y.Select(name => result.IndexOf(name)).Where(i => i >= 0).ToList();
        if (x < 0 || ys.Count == 0 || result.Rows.Count == 0 || type == ChartType.Number)
            return null;
        // One value axis: what has another unit stands in the table.
        var unit = result.Columns[ys[0]].Unit;
        ys = [.. ys.Where(y => result.Columns[y].Unit == unit)];
        if (type == ChartType.Scatter)
            return Scatter(result, chart, x);
        var isDaily = result.Columns[x] is { Type: ColumnType.Date, Unit: null or "day" or "civil_day" } or { Type: ColumnType.Timestamp };
        var isTime = result.Columns[x].Type is ColumnType.Date or ColumnType.Timestamp;
        var rows = isTime ? result.Rows : [.. result.Rows.Take(type == ChartType.Pie ? MostSeries : MostBars)];
        var all = Split(result, rows, x, ys, result.IndexOf(chart.Series), isDaily);
        var shown = all.Count > MostSeries ? all.OrderByDescending(s => s.Y.Max(y => Math.Abs(y ?? 0))).Take(MostSeries).ToList() : all;
        var categories = isDaily ? [] : rows.Select(r => Name(result, x, r[x])).Distinct().ToList();
        var isHorizontal = type == ChartType.Bar && !isTime && (categories.Count > 6 || categories.Any(c => c.Length > 14));
        return new ChartFigure
        {
            Type = TypeName(type),
            Series = shown,
            IsHorizontal = isHorizontal,
            IsStacked = type == ChartType.Bar && shown.Count > 1 && chart.Series is not null && isTime,
            XType = isDaily ? "date" : "category",
            Categories = categories,
            Prefix = unit is null ? null : ValueText.CurrencySymbol(unit),
            Suffix =
                unit is null or "percent" || ValueText.CurrencySymbol(unit) is not null ? null : " " + (ValueText.HeaderUnit(result.Columns[ys[0]]) ?? unit),
            Format = unit == "percent" ? PercentFormat(shown) : null,
            Height = isHorizontal ? Math.Clamp(categories.Count * Math.Max(1, shown.Count) * 22 + 60, 220, 640) : 300,
            Summary = Describe(result, chart, type, x, ys, rows.Count),
            Note = LeftOut(all.Count - shown.Count, result.Rows.Count - rows.Count),
        };
    }

    private static string? LeftOut(int series, int rows) =>
        series > 0 ? $"The {MostSeries} largest of {series + MostSeries} series are drawn; the table has all."
        : rows > 0 ? $"The first {Amounts.Count(MostBars)} of {Amounts.Count(rows + MostBars)} rows are drawn; the table has all."
        : null;

    private static List<ChartSeries> Split(ResultView result, IReadOnlyList<IReadOnlyList<Cell>> rows, int x, List<int> ys, int series, bool isDaily)
    {
        if (series < 0)
            return [.. ys.Select(y => Line(result, rows, x, y, result.Columns[y].Label, isDaily))];
        return
        [
            .. rows.GroupBy(r => Name(result, series, r[series]))
                .SelectMany(group =>
                    ys.Select(y => Line(result, [.. group], x, y, ys.Count == 1 ? group.Key : $"{group.Key}, {result.Columns[y].Label}", isDaily))
                ),
        ];
    }

    private static ChartSeries Line(ResultView result, IReadOnlyList<IReadOnlyList<Cell>> rows, int x, int y, string name, bool isDaily) =>
        new(
            name,
            [.. rows.Select(r => isDaily ? r[x].ToString() : Name(result, x, r[x]))],
            [.. rows.Select(r => (double?)r[y].Number)],
            [.. rows.Select(r => ValueText.Exact(r[y], result.Columns[y]))]
        );

    private static ChartFigure Scatter(ResultView result, AnswerChart chart, int name)
    {
        var (x, y) = (result.IndexOf(chart.Y[0]), result.IndexOf(chart.Y.Count > 1 ? chart.Y[1] : chart.Y[0]));
        string Hover(IReadOnlyList<Cell> row) =>
            $"{Name(result, name, row[name])}: {ValueText.Exact(row[x], result.Columns[x])}, {ValueText.Exact(row[y], result.Columns[y])}";
        var points = new ChartSeries(
            result.Columns[y].Label,
            [.. result.Rows.Select(r => r[x].Number?.ToString(CultureInfo.InvariantCulture))],
            [.. result.Rows.Select(r => (double?)r[y].Number)],
            [.. result.Rows.Select(Hover)]
        );
        return new ChartFigure
        {
            Type = "scatter",
            Series = [points],
            XType = "linear",
            Prefix = ValueText.CurrencySymbol(result.Columns[y].Unit),
            Format = result.Columns[y].Unit == "percent" ? ".0%" : null,
            Height = 320,
            Summary = $"Scatter chart of {result.Columns[y].Label} over {result.Columns[x].Label}, {Amounts.Count(result.Rows.Count, "point", "points")}.",
        };
    }

    private static string Describe(ResultView result, AnswerChart chart, ChartType type, int x, List<int> ys, int rows)
    {
        var what = string.Join(" and ", ys.Select(y => result.Columns[y].Label));
        var split = result.IndexOf(chart.Series) is >= 0 and var s ? $", split by {result.Columns[s].Label}" : "";
        return $"{char.ToUpperInvariant(TypeName(type)[0])}{TypeName(type)[1..]} chart of {what} by {result.Columns[x].Label}{split}, {Amounts.Count(rows, "row", "rows")}. The table has the numbers.";
    }

    private static int XOf(ResultView result, AnswerChart chart)
    {
        if (result.IndexOf(chart.X) is >= 0 and var named)
            return named;
        for (var i = 0; i < result.Columns.Count; i++)
        {
            if (result.Columns[i].Type is ColumnType.Date or ColumnType.Timestamp or ColumnType.String && result.Columns[i].Name != chart.Series)
                return i;
        }
        return -1;
    }

    private static IEnumerable<decimal?> Numbers(ResultView result, string column) =>
        result.IndexOf(column) is >= 0 and var at ? result.Rows.Select(r => r[at].Number) : [];

    private static string Name(ResultView result, int column, Cell cell) =>
        cell.IsNull ? "(none)" : ValueText.Short(cell, result.Columns[column], result.LabelsOf(result.Columns[column].Name));

    private static string PercentFormat(IReadOnlyList<ChartSeries> series) =>
        series.SelectMany(s => s.Y).Select(y => Math.Abs(y ?? 0)).DefaultIfEmpty().Max() < 0.05 ? ".1%" : ".0%";

    private static string TypeName(ChartType type) =>
        type switch
        {
            ChartType.Bar => "bar",
            ChartType.Line => "line",
            ChartType.Area => "area",
            ChartType.Pie => "pie",
            ChartType.Scatter => "scatter",
            ChartType.Number => "number",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
}

/// <param name="Hover">The exact value of each point, in words.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<string?> X, IReadOnlyList<double?> Y, IReadOnlyList<string> Hover);
