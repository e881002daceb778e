using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>The chart that a result reads best as.</summary>
public static class ChartChoice
{
    private const int MaxCategories = 60;
    private const int MaxSeries = 8;
    private const int MaxSlices = 8;

    /// <param name="wish">Taken where the result can be shown so.</param>
    /// <returns>Null when a table says it better.</returns>
    public static AnswerChart? Of(ResultView view, ChartType? wish)
    {
        var groups = view.Groups.ToList();
        if (AnswerText.MainValue(view) is not { } value || groups.Count == 0)
            return null;
        var values = SameUnit(view, value);
        if (groups.Count == 1 && wish is null or ChartType.Number)
            return groups.Count == 1 ? new AnswerChart(ChartType.Number, null, [value.Name]) : null;
        var keys = view.Keys.ToList();
        if (wish == ChartType.Scatter && view.Values.Skip(1).FirstOrDefault() is { } second)
            return new AnswerChart(ChartType.Scatter, value.Name, [second.Name], keys.FirstOrDefault()?.Name);
        if (view.PeriodColumn is { } period)
            return OverTime(view, groups, period, keys, value, values, wish);
        if (keys.Count == 0 || keys.Count > 2 || groups.Count > MaxCategories)
            return null;
        if (keys.Count == 2)
            return Distinct(view, groups, keys[1]) <= MaxSeries ? new AnswerChart(ChartType.Bar, keys[0].Name, [value.Name], keys[1].Name)
                : Distinct(view, groups, keys[0]) <= MaxSeries ? new AnswerChart(ChartType.Bar, keys[1].Name, [value.Name], keys[0].Name)
                : null;
        var shown = view.Find(value, ColumnRole.Share) ?? value;
        if (wish == ChartType.Pie && groups.Count <= MaxSlices && groups.All(r => r[view.IndexOf(value)].Number is null or >= 0))
            return new AnswerChart(ChartType.Pie, keys[0].Name, [value.Name]);
        if (OrderedBy(view) is { Role: ColumnRole.Change or ColumnRole.ChangePercent } change)
            return new AnswerChart(ChartType.Bar, keys[0].Name, [change.Name]);
        return view.Find(value, ColumnRole.Previous) is { } previous
            ? new AnswerChart(ChartType.Bar, keys[0].Name, [value.Name, previous.Name])
            : new AnswerChart(ChartType.Bar, keys[0].Name, shown == value ? values : [shown.Name]);
    }

    private static AnswerChart? OverTime(
        ResultView view,
        List<IReadOnlyList<Cell>> groups,
        ViewColumn period,
        List<ViewColumn> keys,
        ViewColumn value,
        IReadOnlyList<string> values,
        ChartType? wish
    )
    {
        var type = wish is ChartType.Bar or ChartType.Area ? wish.Value : ChartType.Line;
        if (keys.Count == 0)
            return new AnswerChart(type, period.Name, values);
        if (keys.Count > 1 || Distinct(view, groups, keys[0]) > MaxSeries)
            return null;
        var shown = view.Find(value, ColumnRole.Share) ?? value;
        return new AnswerChart(type, period.Name, [shown.Name], keys[0].Name);
    }

    private static ViewColumn? OrderedBy(ResultView view) => view.Query?.OrderBy.Count > 0 ? view.Find(view.Query.OrderBy[0].Field) : null;

    /// <summary>One axis has one unit.</summary>
    private static List<string> SameUnit(ResultView view, ViewColumn value) =>
        [value.Name, .. view.Values.Where(v => v != value && v.Unit == value.Unit && v.Unit is not null).Select(v => v.Name)];

    private static int Distinct(ResultView view, List<IReadOnlyList<Cell>> rows, ViewColumn key)
    {
        var i = view.IndexOf(key);
        return rows.Select(r => r[i].ToString()).Distinct(StringComparer.Ordinal).Count();
    }
}
