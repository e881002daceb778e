using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What the words before a link make of it.</summary>
internal enum LinkContext
{
    Plain,
    Count,
    Group,
    Which,
    List,
    Rank,
    Filter,
    Negated,
    Absence,
    Share,
    Ratio,
    Only,
    Include,
    Compared,

    /// <summary>"what are the …": a list of things, or numbers.</summary>
    WhatAre,

    /// <summary>Behind the "by" of a ranking: "top 5 books by loans".</summary>
    RankBy,
}

internal static class LinkContexts
{
    /// <summary>The context of each mention of a cover.</summary>
    public static ImmutableArray<LinkContext> Of(ImmutableArray<Mention> mentions)
    {
        var contexts = ImmutableArray.CreateBuilder<LinkContext>(mentions.Length);
        var current = LinkContext.Plain;
        var lastLink = LinkContext.Plain;
        var afterLink = false;
        var lastEnd = -1;
        var ranked = false;
        for (var i = 0; i < mentions.Length; i++)
        {
            var mention = mentions[i];
            if (mention is LinkMention)
            {
                // What stands right behind a link shares its context; further on it is on its own.
                if (afterLink && mention.First > lastEnd + 1 && current is not LinkContext.Filter)
                    current = LinkContext.Plain;
                // "non-fiction loans": the loans are not denied. "each branch's loans": nothing is grouped by loans.
                else if (afterLink && current is LinkContext.Negated or LinkContext.Group && mention is LinkMention { Options: [{ Target: MetricTarget }, ..] })
                    current = LinkContext.Plain;
                else if (afterLink && current is LinkContext.Negated && mention is LinkMention { Options: [{ Target: MetricTarget or EntityTarget }, ..] })
                    current = LinkContext.Plain;
                contexts.Add(current);
                (lastLink, afterLink, lastEnd) = (current, true, mention.Last);
                continue;
            }
            contexts.Add(current);
            if (mention is CueMention { Cue: var cue })
            {
                var wasRanked = ranked;
                ranked |= cue is RankCue;
                // "excluding the customers in Ontario": the place says which of them are left out.
                (current, afterLink) =
                    cue is PrepositionCue
                    && current is LinkContext.Negated
                    && i > 0
                    && mentions[i - 1] is LinkMention { Options: [{ Target: EntityTarget }, ..] }
                        ? (LinkContext.Negated, false)
                        : After(cue, current, lastLink, afterLink, ranked, wasRanked);
            }
            // "by month and segment"
            else if (mention is TimeMention { Phrase: GrainPhrase { Grain: not null } or PartPhrase })
                (current, lastLink, afterLink, lastEnd) = (LinkContext.Plain, LinkContext.Group, true, mention.Last);
            else if (mention is TimeMention)
                current = afterLink ? LinkContext.Plain : current;
        }
        // "accounts with more than 50 deployments": what a condition follows is what is listed.
        for (var i = 0; i < mentions.Length; i++)
            if (
                mentions[i] is LinkMention
                && contexts[i] is LinkContext.Plain or LinkContext.Filter
                && mentions.Take(i).OfType<LinkMention>().All(m => m.Options[0].Target is ValueTarget or ProductTarget or SegmentTarget)
                && HasCondition(mentions, i)
            )
                contexts[i] = LinkContext.List;
        return contexts.MoveToImmutable();
    }

    private static bool HasCondition(ImmutableArray<Mention> mentions, int i)
    {
        var next = i + 1;
        if (next < mentions.Length && mentions[next] is CueMention { Cue: PrepositionCue })
            next++;
        // "customers with ARR over $1 million"
        if (
            next > i + 1
            && next + 1 < mentions.Length
            && mentions[next] is LinkMention { Options: var measured }
            && measured.Any(o => o.Target is MetricTarget)
            && mentions[next + 1] is CueMention { Cue: ThresholdCue }
        )
            return mentions[i] is LinkMention { Options: var named } && named.Any(o => o.Target is EntityTarget);
        // "loans without a branch" counts them, "members without a city" lists them.
        if (
            next + 1 < mentions.Length
            && mentions[next] is CueMention { Cue: NegationCue { IsAbsence: true } }
            && mentions[next + 1] is LinkMention { Options: [{ Target: DimensionTarget }, ..] }
            && mentions[i] is LinkMention { Options: var counted }
            && counted.Any(o => o is { IsWhole: true, Quality: > 0.9, Target: MetricTarget })
        )
            return false;
        return next + 1 < mentions.Length
            && mentions[next] is CueMention { Cue: ThresholdCue or NegationCue { IsAbsence: true } }
            && mentions[next + 1] is LinkMention link
            && mentions[i] is LinkMention { Options: var options }
            && options.Any(o => o.Target is EntityTarget or JoinTarget)
            && link.Options.Any(o => o.Target is MetricTarget or EntityTarget or DimensionTarget);
    }

