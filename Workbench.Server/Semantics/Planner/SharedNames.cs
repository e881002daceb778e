using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>"region" may be a dimension of many entities: the metric's own is meant, else the nearest within its reach.</summary>
internal sealed class SharedNames(LayerLexicon lexicon)
{
    public GroupUse Nearest(Draft draft, GroupUse use, List<string> homes) =>
        use is { Dimension: { } dimension, Role: null, TimePart: null } && Find(draft, use.Entity, dimension, homes, _ => true) is var (entity, own)
            ? use with
            {
                Entity = entity,
                Dimension = own,
            }
            : use;

    public FilterUse Nearest(Draft draft, FilterUse use, List<string> homes) =>
        use.Product is null
        && use.Op is null
        && Find(draft, use.Entity, use.Dimension, homes, other => use.Values.TrueForAll(v => Declares(other, v))) is var (entity, own)
            ? use with
            {
                Entity = entity,
                Dimension = own,
            }
            : use;

    /// <summary>A value that several dimensions hold is that of the nearest one: "attendance in Oslo" is not where somebody's employer is.</summary>
    public void TakeNearestValues(Draft draft, List<string> homes)
    {
        for (var i = 0; i < draft.Filters.Count; i++)
        {
            var use = draft.Filters[i];
            if (use.Product is not null || use.Op is not null || use.Values.Count == 0 || draft.Mentioned.Contains(use.Entity))
                continue;
            if (Steps(homes, use.Entity) is not { } steps)
                continue;
            var nearer = use
                .Values.Select(v => Others(draft, use, v))
                .Aggregate((all, some) => [.. all.Where(a => some.Exists(s => s.Dimension == a.Dimension))])
                .Select(o => (Target: o, Steps: Steps(homes, o.Entity)))
                .Where(o => o.Steps < steps)
                .OrderBy(o => o.Steps)
                .FirstOrDefault();
            if (nearer.Target is not { } other)
                continue;
            draft.Filters[i] = use with { Entity = other.Entity, Dimension = other.Dimension };
            Relink(
                draft,
                l => l is ValueTarget taken && taken.Dimension == use.Dimension && use.Values.Contains(taken.Stored, StringComparer.OrdinalIgnoreCase),
                l => new ValueTarget(other.Entity, other.Dimension, ((ValueTarget)l).Stored) { RequiredLevel = other.RequiredLevel }
            );
            for (var g = 0; g < draft.Groups.Count; g++)
                if (draft.Groups[g] is { Role: null } group && group.Dimension == use.Dimension && group.Entity == use.Entity)
                    draft.Groups[g] = group with { Entity = other.Entity, Dimension = other.Dimension };
        }
        TakeNearestGroups(draft, homes);
        for (var g = draft.Groups.Count - 1; g > 0; g--)
            if (draft.Groups.IndexOf(draft.Groups[g]) < g)
                draft.Groups.RemoveAt(g);
    }

    /// <summary>"by subject": the subject of the course that somebody enrolled on rather than that of who teaches there.</summary>
    private void TakeNearestGroups(Draft draft, List<string> homes)
    {
        for (var g = 0; g < draft.Groups.Count; g++)
        {
            if (
                draft.Groups[g] is not { Role: null, TimePart: null, Dimension: { } dimension } group
                || draft.Mentioned.Contains(group.Entity)
                || draft.Listed is not null
                || Steps(homes, group.Entity) is not { } steps
                || draft.Links.Find(l => l.Option.Target is DimensionTarget taken && taken.Dimension == dimension)
                    is not { Mention: { } mention, Option: { } option }
            )
                continue;
            var nearer = mention
                .Options.Where(o => o.Quality >= option.Quality - 0.02)
                .Select(o => o.Target)
                .OfType<DimensionTarget>()
                .Where(o => o.Dimension != dimension)
                .Select(o => (Target: o, Steps: Steps(homes, o.Entity)))
                .Where(o => o.Steps < steps)
                .OrderBy(o => o.Steps)
                .FirstOrDefault();
            if (nearer.Target is not { } other)
                continue;
            draft.Groups[g] = group with { Entity = other.Entity, Dimension = other.Dimension };
            Relink(draft, l => l is DimensionTarget taken && taken.Dimension == dimension, _ => other);
        }
    }

