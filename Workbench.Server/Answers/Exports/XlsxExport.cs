using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers.Exports;

/// <summary>A workbook with typed cells and a second sheet with the proof, written row by row.</summary>
public static class XlsxExport
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Characters that a cell holds.</summary>
    private const int MaxText = 32_767;

    private const int MaxWidth = 60;

    /// <summary>Rows that the widths are measured on.</summary>
    private const int MeasuredRows = 200;

    /// <param name="to">Seekable: the package is a ZIP archive.</param>
    public static void Write(Answer answer, string question, Stream to)
    {
        var table = new ExportTable(answer);
        using var document = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = new XlsxStyles(table.Columns).Sheet;
        var rows = workbook.AddNewPart<WorksheetPart>();
        WriteRows(rows, table);
        var proof = workbook.AddNewPart<WorksheetPart>();
        WriteProof(proof, answer, question);
        workbook.Workbook = new Workbook(
            new Sheets(
                new Sheet
                {
                    Name = "Rows",
                    SheetId = 1,
                    Id = workbook.GetIdOfPart(rows),
                },
                new Sheet
                {
                    Name = "How it was computed",
                    SheetId = 2,
                    Id = workbook.GetIdOfPart(proof),
                }
            )
        );
    }

    private static void WriteRows(WorksheetPart part, ExportTable table)
    {
        using var xml = OpenXmlWriter.Create(part);
        xml.WriteStartElement(new Worksheet());
        var frozen = new Pane
        {
            VerticalSplit = 1,
            TopLeftCell = "A2",
            ActivePane = PaneValues.BottomLeft,
            State = PaneStateValues.Frozen,
        };
        xml.WriteElement(new SheetViews(new SheetView(frozen) { WorkbookViewId = 0, TabSelected = true }));
        WriteWidths(xml, [.. table.Columns.Select((c, i) => WidthOf(c, table.Rows.Take(MeasuredRows).Select(r => r[i])))]);
        xml.WriteStartElement(new SheetData());
        WriteRow(xml, table.Columns.Select(c => TextCell(ExportTable.HeaderOf(c), XlsxStyles.Header)));
        foreach (var row in table.Rows)
            WriteRow(xml, row.Select((cell, i) => CellOf(cell, table.Columns[i], XlsxStyles.Of(i))));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteProof(WorksheetPart part, Answer answer, string question)
    {
        using var xml = OpenXmlWriter.Create(part);
        xml.WriteStartElement(new Worksheet());
        WriteWidths(xml, [18, 110]);
        xml.WriteStartElement(new SheetData());
        foreach (var (name, text) in ProofOf(answer, question))
            WriteRow(xml, [TextCell(name, XlsxStyles.Header), TextCell(text, XlsxStyles.Wrapped)]);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static IEnumerable<(string Name, string Text)> ProofOf(Answer answer, string question)
    {
        yield return ("Question", question);
        if (answer.Reading is { } reading)
            yield return ("Understood as", reading);
        yield return ("Answer", MarkdownText.ToPlain(answer.Text));
        yield return ("Origin", answer.Origin.ToString());
        foreach (var filter in answer.Filters)
            yield return (
                "Filter",
                $"{filter.Label ?? filter.Field} {filter.Op} {string.Join(", ", filter.Values)} ({filter.From.ToString().ToLowerInvariant()})"
            );
        foreach (var warning in answer.Warnings)
            yield return ("Note", warning.Message);
        foreach (var source in answer.Sources)
            yield return (
                "Source",
                $"{source.Name}: {source.Definition}{(source.File is { } file ? $" ({file}:{source.Line})" : "")}{(source.Freshness is { } fresh ? $", {fresh}" : "")}"
            );
        if (answer.Sql is { } sql)
            yield return ("SQL", sql);
        yield return ("Run", answer.RunId.ToString());
    }

    private static void WriteWidths(OpenXmlWriter xml, IReadOnlyList<double> widths)
    {
        if (widths.Count == 0)
            return;
        xml.WriteStartElement(new Columns());
        for (uint i = 0; i < widths.Count; i++)
            xml.WriteElement(
                new Column
                {
                    Min = i + 1,
                    Max = i + 1,
                    Width = widths[(int)i],
                    CustomWidth = true,
                }
            );
        xml.WriteEndElement();
    }

    private static double WidthOf(ResultColumn column, IEnumerable<Workbench.Shared.Answers.Cell> cells) =>
        Math.Min(MaxWidth, cells.Select(c => ValueText.Exact(c, column).Length).Append(ExportTable.HeaderOf(column).Length).Max() + 3);

    private static void WriteRow(OpenXmlWriter xml, IEnumerable<DocumentFormat.OpenXml.Spreadsheet.Cell> cells)
    {
        xml.WriteStartElement(new Row());
        foreach (var cell in cells)
            xml.WriteElement(cell);
        xml.WriteEndElement();
    }

    private static DocumentFormat.OpenXml.Spreadsheet.Cell CellOf(Workbench.Shared.Answers.Cell value, ResultColumn column, uint style)
    {
        if (value.IsNull)
            return new DocumentFormat.OpenXml.Spreadsheet.Cell { StyleIndex = style };
        if (value.Value is bool yes)
            return Typed(yes ? "1" : "0", CellValues.Boolean, style);
        if (column.Type is ColumnType.Integer or ColumnType.Decimal && value.Number is { } number)
            return Typed(number.ToString(CultureInfo.InvariantCulture), CellValues.Number, style);
        // Spreadsheets count days from 30 December 1899, wrongly before March 1900: older dates stay text.
        if (column.Type == ColumnType.Date && value.Date is { Year: > 1900 } date)
            return Typed(date.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture), CellValues.Number, style);
        if (
            column.Type == ColumnType.Timestamp
            && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year > 1900
        )
            return Typed(time.DateTime.ToOADate().ToString(CultureInfo.InvariantCulture), CellValues.Number, style);
        return TextCell(value.ToString(), styleIndex: 0);
    }

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Typed(string value, CellValues type, uint style) =>
        new(new CellValue(value)) { DataType = type, StyleIndex = style };

    /// <summary>Inline text: never a formula, whatever it starts with.</summary>
    private static DocumentFormat.OpenXml.Spreadsheet.Cell TextCell(string text, uint styleIndex) =>
        new(new InlineString(new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve }))
        {
            DataType = CellValues.InlineString,
            StyleIndex = styleIndex,
        };

    /// <summary>XML knows no other control characters than these.</summary>
    private static string Printable(string text)
    {
        var cut = text.Length > MaxText ? text[..(MaxText - 1)] + "…" : text;
        if (cut.All(XmlConvert.IsXmlChar))
            return cut;
        var kept = new StringBuilder(cut.Length);
        for (var i = 0; i < cut.Length; i++)
        {
            if (XmlConvert.IsXmlChar(cut[i]))
                kept.Append(cut[i]);
            else if (i + 1 < cut.Length && XmlConvert.IsXmlSurrogatePair(cut[i + 1], cut[i]))
                kept.Append(cut[i]).Append(cut[++i]);
        }
        return kept.ToString();
    }
}