    private static (LinkContext Context, bool AfterLink) After(
        Cue cue,
        LinkContext current,
        LinkContext lastLink,
        bool afterLink,
        bool ranked,
        bool wasRanked
    ) =>
        cue switch
        {
            CountCue => (LinkContext.Count, false),
            GroupCue when lastLink is LinkContext.Rank or LinkContext.Which or LinkContext.List && afterLink && ranked => (LinkContext.RankBy, false),
            GroupCue => (LinkContext.Group, false),
            // "as a percentage of which", "from which segment"
            WhichCue { IsAre: true } => (LinkContext.WhatAre, false),
            WhichCue => (LinkContext.Which, false),
            ListCue => (LinkContext.List, false),
            RankCue { IsSuperlative: true } when current is LinkContext.Which or LinkContext.Group && !afterLink => (current, false),
            RankCue { IsSuperlative: true } when afterLink || wasRanked => (LinkContext.Plain, false),
            RankCue => (LinkContext.Rank, false),
            NegationCue { IsAbsence: true } => (LinkContext.Absence, false),
            NegationCue => (LinkContext.Negated, false),
            ShareCue => (LinkContext.Share, false),
            RatioCue or ScaleCue => (LinkContext.Ratio, false),
            IncludeCue => (LinkContext.Include, false),
            OnlyCue => (LinkContext.Only, false),
            // "how many of the tickets", "which of our accounts": the question word still holds.
            PrepositionCue
                when !afterLink
                    && current
                        is LinkContext.Count
                            or LinkContext.Share
                            or LinkContext.Negated
                            or LinkContext.List
                            or LinkContext.Which
                            or LinkContext.WhatAre => (current, false),
            PrepositionCue when !afterLink && current is LinkContext.Absence => (current, false),
            PrepositionCue => (LinkContext.Filter, false),
            JoinCue { Word: "vs" } => (LinkContext.Compared, false),
            JoinCue => (afterLink ? lastLink : current, false),
            ClauseCue => (LinkContext.Plain, false),
            AverageCue or CumulativeCue => (LinkContext.Plain, false),
            ChangeCue => (LinkContext.Plain, false),
            _ => (current, afterLink),
        };

    private static bool IsCount(Metric metric) =>
        metric.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Count or AggregationKind.CountDistinct };

    /// <summary>How well a kind of object fits a context: "by" wants a dimension, "how many" a metric or an entity.</summary>
    public static double Fit(LinkContext context, LinkTarget target) =>
        (context, target) switch
        {
            (_, TermTarget) => -0.35,
            // The layer says what a product means; a bare value does not.
            (_, ProductTarget) => 0.16,
            (_, StoredTarget) => -0.1,
            (LinkContext.Which or LinkContext.List, DimensionTarget { Dimension.Type: "boolean" }) => -0.1,
            (LinkContext.Group or LinkContext.Which, DimensionTarget) => 0.12,
            (LinkContext.Group or LinkContext.Which, JoinTarget) => 0.1,
            (LinkContext.Group or LinkContext.Which, EntityTarget) => 0.1,
            (LinkContext.RankBy, MetricTarget) => 0.15,
            (LinkContext.RankBy, DimensionTarget or EntityTarget or JoinTarget) => 0,
            (LinkContext.Group, MetricTarget) => -0.12,
            (LinkContext.Which or LinkContext.List, MetricTarget { Metric.Unit: "percent" }) => -0.16,
            (LinkContext.Which or LinkContext.List, MetricTarget { Metric: var metric }) when IsCount(metric) => 0,
            (LinkContext.Which, MetricTarget) => -0.05,
            (LinkContext.WhatAre, MetricTarget) => 0.08,
            (LinkContext.WhatAre, DimensionTarget) => 0.12,
            (LinkContext.WhatAre, EntityTarget) => 0.02,
            (LinkContext.Group or LinkContext.Which, TimeTarget) => 0,
            (LinkContext.Group, ValueTarget or ProductTarget or SegmentTarget) => -0.3,
            (LinkContext.Count, MetricTarget) => 0.1,
            (LinkContext.Count, EntityTarget) => 0.07,
            (LinkContext.Count, DimensionTarget) => -0.1,
            (LinkContext.Rank or LinkContext.List, EntityTarget) => 0.12,
            (LinkContext.Rank or LinkContext.List, DimensionTarget or JoinTarget) => 0.08,
            (LinkContext.Rank or LinkContext.List, MetricTarget) => -0.08,
            (LinkContext.Filter or LinkContext.Only or LinkContext.Negated or LinkContext.Compared, ValueTarget or ProductTarget or SegmentTarget) => 0.1,
            (LinkContext.Filter, EntityTarget) => 0.05,
            (LinkContext.Filter or LinkContext.Only or LinkContext.Negated, MetricTarget) => -0.05,
            (LinkContext.Filter, DimensionTarget) => -0.06,
            (LinkContext.Absence, MetricTarget or EntityTarget) => 0.05,
            (LinkContext.Share or LinkContext.Ratio, MetricTarget) => 0.1,
            (LinkContext.Plain, MetricTarget) => 0.06,
            (LinkContext.Plain, DimensionTarget) => -0.04,
            (LinkContext.Plain, TimeTarget) => -0.2,
            (_, TimeTarget) => -0.1,
            _ => 0,
        };
}
