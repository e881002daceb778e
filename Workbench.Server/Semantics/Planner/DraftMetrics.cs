using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Gathers the numbers that are named: asked for, limited, divided by, ranked by.</summary>
internal sealed class DraftMetrics(Draft draft, DraftLimits limits, OpenWords open, LayerLexicon lexicon, ImmutableArray<Token> tokens)
{
    public void Add(Metric metric, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        if (open.Threshold is { } threshold && DraftLimits.Fits(threshold, metric) && i - open.ThresholdAt <= 2)
        {
            limits.Add(metric, threshold);
            return;
        }
        if (context is LinkContext.Absence || open.IsAbsence && context is LinkContext.Plain or LinkContext.Filter)
        {
            draft.Conditions.Add(new ConditionUse(metric, "=", 0, null, open.Clause, true) { At = i });
            open.IsAbsence = false;
            return;
        }
        if (context is LinkContext.Ratio && open.LastMetric is not null)
        {
            draft.RatioUnder = metric;
            return;
        }
        // "average seats per paying account": the seats of all of them, divided by how many they are.
        if (
            context is LinkContext.Group
            && draft is { WantsAverage: true, Rank: null, Change: null }
            && open.Metrics.Count == 1
            && lexicon.Search.Rows.CountedBy(metric) is not null
            && mentions[i].First > 0
            && tokens[mentions[i].First - 1].Word == "per"
        )
        {
            (draft.RatioUnder, draft.IsRatio, draft.WantsAverage) = (metric, true, false);
            draft.Quotient ??= new RatioCue(false);
            return;
        }
        if (context is LinkContext.Group or LinkContext.RankBy && (draft.Rank is not null || draft.Change is not null) && draft.Groups.Count > 0)
            draft.RankBy ??= metric;
        // "win rate of closed opportunities": the noun behind "of" says whose, and is no second number.
        if (context is LinkContext.Filter && open.LastMetric is { } before && IsModifierOf(metric, before))
            return;
        if (context is LinkContext.Negated)
            draft.Doubt("a metric behind not", 0.5);
        if (context is LinkContext.Group && draft.Rank is null && draft.Change is null)
            draft.Doubt("a number behind by", 0.3);
        else if (open.Metrics.Count > 0 && open.Metrics[^1].Metric != metric && !IsJoined(mentions, open.Metrics[^1].Position, i))
            // "roaming revenue" is a number of its own, and neither of the two.
            draft.Doubt("two numbers that nothing joins", IsOneName(mentions, open.Metrics[^1].Position, i) ? 0.7 : 0.25);
        if (context is LinkContext.Which or LinkContext.List)
            draft.ListsRows = true;
        if (context is LinkContext.Compared)
            draft.Compare = null;
        open.Metrics.Add((metric, context, i));
        open.LastMetric = metric;
        draft.IsCount |= context is LinkContext.Count;
    }

    /// <summary>Both by whole names, the one right behind the other; "did guests tip" is a verb and who does it.</summary>
    private bool IsOneName(ImmutableArray<Mention> mentions, int first, int second) =>
        mentions[first].Last + 1 == mentions[second].First
        && !tokens.Take(mentions[first].First).TakeLast(2).Any(t => t.Word is "did" or "do" or "does")
        && draft.Links.Exists(l => l.Mention == mentions[first] && l.Option.IsWhole)
        && draft.Links.Exists(l => l.Mention == mentions[second] && l.Option.IsWhole);

    /// <summary>"A and B", "A vs B", "A with B": both are asked for.</summary>
    private bool IsJoined(ImmutableArray<Mention> mentions, int first, int second)
    {
        for (var i = mentions[first].Last + 1; i < mentions[second].First; i++)
            if (
                tokens[i].Word
                is "and"
                    or "or"
                    or ","
                    or "vs"
                    or "versus"
                    or "with"
                    or "plus"
                    or "to"
                    or "against"
                    or "than"
                    or "per"
                    or "by"
                    or "of"
                    or "as"
                    or "compared"
                    or "then"
                    or ";"
                    or "."
            )
                return true;
        return false;
    }

    /// <summary>A count of the same rows that the metric before is made of.</summary>
    private bool IsModifierOf(Metric metric, Metric before)
    {
        var homes = lexicon.Reach.HomesOf(before);
        if (before.Definition is RatioMetric ratio && (ratio.Denominator.Metric == metric.Name || ratio.Numerator.Metric == metric.Name))
            return true;
        if (before.Definition is ConversionMetric conversion && conversion.Base == metric.Name)
            return true;
        if (
            metric.Definition is not SimpleMetric simple
            || !homes.Contains(simple.Entity)
            || lexicon.Layer.FindEntity(simple.Entity) is not { } entity
            || !MetricSearch.Counts(metric, entity)
        )
            return false;
        return simple.Where is null || WhereOf(before)?.Contains(simple.Where.Text.Trim(), StringComparison.OrdinalIgnoreCase) == true;
    }

    private static string? WhereOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric simple => simple.Where?.Text,
            SemiAdditiveMetric balance => balance.Where?.Text,
            _ => null,
        };
}
