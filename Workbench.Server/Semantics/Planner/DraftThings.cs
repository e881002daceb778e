using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Gathers the things that are named: what is counted, listed, grouped by.</summary>
internal sealed class DraftThings(Draft draft, DraftFilters filters, DraftLimits limits, OpenWords open, LayerLexicon lexicon, ImmutableArray<Token> tokens)
{
    public void Entity(Entity entity, LinkOption option, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        if (
            open.Threshold is { } threshold
            && i - open.ThresholdAt <= 2
            && lexicon.Search.CountOf(entity) is { } counted
            && limits.Limited() is { } limited
            && limited != entity
        )
        {
            limits.Add(counted, threshold);
            return;
        }
        if (option.Quality < 0.95 && draft.Groups.Count > 0 && context is LinkContext.Which or LinkContext.List or LinkContext.Rank)
        {
            draft.Acted = entity;
            draft.Mentioned.Add(entity);
            return;
        }
        switch (context)
        {
            case LinkContext.Count when draft.Counted is not null && draft.Counted != entity && mentions[i - 1] is LinkMention:
                draft.Mentioned.Add(entity);
                return;
            // "without the Vetisan products": the brand is denied, and that denies them.
            case LinkContext.Absence
                when i > 0
                    && mentions[i - 1] is LinkMention { Last: var end, First: var start }
                    && end == mentions[i].First - 1
                    && draft.Filters.Exists(f => f.IsNegated && f.At == start):
                draft.Mentioned.Add(entity);
                return;
            // "sales without a voucher": each leads to one or to none, whatever else counts vouchers.
            case LinkContext.Absence when Subject() is { } subject && IsOneOf(subject, entity) && AddMissing(entity, mentions[i], []):
                return;
            case LinkContext.Absence when lexicon.Search.CountOf(entity) is { } none && (limits.Limited() is not null || draft.Mentioned.Count > 0):
                if (limits.Limited() is null)
                    draft.Listed = draft.Mentioned[^1];
                draft.Conditions.Add(new ConditionUse(none, "=", 0, null, open.Clause, true) { At = i });
                return;
            // "appointments without a doctor": the one they would lead to is missing.
            case LinkContext.Absence
                when lexicon.Search.CountOf(entity) is null
                    && lexicon.Layer.Entities.Any(e => e.Joins.Any(j => j.To == entity.Name))
                    && AddMissing(entity, mentions[i], []):
                return;
            case LinkContext.Count:
                draft.Counted = entity;
                draft.Listed ??= entity;
                draft.IsCount = true;
                return;
            case LinkContext.Share:
                draft.Counted ??= entity;
                return;
            // "the referring doctor": the join has named the entity already.
            case LinkContext.Group
            or LinkContext.Which
            or LinkContext.List
                when draft.Groups.Count > 0 && draft.Groups[^1] is { Role: { } role } && role.To == entity.Name && i > 0 && mentions[i - 1] is LinkMention:
                return;
            case LinkContext.Group or LinkContext.RankBy:
                Group(new GroupUse(entity, null, null), context);
                return;
            // "what are our cars worth": all of them together.
            case LinkContext.WhatAre when draft.WantsAmount && tokens.Any(t => t.Word == "worth"):
            case LinkContext.Which or LinkContext.WhatAre or LinkContext.List or LinkContext.Rank when FollowsDimension(mentions, i):
                draft.Mentioned.Add(entity);
                return;
            case LinkContext.Which or LinkContext.WhatAre or LinkContext.List or LinkContext.Rank:
                // "which customers' projects": the last noun is the one that is listed.
                draft.Listed = entity;
                draft.IsListing = true;
                Group(new GroupUse(entity, null, null), context);
                return;
            case LinkContext.Ratio when lexicon.Search.CountOf(entity) is { } under && open.LastMetric is not null:
                draft.RatioUnder = under;
                return;
            default:
                draft.Mentioned.Add(entity);
                return;
        }
    }

    /// <summary>The one that a join would lead to is missing.</summary>
    /// <param name="near">The words that name the join.</param>
    public bool AddMissing(Entity entity, Mention mention, ImmutableArray<NearWord> near)
    {
        if (entity.Title is not { } title || entity.FindDimension(title) is not { } titled)
            return false;
        draft.Filters.Add(
            new FilterUse(entity, titled, [], false)
            {
                Words = filters.TextOf(mention),
                Op = "is_null",
                Near = near,
            }
        );
        open.IsAbsence = false;
        return true;
    }

