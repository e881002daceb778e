using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Finds the metric that the form of a question asks for: an average, a ratio, a running total, a conversion, a count.</summary>
internal sealed class MetricChoice(MetricSearch search)
{
    public void Choose(Draft draft)
    {
        ConvertRatio(draft);
        if (draft.WantsAverage && draft.Metrics.Count > 0)
        {
            if (search.AverageOf(draft.Metrics[0]) is { } average)
                draft.Metrics[0] = average;
            else if (!Says(draft.Metrics[0], "average") && !Says(draft.Metrics[0], "mean"))
                draft.Doubt("no average of it", 0.45);
        }
        if (draft.WantsCumulative && draft.Metrics.Count > 0 && draft.Metrics[0].Definition is not CumulativeMetric)
        {
            if (search.CumulativeOf(draft.Metrics[0], draft.Period?.Grain) is { } cumulative)
                draft.Metrics[0] = cumulative;
            else
                draft.Doubt("no running total of it", 0.6);
        }
        if (draft.Within is { } within && draft.Conditions.Count == 0)
            ChooseConversion(draft, within);
        // "which customers opened more than 10 tickets": what is measured is shown.
        var shown = draft.Conditions.Where(c => !c.IsAbsence).Select(c => c.Metric).Distinct().ToList();
        if (draft.Metrics.Count == 0 && draft.Listed is not null && shown.Count == 1 && !draft.IsCount)
            draft.Metrics.Add(shown[0]);
        if (draft.Metrics.Count > 0)
            return;
        var counted =
            draft.Counted
            ?? (
                draft.IsListing || draft.Listed is not null ? null
                : draft.Mentioned.Count > 0 ? draft.Mentioned[0]
                : null
            );
        if (draft.Counted is null && draft.Groups.Count > 0 && draft.Mentioned.Count == 0 && draft.Conditions.Count == 0 && !draft.IsListing)
            counted = null;
        if (counted is null)
            return;
        if (search.CountOf(counted) is { } count)
        {
            draft.Metrics.Add(count);
            if (count.Definition is SimpleMetric { Where: not null })
                draft.Doubt("counts a part of the rows", 0.15);
            if (draft.Counted is null)
                draft.Doubt("a count that was not asked for in words", 0.1);
        }
        else
            draft.Doubt("no metric counts it", 1);
    }

    private static bool Says(Metric metric, string word) =>
        metric.Label.Contains(word, StringComparison.OrdinalIgnoreCase)
        || metric.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || word == "average" && metric.Name.StartsWith("avg", StringComparison.Ordinal);

    private void ConvertRatio(Draft draft)
    {
        if (!draft.IsRatio || draft.Metrics.Count == 0)
            return;
        var under = draft.RatioUnder ?? (draft.Metrics.Count > 1 ? draft.Metrics[1] : null);
        if (under is null)
        {
            draft.Doubt("a ratio without its other side", 0.6);
            return;
        }
        if (search.RatioOf(draft.Metrics[0], under) is { } ratio)
        {
            draft.Metrics.Clear();
            draft.Metrics.Add(ratio);
            return;
        }
        if (!draft.Metrics.Contains(under))
            draft.Metrics.Add(under);
        draft.Assume($"No metric divides {draft.Metrics[0].Label} by {under.Label}: both are shown side by side.");
        draft.Doubt("no ratio of them", 0.3);
    }

    private void ChooseConversion(Draft draft, WithinPhrase within)
    {
        var conversions = draft.Metrics.SelectMany(search.ConversionsOf).Concat(draft.Metrics.Where(m => m.Definition is ConversionMetric)).Distinct().ToList();
        var exact = conversions.Find(m => m.Definition is ConversionMetric { Within: { } w } && w.Count == within.Count && w.Unit.TrimEnd('s') == within.Unit);
        if (exact is not null)
        {
            draft.Metrics.Clear();
            draft.Metrics.Add(exact);
            draft.Share = null;
        }
        else if (conversions.Count > 0)
        {
            draft.Metrics.Clear();
            draft.Metrics.Add(conversions[0]);
            draft.Share = null;
            draft.Doubt("another time to convert", 0.45);
        }
        else
            draft.Doubt("a time limit without a use", 0.4);
    }
}
