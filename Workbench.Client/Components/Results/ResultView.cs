using Workbench.Shared.Answers;

namespace Workbench.Client.Components.Results;

/// <summary>Columns and rows of an answer or of a preview.</summary>
public sealed record ResultView(
    IReadOnlyList<ResultColumn> Columns,
    IReadOnlyList<IReadOnlyList<Cell>> Rows,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> PeriodLabels
)
{
    public static ResultView Create(Answer answer) => new(answer.Columns, answer.Rows, answer.PeriodLabels);

    public static ResultView Create(IReadOnlyList<ResultColumn> columns, IReadOnlyList<IReadOnlyList<Cell>> rows) =>
        new(columns, rows, new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, string>? LabelsOf(string column) => PeriodLabels.TryGetValue(column, out var labels) ? labels : null;

    public int IndexOf(string? column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
                return i;
        }
        return -1;
    }
}