    /// <summary>What the rows are that have been named: counted, listed or measured.</summary>
    private Entity? Subject() =>
        draft.Counted
        ?? draft.Listed
        ?? (open.Metrics is [{ Metric.Definition: SimpleMetric simple }, ..] ? lexicon.Layer.FindEntity(simple.Entity) : null)
        ?? (draft.Mentioned.Count > 0 ? draft.Mentioned[^1] : null);

    private static bool IsOneOf(Entity subject, Entity entity) =>
        subject.Joins.Count(j => j.To == entity.Name) == 1 && entity.Joins.All(j => j.To != subject.Name);

    /// <summary>"list the e-mails of all contacts": the dimension is what is listed, the entity says whose; "for each region, which contact" asks for both.</summary>
    private bool FollowsDimension(ImmutableArray<Mention> mentions, int i) =>
        open.LastTarget is DimensionTarget
        && i > 0
        && mentions[i - 1] is not LinkMention and not CueMention { Cue: WhichCue { IsAre: false } }
        && draft.Groups.Count > 0;

    public void Dimension(Entity entity, Dimension dimension, EntityJoin? role, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        if (open.Threshold is { } threshold && dimension.Type is "integer" or "decimal" && i - open.ThresholdAt <= 2)
        {
            limits.Add(entity, dimension, threshold, filters.TextOf(mentions[i]));
            return;
        }
        if (dimension.Type == "boolean" && context is not (LinkContext.Group or LinkContext.Which or LinkContext.RankBy))
        {
            filters.Add(entity, dimension, ["true"], context is LinkContext.Negated or LinkContext.Absence, mentions[i], null, 0.95);
            return;
        }
        // "without an industry": the value is missing.
        if (context is LinkContext.Absence)
        {
            draft.Filters.Add(new FilterUse(entity, dimension, [], false) { Words = filters.TextOf(mentions[i]), Op = "is_null" });
            open.IsAbsence = false;
            return;
        }
        // "compared with the other regions": each beside the one that was named.
        if (
            draft.Filters.Find(f => f.Dimension == dimension && f.Entity == entity) is { } one
            && mentions[i].First > 0
            && tokens[mentions[i].First - 1].Word is "other" or "remaining"
        )
        {
            draft.Filters.Remove(one);
            draft.BesideOthers = dimension;
        }
        // "region EMEA", "the EMEA region", "urgent priority": the noun belongs to the value.
        var besideValue =
            context is not LinkContext.Group and not LinkContext.Which and not LinkContext.RankBy
            && (
                draft.Filters.Exists(f => f.Dimension == dimension) && open.LastTarget is ValueTarget or ProductTarget
                || i + 1 < mentions.Length && NextIsValueOf(mentions[i + 1], dimension)
            );
        if (besideValue)
            return;
        // "revenue per employee" is a ratio, not revenue by headcount.
        if (context is LinkContext.Group && dimension.Type is "integer" or "decimal" && mentions[i].First > 0 && tokens[mentions[i].First - 1].Word == "per")
            draft.Doubt("per a number", 0.4);
        // Nobody draws a number apart by another number without saying so.
        if (dimension.Type is "integer" or "decimal" && context is LinkContext.Plain or LinkContext.Filter && open.Metrics.Count > 0)
            draft.Doubt("grouped by a number", 0.5);
        if (context is LinkContext.Count)
            draft.Doubt("counts a dimension", 0.6);
        else if (context is LinkContext.Plain or LinkContext.Filter)
            draft.Doubt("a dimension on its own", context is LinkContext.Filter ? 0.12 : 0.05);
        if (context is LinkContext.Which or LinkContext.WhatAre or LinkContext.List)
            draft.IsListing = true;
        Group(new GroupUse(entity, dimension, role) { Near = JoinRoles.Near(tokens, mentions[i]) }, context);
    }

    private static bool NextIsValueOf(Mention next, Dimension dimension) =>
        next is LinkMention link && link.Options.Any(o => o.Target is ValueTarget value && value.Dimension == dimension);

    public void Group(GroupUse group, LinkContext context)
    {
        if (context is LinkContext.Negated or LinkContext.Absence)
            draft.Doubt("a grouping behind not", 0.4);
        if (!draft.Groups.Exists(g => g with { IsWithin = false } == group))
            draft.Groups.Add(group with { IsWithin = open.IsWithin && context is LinkContext.Group or LinkContext.RankBy });
    }
}
