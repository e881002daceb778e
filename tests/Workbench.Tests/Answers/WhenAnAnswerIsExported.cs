using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Shouldly;
using Workbench.Server.Answers.Exports;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Answers;

public sealed class WhenAnAnswerIsExported
{
    private static readonly Answer Answer = new()
    {
        RunId = Guid.Parse("0199aaaa-0000-7000-8000-000000000001"),
        ConversationId = Guid.Empty,
        Status = AnswerStatus.Answered,
        Origin = AnswerOrigin.Compiled,
        Text = "**A** leads.",
        Reading = "ARR by account / quarter",
        Sql = "select 1",
        Columns =
        [
            new("account.name", "Account", ColumnType.String),
            new("time.quarter", "Quarter", ColumnType.Date, "fiscal_quarter"),
            new("arr", "ARR", ColumnType.Decimal, "USD"),
            new("win_rate", "Win rate", ColumnType.Decimal, "percent"),
        ],
        Rows =
        [
            [new("=cmd|' /C calc'!A0"), new(new DateOnly(2026, 8, 1)), new(-1234.5m), new(0.25m)],
            [new("a, \"b\"\u0001<x>"), new("2026-08-01"), new(null), new(null)],
        ],
        PeriodLabels = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["time.quarter"] = new Dictionary<string, string> { ["2026-08-01"] = "FY2027 Q3" },
        },
    };

    [Fact]
    public async Task A_csv_holds_exact_values_and_no_formula()
    {
        using var file = new MemoryStream();
        await CsvExport.WriteAsync(Answer, file, TestContext.Current.CancellationToken);
        var bytes = file.ToArray();
        bytes[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray());
        Encoding
            .UTF8.GetString(bytes[3..])
            .ShouldBe(
                "Account,Quarter,Quarter (name),ARR (USD),Win rate\r\n"
                    + "\"'=cmd|' /C calc'!A0\",2026-08-01,FY2027 Q3,-1234.5,0.25\r\n"
                    + "\"a, \"\"b\"\"\u0001<x>\",2026-08-01,FY2027 Q3,,\r\n"
            );
    }

    [Fact]
    public void A_workbook_opens_with_typed_cells_and_the_proof()
    {
        using var file = new MemoryStream();
        XlsxExport.Write(Answer, "What is our ARR?", file);

        using var read = SpreadsheetDocument.Open(file, isEditable: false);
        new OpenXmlValidator().Validate(read, TestContext.Current.CancellationToken).Select(e => e.Description).ShouldBeEmpty();
        var sheets = read.WorkbookPart!.Workbook.Descendants<Sheet>().ToList();
        sheets.Select(s => s.Name!.Value).ShouldBe(["Rows", "How it was computed"]);
        var rows = RowsOf(read, sheets[0]);
        rows[0].Select(c => c.InnerText).ShouldBe(["Account", "Quarter", "Quarter (name)", "ARR (USD)", "Win rate"]);
        rows[1][0].InnerText.ShouldBe("=cmd|' /C calc'!A0");
        rows[1][0].DataType!.Value.ShouldBe(CellValues.InlineString);
        rows[1][0].CellFormula.ShouldBeNull();
        DateTime.FromOADate(double.Parse(rows[1][1].InnerText, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(new DateTime(2026, 8, 1));
        rows[1][3].InnerText.ShouldBe("-1234.5");
        rows[2][0].InnerText.ShouldBe("a, \"b\"<x>");
        rows[2][3].InnerText.ShouldBe("");
        FormatOf(read, rows[1][3]).ShouldBe("\"$\"#,##0.00");
        FormatOf(read, rows[1][4]).ShouldBe("0.0%");
        RowsOf(read, sheets[1]).Select(r => r[0].InnerText).ShouldBe(["Question", "Understood as", "Answer", "Origin", "SQL", "Run"]);
    }

    [Fact]
    public void The_file_is_named_after_the_reading() => ExportTable.FileNameOf(Answer, "csv").ShouldBe("arr-by-account-quarter.csv");

    private static List<List<DocumentFormat.OpenXml.Spreadsheet.Cell>> RowsOf(SpreadsheetDocument document, Sheet sheet) =>
        [
            .. ((WorksheetPart)document.WorkbookPart!.GetPartById(sheet.Id!))
                .Worksheet.Descendants<Row>()
                .Select(r => r.Elements<DocumentFormat.OpenXml.Spreadsheet.Cell>().ToList()),
        ];

    private static string FormatOf(SpreadsheetDocument document, DocumentFormat.OpenXml.Spreadsheet.Cell cell)
    {
        var styles = document.WorkbookPart!.WorkbookStylesPart!.Stylesheet;
        var format = styles.CellFormats!.Elements<CellFormat>().ElementAt((int)cell.StyleIndex!.Value);
        return styles.NumberingFormats!.Elements<NumberingFormat>().Single(n => n.NumberFormatId!.Value == format.NumberFormatId!.Value).FormatCode!.Value!;
    }
}
