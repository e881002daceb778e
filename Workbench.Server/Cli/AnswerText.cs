using System.Globalization;
using System.Text;
using Workbench.Shared.Answers;

namespace Workbench.Server.Cli;

/// <summary>An answer for a terminal: the text, its table, and what it rests on.</summary>
internal static class AnswerText
{
    private const int MaxRows = 50;

    public static string Print(Answer answer)
    {
        var text = new StringBuilder(TerminalMarkdown.Print(answer.Text.Trim())).Append('\n');
        if (answer.Rows.Count > 1 || answer.Rows is [{ Count: > 1 }])
        {
            text.Append('\n');
            AppendTable(text, answer);
        }

        for (var i = 0; i < answer.Alternatives.Count; i++)
        {
            var other = answer.Alternatives[i];
            text.Append(CultureInfo.InvariantCulture, $"\n  {i + 1}. {other.Label}{(other.Value is { } value ? $": {value}" : "")}");
        }

        if (answer.Alternatives.Count > 0)
            text.Append('\n');

        if (answer.Status == AnswerStatus.Clarify)
            text.Append(CultureInfo.InvariantCulture, $"\nAnswer with: ./workbench ask --conversation {answer.ConversationId} \"…\"\n");

        foreach (var warning in answer.Warnings)
            text.Append(CultureInfo.InvariantCulture, $"\n! {warning.Message}");

        var proof = string.Join(
            " · ",
            new[]
            {
                answer.Reading,
                answer.Confidence is { } confidence ? $"{confidence.Band.ToString().ToLowerInvariant()} confidence" : null,
                answer.Status == AnswerStatus.Answered ? $"./workbench runs show {answer.RunId}" : null,
            }.OfType<string>()
        );
        return proof.Length > 0 ? text.Append('\n').Append(proof).ToString() : text.ToString().TrimEnd();
    }

    private static void AppendTable(StringBuilder text, Answer answer)
    {
        var rows = answer
            .Rows.Take(MaxRows)
            .Select(r => r.Select((c, i) => ValueText.Exact(c, answer.Columns[i], answer.PeriodLabels.GetValueOrDefault(answer.Columns[i].Name))).ToArray())
            .ToList();
        var widths = answer.Columns.Select((c, i) => Math.Max(c.Label.Length, rows.Count == 0 ? 0 : rows.Max(r => r[i].Length))).ToArray();
        AppendRow(answer.Columns.Select(c => c.Label).ToArray());
        text.AppendJoin("  ", widths.Select(w => new string('─', w))).Append('\n');
        rows.ForEach(AppendRow);
        if (answer.Rows.Count > MaxRows)
            text.Append(CultureInfo.InvariantCulture, $"… {answer.Rows.Count - MaxRows} more rows: --json prints all\n");

        void AppendRow(string[] cells) =>
            text.AppendJoin(
                    "  ",
                    cells.Select(
                        (cell, i) => answer.Columns[i].Type is ColumnType.Decimal or ColumnType.Integer ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])
                    )
                )
                .Append('\n');
    }
}
