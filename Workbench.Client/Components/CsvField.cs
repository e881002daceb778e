namespace Workbench.Client.Components;

/// <summary>One field of a CSV file (RFC 4180).</summary>
internal static class CsvField
{
    /// <summary>A text that begins like a formula would be computed by a spreadsheet: it gets an apostrophe.</summary>
    public static string Of(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
