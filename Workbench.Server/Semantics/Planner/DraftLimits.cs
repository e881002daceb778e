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

    /// <summary>The things that a limit can be on: those listed, those counted, those of each group.</summary>
    public Entity? Limited() =>
        draft.Listed
        ?? (open.Metrics.Count > 0 ? search.Rows.CountedBy(open.Metrics[0].Metric) : null)
        ?? (draft.Groups.Count > 0 ? draft.Groups[^1].Entity : null);

    public void Add(Entity entity, Dimension dimension, ThresholdCue threshold, string words)
    {
        draft.Filters.Add(
            new FilterUse(entity, dimension, [], false)
            {
                Words = words,
                Op = threshold.Op,
                Number = threshold.Value,
                Upper = threshold.Upper,
            }
        );
        open.Threshold = null;
    }

    public void Add(Metric metric, ThresholdCue threshold)
    {
        draft.Conditions.Add(Of(metric, threshold) with { At = open.ThresholdAt });
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
        if (draft is { IsCount: true, Groups.Count: 0 } && CountedRows() is { } rows)
            LimitRows(rows, threshold);
        else if (threshold.Unit is null && ListsOneKind())
            draft.RowLimit = threshold;
        else if (draft.Metrics.Count > 0 && Fits(threshold, draft.Metrics[^1]))
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

    /// <summary>Things are listed, by their own name or by the count of them.</summary>
    private bool ListsOneKind() =>
        draft.ListsRows && draft is { Groups.Count: 0, Metrics: [var count] } && search.Rows.CountedBy(count) is not null
        || draft is { Listed: not null, Metrics.Count: 0, Conditions.Count: 0, IsListing: true };

    private Entity? CountedRows() => draft.Counted ?? (draft.Metrics is [var count, ..] ? search.Rows.CountedBy(count) : null);

    /// <summary>"how many invoices over $10,000": a limit on the amount of each row, by its own field or by the one number that is measured so.</summary>
    private void LimitRows(Entity rows, ThresholdCue threshold)
    {
        var fields = rows
            .Dimensions.Where(d =>
                !d.IsHidden
                && d.Type is "integer" or "decimal"
                && (threshold.Unit is null ? RowSearch.IsMoney(d.Unit) : Measures.Factor(threshold.Unit, d.Unit) is not null)
            )
            .ToList();
        if (fields is [var field])
        {
            var factor = threshold.Unit is { } unit ? Measures.Factor(unit, field.Unit) ?? 1 : 1;
            Add(rows, field, threshold with { Value = threshold.Value * factor, Upper = threshold.Upper * factor }, field.Label);
            draft.Doubt("a limit on the only field of its unit", 0.06);
            return;
        }
        if (search.Rows.WorthOf(rows, threshold.Unit) is not { } worth)
        {
            draft.Doubt("a limit without a metric", 0.7);
            return;
        }
        draft.Listed ??= rows;
        draft.Conditions.Add(Of(worth, threshold));
        draft.Assume($"The limit is read as one on {worth.Label} of each {rows.Label.ToLowerInvariant()}.");
        draft.Doubt("a metric found by its unit", 0.12);
    }
}
