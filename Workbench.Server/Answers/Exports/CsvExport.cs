using CsvHelper;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers.Exports;

/// <summary>RFC 4180 with exact values and ISO dates. Text that a spreadsheet would run as a formula is marked as text; numbers keep their sign.</summary>
public static class CsvExport
{
    // Spreadsheets see UTF-8 by the byte order mark only.
    private static readonly CsvWriterOptions Options = new()
    {
        Injection = CsvInjection.Escape,
        WriteByteOrderMark = true,
        TrueValue = "true",
        FalseValue = "false",
    };

    public static async Task WriteAsync(Answer answer, Stream to, CancellationToken cancellationToken)
    {
        var table = new ExportTable(answer);
        await using var csv = CsvWriter.Create(to, Options, leaveOpen: true);
        await csv.WriteRecordAsync([.. table.Columns.Select(ExportTable.HeaderOf)], cancellationToken);
        foreach (var row in table.Rows)
        {
            foreach (var cell in row)
                WriteCell(csv, cell);
            await csv.EndRecordAsync(cancellationToken);
        }
        await csv.FlushAsync(cancellationToken);
    }

    private static void WriteCell(CsvWriter csv, Cell cell)
    {
        switch (cell.Value)
        {
            case null:
                csv.WriteField((string?)null);
                break;
            case bool yes:
                csv.WriteField(yes);
                break;
            case DateOnly day:
                csv.WriteField(day);
                break;
            case double number:
                csv.WriteField(number);
                break;
            default:
                if (cell.Number is { } exact)
                    csv.WriteField(exact);
                else
                    csv.WriteField(cell.ToString());
                break;
        }
    }
}