    /// <summary>The words are linked to what was taken in the end.</summary>
    private static void Relink(Draft draft, Func<LinkTarget, bool> isOld, Func<LinkTarget, LinkTarget> made)
    {
        for (var i = 0; i < draft.Links.Count; i++)
            if (draft.Links[i] is var (mention, option, context) && isOld(option.Target))
                draft.Links[i] = (mention, option with { Target = made(option.Target) }, context);
    }

    /// <summary>What else the words of a value may mean, as well as what was taken.</summary>
    private static List<ValueTarget> Others(Draft draft, FilterUse use, string stored)
    {
        var (mention, option, _) = draft.Links.Find(l =>
            l.Option.Target is ValueTarget taken && taken.Dimension == use.Dimension && string.Equals(taken.Stored, stored, StringComparison.OrdinalIgnoreCase)
        );
        return mention is null
            ? []
            :
            [
                .. mention
                    .Options.Where(o => o.Quality >= option.Quality - 0.02)
                    .Select(o => o.Target)
                    .OfType<ValueTarget>()
                    .Where(o => o.Dimension != use.Dimension && string.Equals(o.Stored, stored, StringComparison.OrdinalIgnoreCase)),
            ];
    }

    /// <summary>Joins on the way, more where a row may lead to none; null where no way leads there.</summary>
    private int? Steps(List<string> homes, Entity entity)
    {
        var sum = 0;
        foreach (var home in homes)
        {
            if (lexicon.Reach.Between(home, entity.Name).MinBy(p => p.Joins.Length) is not { } path)
                return null;
            sum += path.Joins.Length + (lexicon.Reach.IsOptional(home, entity.Name) ? 3 : 0);
        }
        return homes.Count == 0 ? null : sum;
    }

    private static bool Declares(Dimension dimension, string stored) => dimension.Values.Declared.Any(v => v.Stored == stored);

    private (Entity Entity, Dimension Dimension)? Find(Draft draft, Entity entity, Dimension dimension, List<string> homes, Func<Dimension, bool> fits)
    {
        if (homes.Count == 0 || homes.Contains(entity.Name) || draft.Mentioned.Contains(entity) || draft.Listed == entity || draft.Counted == entity)
            return null;
        var isReachable = lexicon.Reach.FieldFor(homes, entity.Name, dimension.Name) is not null;
        if (isReachable && (homes.Count > 1 || !IsBare(draft, dimension)))
            return null;
        foreach (var name in isReachable ? homes : lexicon.Reach.From(homes[0]).Select(p => p.To))
            if (
                lexicon.Layer.FindEntity(name) is { } nearer
                && nearer.FindDimension(dimension.Name) is { IsHidden: false } own
                && string.Equals(own.Label, dimension.Label, StringComparison.OrdinalIgnoreCase)
                && fits(own)
                && lexicon.Reach.FieldFor(homes, name, own.Name) is not null
            )
                return (nearer, own);
        return null;
    }

    /// <summary>Said without the entity: "region", not "account region".</summary>
    private static bool IsBare(Draft draft, Dimension dimension)
    {
        var words = LayerLexicon.SplitWords(dimension.Label).Count();
        return draft.Links.Exists(l =>
            l.Option.Target switch
            {
                DimensionTarget target => target.Dimension == dimension && (int)UInt128.PopCount(l.Mention.Mask) <= words,
                ValueTarget target => target.Dimension == dimension && (int)UInt128.PopCount(l.Mention.Mask) <= LayerLexicon.SplitWords(target.Stored).Count(),
                _ => false,
            }
        );
    }
}
