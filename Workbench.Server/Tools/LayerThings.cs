using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Tools;

/// <summary>Everything of a layer that a level may know of.</summary>
internal static class LayerThings
{
    private const int MaxAbout = 160;

    public static IEnumerable<LayerThing> Of(SemanticLayer layer, string level)
    {
        var content = layer.Content;
        bool Sees(string? access) => layer.Access.Allows(level, access);
        foreach (var metric in layer.Metrics.Where(m => !m.IsHidden && Sees(m.Access)))
            yield return new(
                LayerThingKind.Metric,
                metric.Name,
                metric.Label,
                OneLine(metric.Description),
                [.. LayerIndex.Named(metric.Synonyms), LayerIndex.Told(metric.Description), LayerIndex.Told(metric.Unit)]
            );
        foreach (var entity in layer.Entities.Where(e => Sees(e.Access)))
        {
            yield return new(
                LayerThingKind.Entity,
                entity.Name,
                entity.Label,
                OneLine(entity.Description),
                [.. LayerIndex.Named(entity.Synonyms), LayerIndex.Told(entity.Description)]
            );
            foreach (var dimension in entity.Dimensions.Where(d => !d.IsHidden && Sees(d.Access ?? entity.Access)))
                yield return new(
                    LayerThingKind.Field,
                    $"{entity.Name}.{dimension.Name}",
                    dimension.Label,
                    OneLine(dimension.Description),
                    [
                        .. LayerIndex.Named(dimension.Synonyms),
                        .. LayerIndex.Valued(dimension.Values.Declared.SelectMany(v => v.Synonyms.Append(v.Stored))),
                        LayerIndex.Told(dimension.Description),
                    ]
                );
        }
        foreach (var product in layer.Products.Where(p => content.Allows(level, p.Means.Select(m => m.Field))))
            yield return new(
                LayerThingKind.Product,
                product.Name,
                product.Name,
                OneLine(product.Description),
                [.. LayerIndex.Named(product.Synonyms), LayerIndex.Told(product.Description)]
            );
        foreach (var term in content.Glossary.Where(t => content.Allows(level, t.See)))
            yield return new(
                LayerThingKind.Term,
                term.Term,
                term.Term,
                OneLine(term.Definition),
                [.. LayerIndex.Named(term.Synonyms), LayerIndex.Told(term.Definition)]
            );
        foreach (var rule in content.Rules.Where(r => content.Allows(level, r.AppliesTo)))
            yield return new(LayerThingKind.Rule, rule.Name, rule.Name, OneLine(rule.Text), [LayerIndex.Told(rule.Text)]);
        foreach (var verified in content.Verified.Where(v => SeesVerified(content, level, v)))
            yield return new(
                LayerThingKind.VerifiedQuery,
                verified.Question,
                verified.Question,
                OneLine(verified.Note),
                [.. LayerIndex.Named(verified.AlsoAsked)]
            );
        foreach (var table in layer.Tables.Where(t => Sees(t.Access)))
            yield return new(
                LayerThingKind.Table,
                table.FullName,
                table.FullName,
                OneLine(table.Description),
                [LayerIndex.Told(table.Description), .. table.Columns.Where(c => Sees(c.Access ?? table.Access)).Select(c => LayerIndex.Told(c.Name))]
            );
    }

    public static bool SeesVerified(LayerContent content, string level, VerifiedQuery verified) =>
        (verified.Query is not { } query || content.Allows(level, NameAccess.NamesOf(query)))
        && (verified.Sql is not { } sql || NameAccess.OfSql(content, sql).All(a => content.Access.Allows(level, a)));

    public static string? OneLine(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxAbout ? line : line[..(char.IsHighSurrogate(line[MaxAbout - 1]) ? MaxAbout - 1 : MaxAbout)] + "…";
    }
}
