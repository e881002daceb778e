using Workbench.Client.Components.Results;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Client;

/// <summary>Small results to make views of.</summary>
internal static class Results
{
    public static ResultColumn Text(string name) => new(name, name, ColumnType.String);

    public static ResultColumn Usd(string name) => new(name, name, ColumnType.Decimal, "USD");

    public static ResultColumn Percent(string name) => new(name, name, ColumnType.Decimal, "percent");

    public static ResultColumn Month(string name) => new(name, name, ColumnType.Date, "month");

    public static ResultView Of(ResultColumn[] columns, params object?[][] rows) =>
        ResultView.Create(columns, [.. rows.Select(r => (IReadOnlyList<Cell>)[.. r.Select(v => new Cell(v))])]);
}
