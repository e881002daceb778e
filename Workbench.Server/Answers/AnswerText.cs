using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Says in a sentence or two what a result shows. Markdown; every value from the warehouse is escaped.</summary>
public static class AnswerText
{
    public static string Of(ResultView view)
    {
        var groups = view.Groups.ToList();
        var value = MainValue(view);
        // A zero of days that are not loaded is no number, and no change against days that are.
        if (view.Warnings.FirstOrDefault(w => w.Code == AnswerSources.AfterDataCode) is { } late)
            return $"**No data yet.** {late.Message}";
        if (groups.Count == 0)
            return Empty(view, value);
        if (value is null)
            return RowList.Describe(view, groups);
        if (view.PeriodColumn is { } period && groups.Count > 1)
        {
            // Parts of a whole over time are spoken of as parts.
            var shown = view.Find(value, ColumnRole.Share) is { } share ? share with { Label = value.Label + ", as a share of the total" } : value;
            var spoken = shown == value ? view : view with { Columns = [.. view.Columns.Select(c => c.Name == shown.Name ? shown : c)] };
            return view.Keys.Any() ? Series.DescribeGroups(spoken, groups, period, shown) : Series.Describe(spoken, groups, period, shown);
        }
        if (groups.Count == 1)
            return SingleRow.Describe(view, groups[0], value);
        return Ranking.Describe(view, groups, value);
    }

    /// <summary>The value of a one-number result, or its first one, shortened: what stands beside another reading.</summary>
    public static string? Headline(ResultView view)
    {
        if (MainValue(view) is not { } value)
            return view.RowCount == 1 ? "1 row" : $"{view.RowCount:#,0} rows";
        var groups = view.Groups.ToList();
        if (groups.Count == 0)
            return "no rows";
        var share = view.Find(value, ColumnRole.Share);
        var shown = share is not null && groups.Count == 1 ? share : value;
        var first = shown.Short(groups[0][view.IndexOf(shown)]);
        return groups.Count == 1 ? first : $"{first} …";
    }

    /// <summary>The column that the result is ordered by, else the first metric.</summary>
    internal static ViewColumn? MainValue(ResultView view)
    {
        var values = view.Values.ToList();
        if (values.Count == 0)
            return null;
        var ordered = view.Query?.OrderBy.Select(o => view.Find(o.Field)).FirstOrDefault(c => c?.Metric is not null);
        return (ordered is null ? null : values.FirstOrDefault(v => v.Metric == ordered.Metric)) ?? values[0];
    }

    private static ViewFilter ConditionOf(Shared.Queries.HavingFilter having, ResultView view)
    {
        var column = view.Find(having.Metric);
        return new ViewFilter(
            having.Metric,
            column?.Label ?? having.Metric,
            having.Op,
            [.. having.Values.Select(v => v.Number is { } n ? ValueText.Short(n, column?.Unit) : v.ToString())],
            IsCategory: false
        );
    }

    private static string Empty(ResultView view, ViewColumn? value)
    {
        var of = value is null
            ? (view.Keys.FirstOrDefault()?.Label is { } key ? MarkdownText.Escape(Phrases.Lower(key)) : "data")
            : Subject.Of(value, view).InSentence;
        var filters = view.Filters.Count == 0 ? "" : " " + Phrases.Join([.. view.Filters.Select(Subject.Describe)]);
        var having = string.Concat(view.Query?.Having.Select(h => " " + Subject.Describe(ConditionOf(h, view))) ?? []);
        return $"**No rows**: nothing was found for {(value is null ? of + filters : Subject.Of(value, view) switch { var s => s.InSentence + s.Rest })}{having}{Phrases.When(view.Period, isAsOf: false)}.";
    }
}
