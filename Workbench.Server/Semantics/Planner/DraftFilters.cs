using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Gathers what picks rows: values, products, flags.</summary>
internal sealed class DraftFilters(Draft draft, LayerLexicon lexicon, ImmutableArray<Token> tokens)
{
    public void AddProduct(Product product, LinkContext context, Mention mention, LinkOption option)
    {
        var means = product.Means.Select(Read).OfType<FilterReading>().ToList();
        if (means.Count == 0)
        {
            draft.Doubt("a product without meaning", 0.5);
            return;
        }
        foreach (var meaning in means)
        {
            GroupSides(meaning.Entity, meaning.Dimension, context, mention);
            Add(
                meaning.Entity,
                meaning.Dimension,
                meaning.Values,
                context is LinkContext.Negated or LinkContext.Absence,
                mention,
                product,
                option.Quality,
                [.. product.AmbiguousWith.Select(Read).OfType<FilterReading>()]
            );
        }
    }

    /// <summary>"chat compared with email", "for economy and for business", "how many by day and how many by night": each beside the other.</summary>
    private void GroupSides(Entity entity, Dimension dimension, LinkContext context, Mention mention)
    {
        if (
            draft.Filters.Find(f => f.Dimension == dimension && f.Entity == entity && !f.IsNegated) is not { } side
            || draft.Groups.Exists(g => g.Dimension == dimension)
        )
            return;
        if (context is LinkContext.Compared)
        {
            draft.Groups.Add(new GroupUse(entity, dimension, null));
            draft.Score += 0.08;
        }
        else if (IsRepeated(mention) || IsAskedTwice(side.At, mention.First))
            draft.Groups.Add(new GroupUse(entity, dimension, null));
    }

    private bool IsAskedTwice(int first, int second)
    {
        for (var i = Math.Max(0, first) + 1; i + 1 < second; i++)
            if (tokens[i].Word == "how" && tokens[i + 1].Word is "many" or "much")
                return true;
        return false;
    }

    private FilterReading? Read(FieldMeaning meaning) =>
        lexicon.FindDimension(meaning.Field) is { } target ? new FilterReading(target.Entity, target.Dimension, meaning.Is) : null;

    public void AddValue(Entity entity, Dimension dimension, string stored, LinkContext context, Mention mention, LinkOption option, Product? product)
    {
        if (context is LinkContext.Group)
            draft.Doubt("a value behind by", option.Quality >= 0.98 ? 0.08 : 0.2);
        GroupSides(entity, dimension, context, mention);
        // "including cancelled ones" leaves nothing out, and picks nothing.
        if (context is LinkContext.Include)
        {
            draft.Doubt("something to include that nothing leaves out", 0.5);
            return;
        }
        Add(entity, dimension, [stored], context is LinkContext.Negated or LinkContext.Absence, mention, product, option.Quality);
    }

    public void Add(
        Entity entity,
        Dimension dimension,
        IReadOnlyList<string> values,
        bool isNegated,
        Mention mention,
        Product? product,
        double quality,
        List<FilterReading>? others = null
    )
    {
        var near = JoinRoles.Near(tokens, mention);
        if (
            draft.Filters.Find(f => f.Dimension == dimension && f.Entity == entity && f.IsNegated == isNegated && f.Op is null) is { } same
            && (isNegated || values.All(v => same.Values.Contains(v)) || AreJoined(same.At, mention.First) && !AreApart(same.Near, near))
        )
        {
            same.Values.AddRange(values.Except(same.Values, StringComparer.Ordinal));
            return;
        }
        draft.Filters.Add(
            new FilterUse(entity, dimension, [.. values], isNegated)
            {
                Words = TextOf(mention),
                Product = product,
                Others = others ?? [],
                AlwaysAsk = product?.AlwaysAsk == true,
                Quality = quality,
                At = mention.First,
                Near = near,
            }
        );
    }

    /// <summary>"from Hamburg to Oslo": the two ends of one way.</summary>
    public static bool AreApart(ImmutableArray<NearWord> one, ImmutableArray<NearWord> other) =>
        JoinRoles.SideOf(one) is var side and > 0 && JoinRoles.SideOf(other) is var end and > 0 && side != end;

    private bool IsRepeated(Mention mention) =>
        mention.First >= 2
        && tokens[mention.First - 1].Word is "for" or "in" or "at" or "with" or "on" or "of" or "among"
        && tokens[mention.First - 2].Word is "and" or "&"
        && tokens.Take(mention.First - 2).Any(t => t.Word == tokens[mention.First - 1].Word);

    /// <summary>"chat and e-mail", "chat, phone": one or the other.</summary>
    private bool AreJoined(int first, int second)
    {
        for (var i = Math.Max(0, first); i < second; i++)
            if (tokens[i].Word is "and" or "or" or "," or "vs" or "versus" or "against" or "to" or "with" or "plus" or "than" or "/")
                return true;
        return false;
    }

    public string TextOf(Mention mention) =>
        string.Join(
            ' ',
            Enumerable.Range(mention.First, mention.Last - mention.First + 1).Where(i => (mention.Mask & (UInt128.One << i)) != 0).Select(i => tokens[i].Text)
        );
}
