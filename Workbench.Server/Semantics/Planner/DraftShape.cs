using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Gathers what gives a query its form: periods, grains, ranks, shares, negations.</summary>
internal sealed class DraftShape(Draft draft, DraftLimits limits, OpenWords open, LayerLexicon lexicon)
{
    public void Time(TimeMention mention, ImmutableArray<Mention> mentions, int i)
    {
        switch (mention.Phrase)
        {
            case RangePhrase range:
                if (range.IsEach)
                    draft.Grain ??= range.Period.Grain;
                if (range.Period.IsVague)
                    draft.Caution("a period that nobody named", 0.25);
                open.Periods.Add((range.Period, open.Clause, i, i > 0 && mentions[i - 1] is CueMention { Cue: JoinCue } && open.Periods.Count > 0));
                break;
            case GrainPhrase { Grain: null }:
                draft.WantsSeries = true;
                break;
            case GrainPhrase { Grain: var grain }:
                draft.Grain ??= grain;
                break;
            case PartPhrase part:
                draft.Groups.Add(new GroupUse(lexicon.Layer.Entities[0], null, null) { TimePart = part.Part });
                break;
            case ComparePhrase compare:
                draft.Compare = compare;
                break;
            // "last week and the week before"
            case ShiftPhrase shift when open.Periods.Count > 0 && draft.Compare is null:
                draft.Compare = new ComparePhrase(
                    shift is { Count: 1, Unit: "year" } ? new SamePeriodLastYear() : new ShiftedBy(shift.Count, shift.Unit),
                    null,
                    null
                );
                break;
            case ShiftPhrase shift:
                draft.Shift = shift;
                break;
            case WithinPhrase within:
                if (open.Threshold is not null)
                    open.ThresholdAt = i;
                draft.Within = within;
                break;
            case PartFilterPhrase days:
                draft.Days.Add(days);
                break;
            case AllTimePhrase:
                draft.IsAllTime = true;
                break;
            case FuturePhrase future:
                draft.IsFuture = true;
                draft.Period ??= future.Period;
                break;
        }
    }

    /// <summary>Of "how many invoices over $10,000" the limit is not on how many.</summary>
    private bool IsCounted(Metric metric) =>
        draft is { IsCount: true, Groups.Count: 0 } && open.Metrics.Count == 1 && lexicon.Search.Rows.CountedBy(metric) is not null;

    /// <summary>Of a "list of invoices over 1500" each is one: the limit is on what it is worth.</summary>
    private bool IsListed(Metric metric) =>
        draft is { ListsRows: true, Groups.Count: 0 } && open.Metrics.Count == 1 && lexicon.Search.Rows.CountedBy(metric) is not null;

    public void Cue(CueMention mention, int i)
    {
        switch (mention.Cue)
        {
            case RankCue rank:
                // "top 20 … most": the one with a number says more.
                if (draft.Rank is { Count: not null } counted && rank is { Count: null, IsSuperlative: true })
                    draft.Rank = counted with { Descending = rank.Descending, IsJudged = rank.IsJudged };
                else if (draft.Rank is null || rank.Count is not null)
                    draft.Rank = rank with { Descending = draft.Rank?.Descending ?? rank.Descending };
                break;
            case ChangeCue change:
                draft.Change ??= change;
                break;
            // "with amount between 10k and 20k": the field that stands before it.
            case ThresholdCue threshold
                when open.LastTarget is DimensionTarget { Dimension: { Type: "integer" or "decimal" } field, Entity: var owner }
                    && i > 0
                    && open.Mentions[i - 1] is LinkMention:
                draft.Groups.RemoveAll(g => g.Dimension == field);
                draft.Doubts.RemoveAll(d => d.Reason is "a dimension on its own" or "grouped by a number");
                limits.Add(owner, field, threshold, field.Label);
                break;
            case ThresholdCue threshold
                when !(i + 1 < open.Mentions.Length && open.Mentions[i + 1] is LinkMention)
                    && open.LastTarget is MetricTarget
                    && open.Metrics.Count > 0
                    && open.Metrics[^1].Position == i - 1
                    && DraftLimits.Fits(threshold, open.Metrics[^1].Metric)
                    && !IsCounted(open.Metrics[^1].Metric)
                    && !IsListed(open.Metrics[^1].Metric):
                var (metric, _, _) = open.Metrics[^1];
                open.Metrics.RemoveAt(open.Metrics.Count - 1);
                open.Metrics.Add((metric, LinkContext.Plain, i - 1));
                draft.Conditions.Add(limits.Of(metric, threshold) with { At = i });
                break;
            // "members with fines over $20": the amount of the things that were named, not how many.
            case ThresholdCue { Unit: { } unit } threshold
                when !(i + 1 < open.Mentions.Length && open.Mentions[i + 1] is LinkMention)
                    && open.Metrics.Count > 0
                    && open.Metrics[^1].Position == i - 1
                    && open.Metrics[^1].Metric is { Definition: SimpleMetric simple } count
                    && draft.Listed is not null
                    && lexicon.Search.Rows.CountedBy(count) is { } rows
                    && rows.Name == simple.Entity
                    && lexicon.Search.Rows.AmountOf(rows, simple.Where?.Text, unit) is { } worth:
                open.Metrics.RemoveAt(open.Metrics.Count - 1);
                draft.Conditions.Add(limits.Of(worth, threshold) with { At = i });
                draft.Doubt("a limit on all of them together", 0.15);
                break;
            case ThresholdCue threshold:
                (open.Threshold, open.ThresholdAt) = (threshold, i);
                break;
            case NegationCue negation:
                open.IsAbsence = negation.IsAbsence;
                open.IsNegationOpen = true;
                break;
            case ShareCue share:
                draft.Share = share;
                break;
            case RatioCue ratio:
                (draft.IsRatio, draft.Quotient) = (true, ratio);
                break;
            case ScaleCue:
                draft.IsRatio = true;
                break;
            case ChartCue chart:
                draft.Chart = chart.Type;
                break;
            case TotalsCue:
                draft.Totals = true;
                break;
            case CountCue:
                draft.IsCount = true;
                break;
            case OnlyCue:
                draft.IsOnly = true;
                break;
            case GroupCue group:
                draft.AddsGroups |= group.Adds;
                open.IsWithin = group.IsWithin || group.IsPer;
                break;
            case AverageCue:
                draft.WantsAverage = true;
                break;
            case CumulativeCue:
                draft.WantsCumulative = true;
                break;
            case ListCue:
                draft.IsListing = true;
                break;
            case ClauseCue:
                open.Clause++;
                open.IsAbsence = false;
                break;
            case NumberCue:
                draft.Doubt("a number without a use", 0.75);
                break;
        }
    }
}
