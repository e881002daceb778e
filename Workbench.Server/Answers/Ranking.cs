using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Groups side by side: who leads, who follows, who is last, and what they add up to.</summary>
internal static class Ranking
{
    private const int MaxNextToTop = 2;

    public static string Describe(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn value)
    {
        if (view.Keys.FirstOrDefault() is null)
            return RowList.Describe(view, rows);
        var ordered = OrderColumn(view, value);
        if (ordered is { Role: ColumnRole.Change or ColumnRole.ChangePercent })
            return DescribeChange(view, rows, value, ordered);
        var ranked = Rank(view, rows, value);
        if (ranked.Count == 0)
            return $"{Subject.Of(value, view).Whole} has no value in any of the {view.RowCount:#,0} groups{Phrases.When(view, value.IsAsOf)}.";
        if (ranked.Count > 1 && Number(view, ranked[0], value) == Number(view, ranked[^1], value))
            return $"{Subject.Of(value, view).Whole} {Phrases.WasOrWere(value.Label)} **{Text(view, ranked[0], value)}** for each of {Names(view, ranked)}{Phrases.When(view, value.IsAsOf)}.";
        return DescribeTop(view, ranked, value);
    }

    /// <param name="ranked">In order of the value, the one that was asked for first.</param>
    public static string DescribeTop(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> ranked, ViewColumn value)
    {
        if (OrderColumn(view, value) is { Role: ColumnRole.Change or ColumnRole.ChangePercent } ordered)
            return DescribeChange(view, ranked, value, ordered);
        var subject = Subject.Of(value, view);
        var ascending = IsAscending(view);
        var isCounted = value.IsCount && Phrases.IsPlural(value.Label);
        var adjective = (ascending, isCounted) switch
        {
            (false, true) => "the most",
            (true, true) => "the fewest",
            (false, false) => "the highest",
            (true, false) => "the lowest",
        };
        var top = ranked[0];
        var text =
            $"**{Labels.OfRow(view, top)}** had {adjective} {subject.InSentence}{subject.Rest}{Phrases.When(view, value.IsAsOf)}: **{Text(view, top, value)}**{ShareOf(view, top, value)}{ComparedBrief(view, top, value)}{Others(view, top, value)}";
        var share = view.Find(value, ColumnRole.Share);
        if (share is not null && Part(view, top, share) is { } part)
            text =
                $"**{Labels.OfRow(view, top)}** made up **{part}** of {subject.InSentence}{subject.Rest}{Phrases.When(view, value.IsAsOf)} ({Text(view, top, value)})";
        var next = ranked
            .Skip(1)
            .Take(MaxNextToTop)
            .Select(r => $"{Labels.OfRow(view, r)} ({(share is null ? null : Part(view, r, share)) ?? Text(view, r, value)})")
            .ToList();
        if (next.Count > 0)
            text += $", followed by {Phrases.Join(next)}";
        text += ".";
        var isWhole = (view.Query?.Limit is not { } limit || view.RowCount < limit) && !view.IsTruncated && view.RowCount == view.Rows.Count;
        if (ranked.Count > MaxNextToTop + 1 && isWhole && ranked[^1] is var last)
            text += $" {(ascending ? "The highest" : isCounted ? "The fewest" : "The lowest")}: {Labels.OfRow(view, last)} ({Text(view, last, value)}).";
        if (view.Sums.TryGetValue(value.Name, out var sum) && view.RowCount > 1 && ranked.Count > 1)
            text += isWhole
                ? $" In total {ValueText.Short(sum, value.Unit)} over {view.RowCount:#,0} {GroupNoun(view)}."
                : $" The {ranked.Count:#,0} listed add up to {ValueText.Short(sum, value.Unit)}.";
        else if (ranked.Count > MaxNextToTop + 1)
            text += $" {view.RowCount:#,0} {GroupNoun(view)} {(isWhole ? "in all" : "are listed")}.";
        return text;
    }

    private static string DescribeChange(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn value, ViewColumn ordered)
    {
        var i = view.IndexOf(ordered);
        var ascending = IsAscending(view);
        var known = rows.Where(r => r[i].Number is not null).ToList();
        if (known.Count == 0)
            return $"{Subject.Of(value, view).Whole}: there is no earlier value to compare with{(view.ComparedTo is { } none ? $" in {Phrases.Name(none)}" : "")}.";
        var ranked = (ascending ? known.OrderBy(r => r[i].Number) : known.OrderByDescending(r => r[i].Number)).ToList();
        var top = ranked[0];
        var isRise = top[i].Number >= 0;
        var what = (ascending, isRise) switch
        {
            (false, true) => "grew the most",
            (false, false) => "fell the least",
            (true, false) => "fell the most",
            (true, true) => "grew the least",
        };
        var compared = view.ComparedTo is { } period ? $" compared to {Phrases.Name(period)}" : "";
        var subject = Subject.Of(value, view);
        var text =
            $"**{Labels.OfRow(view, top)}** {what} in {subject.InSentence}{subject.Rest}{Phrases.When(view, value.IsAsOf)}{compared}: {ChangeText(view, top, value, isLong: true)}";
        var next = ranked.Skip(1).Take(MaxNextToTop).Select(r => $"{Labels.OfRow(view, r)} ({ChangeText(view, r, value, isLong: false)})").ToList();
        return text + (next.Count > 0 ? $", followed by {Phrases.Join(next)}" : "") + ".";
    }

