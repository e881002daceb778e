using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Values;

/// <summary>The values that a layer's files declare, with everything that people call them.</summary>
internal static class LayerValues
{
    public static IEnumerable<IndexedValue> Of(SemanticLayer layer)
    {
        foreach (var entity in layer.Entities)
        foreach (var dimension in entity.Dimensions.Where(d => !d.IsHidden))
        foreach (var value in dimension.Values.Declared)
        {
            var field = $"{entity.Name}.{dimension.Name}";
            yield return new IndexedValue(field, value.Stored, value.Stored);
            if (value.Label is { } label)
                yield return new IndexedValue(field, value.Stored, label);
            foreach (var synonym in value.Synonyms)
                yield return new IndexedValue(field, value.Stored, synonym);
        }
        foreach (var product in layer.Products)
        foreach (var meaning in product.Means)
        foreach (var stored in meaning.Is)
        foreach (var phrase in product.Synonyms.Prepend(product.Name))
            yield return new IndexedValue(meaning.Field, stored, phrase);
    }

    /// <summary>Dimensions whose values are read from the warehouse, with the most that are kept; the rest is left to people.</summary>
    public static IEnumerable<(Entity Entity, Dimension Dimension, int Most, bool IsSample)> ToRead(SemanticLayer layer, SemanticsOptions options)
    {
        var readable = layer
            .Entities.SelectMany(e => e.Dimensions.Where(d => !d.IsHidden && d.Type == "string").Select(d => (Entity: e, Dimension: d)))
            .ToList();
        foreach (var (entity, dimension) in readable.Where(r => r.Dimension.Values.IsIndexed))
            yield return (entity, dimension, options.MaxIndexedValues, false);
        if (options.MaxSampledValues == 0)
            yield break;
        foreach (var (entity, dimension) in readable.Where(r => !r.Dimension.Values.IsIndexed && r.Dimension.Values.Declared.IsEmpty))
            yield return (entity, dimension, options.MaxSampledValues, true);
    }
}
