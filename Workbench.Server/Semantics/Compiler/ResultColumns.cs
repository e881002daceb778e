using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>The columns of a result in their order: keys, values with their shares, comparisons, the kind of row.</summary>
internal static class ResultColumns
{
    public static IEnumerable<CompiledColumn> Of(ResolvedQuery query)
    {
        foreach (var key in query.Keys)
            yield return KeyColumn(key);
        var shown = query.Metrics.Where(m => m.IsShown).ToArray();
        foreach (var metric in shown)
            yield return Value(metric, metric.Metric.Name, metric.Metric.Label, ColumnRole.Value, ColumnTypes.Wire(metric.Type), metric.Metric.Unit);
        foreach (var share in query.Shares.DistinctBy(s => s.Metric.Metric.Name))
        {
            var whole = share.Of.FirstOrDefault(k => k is FieldKey);
            var label = whole is null ? $"{share.Metric.Metric.Label}, share" : $"{share.Metric.Metric.Label}, share of {whole.Label.ToLowerInvariant()}";
            yield return Value(share.Metric, $"{share.Metric.Metric.Name}.share", label, ColumnRole.Share, ColumnType.Decimal, "percent");
        }
        foreach (var metric in Named(query.Ranks))
            yield return Beside(metric, "rank", "rank", ColumnRole.Rank, ColumnType.Integer, null);
        foreach (var metric in Named(query.Steps))
            yield return Beside(metric, "step", "change from the period before", ColumnRole.Step, ColumnTypes.Wire(metric.Type), metric.Metric.Unit);
        var grown = $"growth from the {(query.Query.Gaps == GapHandling.Skip ? "row" : "period")} before{(query.InHundredths ? ", in percent" : "")}";
        foreach (var metric in Named(query.Growth))
            yield return Beside(metric, "growth", grown, ColumnRole.Growth, ColumnType.Decimal, query.InHundredths ? null : "percent");
        foreach (var metric in Named(query.Running))
            yield return Beside(metric, "running", "running total", ColumnRole.Running, ColumnTypes.Wire(metric.Type), metric.Metric.Unit);
        if (query.Comparison is { } comparison)
            foreach (var metric in shown)
            {
                var (name, label) = (metric.Metric.Name, metric.Metric.Label);
                yield return Value(
                    metric,
                    $"{name}.previous",
                    $"{label}, {Before(query, comparison)}",
                    ColumnRole.Previous,
                    ColumnTypes.Wire(metric.Type),
                    metric.Metric.Unit
                );
                yield return Value(metric, $"{name}.change", $"{label}, change", ColumnRole.Change, ColumnTypes.Wire(metric.Type), metric.Metric.Unit);
                yield return Value(metric, $"{name}.change_pct", $"{label}, change %", ColumnRole.ChangePercent, ColumnType.Decimal, "percent");
            }
        if (query.HasTotals || query.HasOthers)
            yield return new CompiledColumn(new ResultColumn("row_kind", "Row kind", ColumnType.Integer), ColumnRole.RowKind);

        IEnumerable<QueryMetric> Named(IEnumerable<string> names) =>
            names.Select(name => query.Metrics.FirstOrDefault(m => m.Metric.Name == name)).OfType<QueryMetric>();
    }

    /// <summary>What a row has of a metric by the rows beside it.</summary>
    private static CompiledColumn Beside(QueryMetric metric, string suffix, string words, ColumnRole role, ColumnType type, string? unit) =>
        Value(metric, $"{metric.Metric.Name}.{suffix}", $"{metric.Metric.Label}, {words}", role, type, unit);

    private static CompiledColumn Value(QueryMetric metric, string name, string label, ColumnRole role, ColumnType type, string? unit) =>
        new(new ResultColumn(name, label, type, unit), role) { Metric = metric.Metric.Name };

    private static CompiledColumn KeyColumn(QueryKey key)
    {
        var grain = key switch
        {
            PeriodKey period => period.Grain,
            CoarserKey coarser => coarser.Grain,
            OwnTimeKey own => own.Grain,
            FieldKey field => field.Grain,
            _ => null,
        };
        return new CompiledColumn(
            new ResultColumn(key.Written, key.Label, ColumnTypes.Wire(key.Type), grain?.Name ?? UnitOf(key)),
            grain is null ? ColumnRole.Key : ColumnRole.Period
        )
        {
            Grain = grain?.Name,
        };
    }

    private static string? UnitOf(QueryKey key) =>
        key is FieldKey field ? field.ByHome.Values.Select(f => f.Leaf).OfType<DimensionLeaf>().FirstOrDefault()?.Dimension.Unit : null;

    private static string Before(ResolvedQuery query, Comparison comparison) =>
        query.Period is { } period
            ? comparison.Target switch
            {
                PreviousPeriod => $"previous {period.Label.ToLowerInvariant()}",
                SamePeriodLastYear => "a year before",
                ShiftedBy shift => FormattableString.Invariant($"{shift.Count} {shift.Unit}{(shift.Count == 1 || shift.Unit.EndsWith('s') ? "" : "s")} before"),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
            : comparison.Range.Label;
}
