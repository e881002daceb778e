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
