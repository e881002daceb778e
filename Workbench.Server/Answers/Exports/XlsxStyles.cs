using DocumentFormat.OpenXml.Spreadsheet;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers.Exports;

/// <summary>A number format per column, after the fixed ones.</summary>
internal sealed class XlsxStyles
{
    public const uint Header = 1;
    public const uint Wrapped = 2;
    private const uint FirstColumn = 3;

    /// <summary>Numbers below are the application's own.</summary>
    private const uint FirstFormat = 164;

    private readonly IReadOnlyList<ResultColumn> _columns;

    public XlsxStyles(IReadOnlyList<ResultColumn> columns)
    {
        _columns = columns;
        Sheet = Create();
    }

    public Stylesheet Sheet { get; }

    public static uint Of(int column) => FirstColumn + (uint)column;

    private Stylesheet Create()
    {
        var formats = new NumberingFormats();
        var cells = new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { ApplyAlignment = true }
        );
        for (var i = 0; i < _columns.Count; i++)
        {
            if (FormatOf(_columns[i]) is not { } format)
            {
                cells.Append(new CellFormat());
                continue;
            }
            var id = FirstFormat + (uint)i;
            formats.Append(new NumberingFormat { NumberFormatId = id, FormatCode = format });
            cells.Append(new CellFormat { NumberFormatId = id, ApplyNumberFormat = true });
        }
        formats.Count = (uint)formats.ChildElements.Count;
        var sheet = new Stylesheet();
        if (formats.Count > 0)
            sheet.Append(formats);
        sheet.Append(new Fonts(new Font(), new Font(new Bold())));
        sheet.Append(
            new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }))
        );
        sheet.Append(new Borders(new Border()));
        sheet.Append(new CellStyleFormats(new CellFormat()));
        sheet.Append(cells);
        return sheet;
    }

    private static string? FormatOf(ResultColumn column) =>
        column.Type switch
        {
            ColumnType.Date => "yyyy-mm-dd",
            ColumnType.Timestamp => "yyyy-mm-dd hh:mm:ss",
            ColumnType.Integer or ColumnType.Decimal when column.Unit == "percent" => "0.0%",
            ColumnType.Integer or ColumnType.Decimal when ValueText.CurrencySymbol(column.Unit) is { } symbol => $"\"{symbol}\"#,##0.00",
            // Parts of time (weekday 3) are numbers without separators.
            ColumnType.Integer => ValueText.HeaderUnit(column) is null && column.Unit is not null ? "0" : "#,##0",
            ColumnType.Decimal => "#,##0.00##",
            _ => null,
        };
}
