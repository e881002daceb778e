using Workbench.Shared.Answers;

namespace Workbench.Server.Answers.Exports;

/// <summary>An answer's rows as a file holds them: a period that its first day does not tell gets a column with its name.</summary>
internal sealed class ExportTable
{
    private readonly List<(int Index, IReadOnlyDictionary<string, string>? Labels)> _from = [];
    private readonly Answer _answer;

    public ExportTable(Answer answer)
    {
        _answer = answer;
        List<ResultColumn> columns = [];
        for (var i = 0; i < answer.Columns.Count; i++)
        {
            var column = answer.Columns[i];
            _from.Add((i, null));
            columns.Add(column);
            if (answer.PeriodLabels.TryGetValue(column.Name, out var labels))
            {
                _from.Add((i, labels));
                columns.Add(new ResultColumn(column.Name + ".label", column.Label + " (name)", ColumnType.String));
            }
        }
        Columns = columns;
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    public IEnumerable<Cell[]> Rows =>
        _answer.Rows.Select(row =>
            _from.Select(f => f.Labels is null ? row[f.Index] : new Cell(f.Labels.GetValueOrDefault(row[f.Index].ToString()))).ToArray()
        );

    /// <summary>Label with the unit where the values do not tell it.</summary>
    public static string HeaderOf(ResultColumn column) =>
        column.Type is ColumnType.Integer or ColumnType.Decimal && column.Unit is { } unit && unit != "percent" && ValueText.HeaderUnit(column) is not null
            ? $"{column.Label} ({unit})"
            : column.Label;

    /// <summary>A name for the file: the reading in a few words.</summary>
    public static string FileNameOf(Answer answer, string extension)
    {
        var words = (answer.Reading ?? "answer").Where(c => char.IsAsciiLetterOrDigit(c) || c == ' ').Take(60).ToArray();
        var name = string.Join('-', new string(words).Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        return (name.Length == 0 ? "answer" : name) + "." + extension;
    }
}
