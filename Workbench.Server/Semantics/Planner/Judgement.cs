using System.Collections.Frozen;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Which end of a number is the good one: as the layer says, else as the words of its name do.</summary>
internal static class Judgement
{
    /// <summary>Nouns of which nobody wants more.</summary>
    private static readonly FrozenSet<string> Bad = (
        "damage late overdue delay churn cancel cancellation error failure fault defect loss cost expense wait complaint refund incident accident injury death mortality infection "
        + "debt unpaid miss missed absence absenteeism downtime outage bounce latency fraud theft breach spoilage waste scrap backlog reject rejection dropout turnaround"
    )
        .Split(' ')
        .Select(WordForms.Root)
        .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsDescending(Draft draft, RankCue rank, Metric metric)
    {
        if (!rank.IsJudged)
            return rank.Descending;
        var better =
            metric.Better != MetricDirection.None ? metric.Better
            : MetricSearch.IsDuration(metric) || IsBad(metric) ? MetricDirection.Down
            : MetricDirection.Up;
        // Cues read the best as the highest.
        var isDescending = better == MetricDirection.Down ? !rank.Descending : rank.Descending;
        if (metric.Better == MetricDirection.None)
        {
            draft.Assume($"The {(rank.Descending ? "best" : "worst")} is the {(isDescending ? "highest" : "lowest")} {metric.Label}.");
            draft.Doubt("good or bad by its name", 0.05);
        }
        return isDescending;
    }

    private static bool IsBad(Metric metric) =>
        ((string[])[metric.Label, metric.Name]).SelectMany(LayerLexicon.SplitWords).Any(w => Bad.Contains(WordForms.Root(w)) || w is "no" or "without");
}
