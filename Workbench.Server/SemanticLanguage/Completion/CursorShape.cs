using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage.Completion;

/// <summary>What the format allows at a place, and the objects around it by what is written there.</summary>
/// <param name="Shape">Of the value at the cursor.</param>
/// <param name="Key">The key whose value it is.</param>
internal sealed record CursorShape(Shape Shape, KeyShape? Key, IReadOnlyDictionary<string, string> Written)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? Schema { get; private init; }
    public string? Table { get; private init; }
    public string? Entity { get; private init; }

    /// <summary>The keys of the metric around it.</summary>
    public IReadOnlyDictionary<string, string>? Metric { get; private init; }
    public string? InputMetric { get; private init; }

    /// <summary>The field whose values are asked for.</summary>
    public string? Field { get; private init; }
    public ImmutableArray<string>? QueryMetrics { get; private init; }

    /// <summary>The name of the object around it that is no list item: a dimension, a time.</summary>
    public string? Name { get; private init; }

    /// <summary>Null where the format knows nothing of the way there.</summary>
    public static CursorShape? Of(LayerFileFormat format, ImmutableArray<CursorStep> steps)
    {
        var at = new CursorShape(format.Shape, null, Nothing);
        foreach (var step in steps)
            if (at.Into(step) is { } next)
                at = next;
            else
                return null;
        return at;
    }

    /// <summary>The keys that a mapping at this place may have.</summary>
    public static MapShape? MapOf(Shape shape, IReadOnlyDictionary<string, string> written) =>
        QueryFormat.Of(shape) switch
        {
            MapShape map => map,
            VariantShape variant => variant.Of(
                variant.Variants.FirstOrDefault(v => v.Value == Text(written, variant.Key)) ?? variant.Variants.First(v => v.Value == variant.Default)
            ),
            ListShape list => MapOf(list.Item, written),
            EitherShape either => either.Shapes.Select(s => s is ListShape ? null : MapOf(s, written)).FirstOrDefault(m => m is not null),
            _ => null,
        };

    private CursorShape? Into(CursorStep step)
    {
        if (step.Written is not { } written)
            return ItemOf(Shape) is { } item ? this with { Shape = item } : null;
        var entered = Enter(written);
        if (step.Key is not { } key)
            return entered with { Written = written };
        if (MapOf(Shape, written) is { } map)
            return map.Keys.FirstOrDefault(k => k.Key == key) is { } found ? entered with { Shape = found.Shape, Key = found, Written = written } : null;
        return DictionaryOf(Shape) is { } dictionary ? entered with { Shape = dictionary.Value, Written = written } : null;
    }

    private CursorShape Enter(IReadOnlyDictionary<string, string> written) =>
        MapOf(Shape, written)?.Name switch
        {
            "warehouse file" => this with { Schema = Text(written, "schema") },
            "table" => this with { Table = $"{Schema}.{Text(written, "name")}" },
            "entity" => this with { Entity = Text(written, "entity"), Table = Text(written, "table") },
            "dimension" or "time" or "column" => this with { Name = Text(written, "name") },
            "semantic query" => this with { QueryMetrics = Items(written.GetValueOrDefault("metrics")) },
            "input" => this with { InputMetric = Text(written, "metric") },
            "filter" or "meaning" => this with { Field = Text(written, "field") },
            _ when Shape is VariantShape { Name: "metric" } => this with { Metric = written, Entity = Text(written, "entity") },
            _ => this,
        };

    private static Shape? ItemOf(Shape shape) =>
        shape switch
        {
            ListShape list => list.Item,
            EitherShape either => either.Shapes.OfType<ListShape>().FirstOrDefault()?.Item,
            _ => null,
        };

    private static DictionaryShape? DictionaryOf(Shape shape) =>
        shape switch
        {
            DictionaryShape dictionary => dictionary,
            EitherShape either => either.Shapes.OfType<DictionaryShape>().FirstOrDefault(),
            _ => null,
        };

    public static string? Text(IReadOnlyDictionary<string, string> written, string key) =>
        written.GetValueOrDefault(key) is { } raw && YamlLines.Unquote(raw) is { Length: > 0 } text ? text : null;

    private static ImmutableArray<string> Items(string? list) =>
        [.. (list ?? "").Trim('[', ']', ' ').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(YamlLines.Unquote)];
}
