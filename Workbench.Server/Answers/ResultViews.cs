using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Makes a <see cref="ResultView"/> of a query's result.</summary>
internal static class ResultViews
{
    /// <param name="maxRows">Rows to keep in the view.</param>
    public static ResultView Of(ToolData data, string callId, bool isTruncated, SemanticLayer layer, DateOnly today, int maxRows = ResultView.MaxRows)
    {
        var columns = data.CompiledColumns.Count > 0 ? data.CompiledColumns : [.. data.Columns.Select(c => new CompiledColumn(c, RoleOf(c)))];
        var labels = PeriodLabelsOf(columns, data.Rows, layer.Calendar);
        var view = new ResultView
        {
            Data = callId,
            Columns = [.. columns.Select(c => ColumnOf(c, layer, labels) with { IsIdentity = IsIdentity(c, columns) })],
            Rows = data.Rows.Count <= maxRows ? data.Rows : [.. data.Rows.Take(maxRows)],
            RowCount = data.Rows.Count,
            IsTruncated = isTruncated,
            Period = data.Period,
            ComparedTo = data.ComparedTo,
            Query = data.Query,
            Filters = [.. data.Filters.Where(f => f.From == FilterOrigin.Question).Select(f => FilterOf(f, layer))],
            Warnings = data.Warnings,
        };
        return view with { Sums = SumsOf(view, data.Rows), OpenPeriod = OpenPeriodOf(view, layer.Calendar, today) };
    }

    /// <summary>Names of periods that need the layer's calendar, by column and first day.</summary>
    public static ImmutableDictionary<string, IReadOnlyDictionary<string, string>> PeriodLabelsOf(
        IReadOnlyList<CompiledColumn> columns,
        IReadOnlyList<IReadOnlyList<Cell>> rows,
        LayerCalendar calendar
    )
    {
        var labels = ImmutableDictionary.CreateBuilder<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] is not { Role: ColumnRole.Period, Grain: { } grain } || !grain.StartsWith("fiscal_", StringComparison.Ordinal))
                continue;
            var ofColumn = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var row in rows)
                if (row[i].Date is { } start)
                    ofColumn[row[i].ToString()] = PeriodLabel.Of(grain, start, calendar);
            labels[columns[i].Column.Name] = ofColumn;
        }
        return labels.ToImmutable();
    }

    private static ColumnRole RoleOf(ResultColumn column) =>
        column.Type switch
        {
            ColumnType.Integer or ColumnType.Decimal => ColumnRole.Value,
            ColumnType.Date or ColumnType.Timestamp => ColumnRole.Period,
            _ => ColumnRole.Key,
        };

    private static ViewColumn ColumnOf(CompiledColumn compiled, SemanticLayer layer, ImmutableDictionary<string, IReadOnlyDictionary<string, string>> labels)
    {
        var column = compiled.Column;
        var traits = compiled.Metric is { } metric ? MetricTraits.Of(metric, layer) : MetricTraits.Unknown;
        return new ViewColumn(column.Name, column.Label, column.Type, column.Unit, compiled.Role, compiled.Metric, compiled.Grain)
        {
            AddsUp = compiled.Role is ColumnRole.Value or ColumnRole.Previous or ColumnRole.Change ? traits.AddsUp : AddsUp.Never,
            IsAsOf = traits.IsAsOf,
            IsCount = traits.IsCount || IsNoun(column.Unit),
            PeriodLabels = labels.GetValueOrDefault(column.Name),
            ValueLabels = compiled.Role == ColumnRole.Key ? FieldNames.ValueLabelsOf(layer, column.Name) : null,
            GroupNoun = compiled.Role == ColumnRole.Key ? FieldNames.GroupNounOf(layer, column) : null,
        };
    }

    /// <summary>A unit such as "requests" names things that are counted.</summary>
    private static bool IsNoun(string? unit) =>
        unit is { Length: > 3 } && unit[^1] == 's' && unit is not ("seconds" or "minutes" or "hours" or "days" or "milliseconds" or "bytes");

    private static bool IsIdentity(CompiledColumn column, IReadOnlyList<CompiledColumn> all) =>
        column.Role == ColumnRole.Key && all.Any(c => c.Role == ColumnRole.Key && c.Column.Name.StartsWith(column.Column.Name + ".", StringComparison.Ordinal));

    public static ViewFilter FilterOf(AppliedFilter filter, SemanticLayer layer)
    {
        // "without any deployment": a condition on a number is said of the number.
        if (layer.FindMetric(filter.Field) is { } metric)
            return new ViewFilter(
                filter.Field,
                metric.Label,
                (filter.Op, filter.Values) switch
                {
                    ("=", [{ Number: 0 }]) => "is_null",
                    (">", [{ Number: 0 }]) or (">=", [{ Number: 1 }]) => "is_not_null",
                    ("=", _) => "exactly",
                    _ => filter.Op,
                },
                [.. filter.Values.Select(v => v.Number is { } n ? ValueText.Short(n, metric.Unit) : v.ToString())],
                IsCategory: false
            );
        var dimension = FieldNames.FindDimension(layer, filter.Field);
        return new ViewFilter(
            filter.Field,
            filter.Label ?? FieldNames.LabelOf(layer, filter.Field),
            filter.Op,
            [.. filter.Values.Select(v => FieldNames.ValueOf(dimension, v))],
            dimension is { Type: "string", Values.Declared.Length: > 0 }
        );
    }

    private static Dictionary<string, decimal> SumsOf(ResultView view, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var sums = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var kind = view.IndexOf(view.Columns.FirstOrDefault(c => c.Role == ColumnRole.RowKind));
        var hasPeriods = view.PeriodColumn is not null;
        for (var i = 0; i < view.Columns.Count; i++)
        {
            var column = view.Columns[i];
            if (column.AddsUp == AddsUp.Never || (column.AddsUp == AddsUp.Groups && hasPeriods) || view.IsTruncated)
                continue;
            sums[column.Name] = rows.Where(r => kind < 0 || r[kind].Number is null or 0).Sum(r => r[i].Number ?? 0);
        }
        return sums;
    }

    private static DateOnly? OpenPeriodOf(ResultView view, LayerCalendar layerCalendar, DateOnly today)
    {
        if (view.PeriodColumn is not { Grain: { } grainName } column)
            return null;
        var calendar = new Calendar(layerCalendar);
        if (calendar.FindGrain(grainName) is not { } grain || grain.IsWithinDay)
            return null;
        var i = view.IndexOf(column);
        var current = calendar.StartOf(grain, today);
        return view.Rows.Any(r => r[i].Date == current) ? current : null;
    }
}
