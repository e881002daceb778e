using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Rows without a number to speak of: how many, and which come first.</summary>
internal static class RowList
{
    private const int MaxNames = 5;

    public static string Describe(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var key = view.Keys.FirstOrDefault() ?? view.Columns[0];
        var noun = MarkdownText.Escape(Phrases.Lower(key.Label));
        var count = view.RowCount;
        var filters = view.Filters.Count == 0 ? "" : " " + Phrases.Join([.. view.Filters.Select(Subject.Describe)]);
        var more = view.IsTruncated || (view.Query is { Limit: { } limit, Within: null or [] } && count >= limit) ? "The first " : "";
        var i = view.IndexOf(key);
        var names = rows.Select(r => Labels.OfKey(key, r[i])).Distinct(StringComparer.Ordinal).Take(MaxNames + 1).ToList();
        var listed = names.Count <= MaxNames && count <= MaxNames ? Phrases.Join(names) : string.Join(", ", names.Take(MaxNames)) + " and others";
        return $"{more}**{count:#,0}** {(count == 1 ? noun : key.GroupNoun ?? Phrases.Plural(noun))}{filters}: {listed}.";
    }
}