    private static string ChangeText(ResultView view, IReadOnlyList<Cell> row, ViewColumn value, bool isLong)
    {
        var now = Number(view, row, value);
        var before = view.Find(value, ColumnRole.Previous) is { } previous ? row[view.IndexOf(previous)].Number : null;
        var relative = ValueText.Change(now, before, value.Unit);
        var absolute = now is not null && before is not null && value.Unit != "percent" ? Signed(now.Value - before.Value, value.Unit) : null;
        var change = (absolute, relative) switch
        {
            (null, null) => "no earlier value",
            (null, { } r) => r,
            ({ } a, null) => a,
            ({ } a, { } r) => isLong ? $"{a} ({r})" : r,
        };
        return !isLong ? change
            : before is null ? $"**{change}**"
            : $"**{change}**, from {ValueText.Short(before.Value, value.Unit)} to {Text(view, row, value)}";
    }

    private static string Signed(decimal number, string? unit) => (number >= 0 ? "+" : "") + ValueText.Short(number, unit);

    private static List<IReadOnlyList<Cell>> Rank(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows, ViewColumn value)
    {
        var known = rows.Where(r => Number(view, r, value) is not null);
        return [.. IsAscending(view) ? known.OrderBy(r => Number(view, r, value)) : known.OrderByDescending(r => Number(view, r, value))];
    }

    private static ViewColumn OrderColumn(ResultView view, ViewColumn value) =>
        view.Query?.OrderBy.Select(o => view.Find(o.Field)).FirstOrDefault(c => c?.Metric == value.Metric) ?? value;

    /// <summary>Asked for from the bottom; an order by name is no rank.</summary>
    private static bool IsAscending(ResultView view) => view.Query?.OrderBy.FirstOrDefault(o => view.Find(o.Field)?.Metric is not null) is { Desc: false };

    private static decimal? Number(ResultView view, IReadOnlyList<Cell> row, ViewColumn value) => row[view.IndexOf(value)].Number;

    private static string Text(ResultView view, IReadOnlyList<Cell> row, ViewColumn value) => value.Short(row[view.IndexOf(value)]);

    private static string Names(ResultView view, List<IReadOnlyList<Cell>> rows) =>
        rows.Count <= 4 ? Phrases.Join([.. rows.Select(r => Labels.OfRow(view, r)!)]) : $"the {rows.Count:#,0} {GroupNoun(view)}";

    private static string GroupNoun(ResultView view) =>
        view.Keys.ToList() is [var only] ? MarkdownText.Escape(only.GroupNoun ?? Phrases.Plural(Phrases.Lower(only.Label))) : "groups";

    private static string ShareOf(ResultView view, IReadOnlyList<Cell> row, ViewColumn value)
    {
        if (view.Find(value, ColumnRole.Share) is { } share)
            return row[view.IndexOf(share)].Number is { } part ? $" ({ValueText.Short(part, "percent")} of the total)" : "";
        var isWhole = view.Query is { Limit: null, Having.Count: 0 } && view.RowCount == view.Rows.Count && view.RowCount > 1;
        return isWhole && view.Sums.TryGetValue(value.Name, out var sum) && sum > 0 && view.Groups.All(r => Number(view, r, value) is null or >= 0)
            ? $" ({ValueText.Short(Number(view, row, value)!.Value / sum, "percent")} of the total)"
            : "";
    }

    private static string? Part(ResultView view, IReadOnlyList<Cell> row, ViewColumn share) =>
        row[view.IndexOf(share)].Number is { } part ? ValueText.Short(part, "percent") : null;

    private static string ComparedBrief(ResultView view, IReadOnlyList<Cell> row, ViewColumn value) => SingleRow.Change(view, row, value);

    /// <summary>The other metrics of the leading row.</summary>
    private static string Others(ResultView view, IReadOnlyList<Cell> row, ViewColumn value)
    {
        var others = view.Values.Where(v => v != value).Take(3).Select(v => $"{MarkdownText.Escape(Phrases.Lower(v.Label))} {Text(view, row, v)}").ToList();
        return others.Count == 0 ? "" : $" ({string.Join(", ", others)})";
    }
}
