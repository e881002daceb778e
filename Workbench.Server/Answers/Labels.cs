using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>What a row of a result is called.</summary>
internal static class Labels
{
    /// <summary>The keys of the row, escaped: "EMEA / Enterprise"; null when the result has none.</summary>
    public static string? OfRow(ResultView view, IReadOnlyList<Cell> row)
    {
        var parts = view.Keys.Select(k => OfKey(k, row[view.IndexOf(k)])).ToList();
        return parts.Count == 0 ? null : string.Join(" / ", parts);
    }

    public static string OfKey(ViewColumn key, Cell cell) =>
        cell.IsNull ? $"(no {MarkdownText.Escape(Phrases.Lower(key.Label))})"
        : cell.Value is string text ? MarkdownText.Escape(text.Length == 0 ? "(empty)" : key.ValueLabels?.GetValueOrDefault(text) ?? text)
        : MarkdownText.Escape(key.Short(cell));
}
