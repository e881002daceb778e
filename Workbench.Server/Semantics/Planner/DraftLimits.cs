using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Puts limits ("more than 10", "at least $5,000") on the numbers that they are about.</summary>
internal sealed class DraftLimits(Draft draft, OpenWords open, MetricSearch search)
{
    /// <summary>An amount of money is no limit of a count.</summary>
    public static bool Fits(ThresholdCue threshold, Metric metric) =>
        threshold.Unit is not { } unit
        || Measures.Factor(unit, metric.Unit) is not null
        || metric.Unit is not null && metric.Unit.StartsWith(unit, StringComparison.OrdinalIgnoreCase);

    public void Add(Metric metric, ThresholdCue threshold)
    {
        draft.Conditions.Add(Of(metric, threshold));
        open.Threshold = null;
    }

    /// <summary>The limit in the metric's own unit.</summary>
    public ConditionUse Of(Metric metric, ThresholdCue threshold)
    {
        var factor = threshold.Unit is { } unit ? Measures.Factor(unit, metric.Unit) ?? 1 : 1;
        return new ConditionUse(metric, threshold.Op, threshold.Value * factor, threshold.Upper * factor, open.Clause, false);
    }

    /// <summary>"pay more than $5,000 a month": the unit and the period say which metric it is about.</summary>
    public void PlaceLeftover(ThresholdCue threshold)
    {
        if (threshold.Unit is { } unit && search.AmountPer(unit, draft.Within?.Unit, draft.Listed) is var (metric, factor))
        {
            draft.Conditions.Add(new ConditionUse(metric, threshold.Op, threshold.Value * factor, threshold.Upper * factor, open.Clause, false));
            draft.Assume($"An amount a {draft.Within?.Unit} is read as {metric.Label}.");
            draft.Doubt("a metric found by its unit", 0.12);
            return;
        }
        if (draft.Metrics.Count > 0 && Fits(threshold, draft.Metrics[^1]))
            draft.Conditions.Add(Of(draft.Metrics[^1], threshold));
        else if (threshold.Unit is not null && (draft.ListsRows || draft.Listed is not null && draft.Metrics.Count == 0))
            draft.RowLimit = threshold;
        else if (threshold.Unit is { } other && search.Rows.OnlyMetricIn(other, draft.Listed) is { } measured)
        {
            draft.Conditions.Add(Of(measured, threshold));
            draft.Doubt("a metric found by its unit", 0.12);
        }
        else
            draft.Doubt("a limit without a metric", 0.6);
    }
}
