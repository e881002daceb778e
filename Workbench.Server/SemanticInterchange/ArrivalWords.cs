using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What is in a file of an import, for a person.</summary>
internal static class ArrivalWords
{
    private const int Shown = 4;

    public static string Of(LayerFileText file)
    {
        var content = LayerReader.Read([file]).Content;
        var parts = new (int Count, string One)[]
        {
            (content.Tables.Length, "table"),
            (content.Metrics.Length, "metric"),
            (content.Products.Length, "product"),
            (content.Rules.Length, "rule"),
            (content.Glossary.Length, "term"),
            (content.Verified.Length, "verified query"),
            (content.Examples.Length, "example"),
        };
        return file.Path == KeptSources.Path ? "the imported files, for the way back"
            : content.Entities is [var entity] ? $"{Number(entity.Dimensions.Length + entity.Times.Length, "field")}, {Number(entity.Joins.Length, "join")}"
            : string.Join(", ", parts.Where(p => p.Count > 0).Select(p => Number(p.Count, p.One))) is { Length: > 0 } words ? words
            : file.Path == LayerFormat.LayerFile ? "name and account"
            : "settings";
    }

    /// <summary>metric revenue</summary>
    public static string Of((string Kind, string Name) item) =>
        item.Kind switch
        {
            "queries" => $"verified query \"{item.Name}\"",
            "tables" or "metrics" or "terms" or "rules" or "examples" or "products" => $"{item.Kind[..^1]} {item.Name}",
            _ => $"{item.Kind} {item.Name}".TrimEnd(),
        };

    public static string Of(IReadOnlyList<string> adds, IReadOnlyList<string> extends, IReadOnlyList<string> changes) =>
        string.Join("; ", new[] { Listed("adds", adds), Listed("adds to", extends), Listed("changes", changes) }.OfType<string>()) is { Length: > 0 } words
            ? words
            : "in another order";

    private static string? Listed(string verb, IReadOnlyList<string> items) =>
        items.Count == 0 ? null
        : items.Count <= Shown ? $"{verb} {string.Join(", ", items)}"
        : $"{verb} {string.Join(", ", items.Take(Shown))} and {items.Count - Shown} more";

    private static string Number(int count, string one) => $"{count} {(count == 1 ? one : one.EndsWith('y') ? $"{one[..^1]}ies" : $"{one}s")}";
}
