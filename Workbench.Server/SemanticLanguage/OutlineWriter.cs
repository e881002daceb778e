using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>What a file declares, as a tree.</summary>
internal sealed class OutlineWriter(LayerPart part, VisibleNames names)
{
    private static readonly (string Key, string Kind, string Name, string? Detail)[] Lists =
    [
        ("tables", "table", "name", "description"),
        ("columns", "column", "name", "type"),
        ("times", "time", "name", "label"),
        ("dimensions", "dimension", "name", "label"),
        ("segments", "segment", "name", "label"),
        ("joins", "join", "name", "to"),
        ("metrics", "metric", "name", "label"),
        ("products", "product", "name", "kind"),
        ("levels", "level", "name", "description"),
        ("terms", "term", "term", null),
        ("rules", "rule", "name", null),
        ("queries", "query", "question", null),
        ("examples", "example", "question", "topic"),
    ];

    public IEnumerable<LayerSymbol> Symbols()
    {
        if (part.Tree is not { } tree)
            yield break;
        if (tree.Text("entity") is { IsNull: false } entity)
        {
            if (names.Sees(new LayerName("entity", "", entity.Value)))
                yield return Symbol("entity", entity, tree.String("label"), [.. Children(tree, entity.Value)]);
            yield break;
        }
        foreach (var symbol in Children(tree, tree.String("schema") ?? ""))
            yield return symbol;
    }

    private IEnumerable<LayerSymbol> Children(YamlMap map, string owner)
    {
        foreach (var (key, kind, nameKey, detail) in Lists)
        foreach (var item in map.Items(key))
        {
            var (name, inner) = item is YamlMap one ? (one.Text(nameKey), one) : (item as YamlText, null);
            if (name is null or { IsNull: true } || (item is YamlText && kind != "example"))
                continue;
            var own = kind is "metric" or "level" ? "" : owner;
            if (names.Sees(new LayerName(kind, own, name.Value)))
                yield return Symbol(
                    kind,
                    name,
                    detail is null ? null : inner?.String(detail),
                    inner is null || kind != "table" ? [] : [.. Children(inner, $"{owner}.{name.Value}")]
                );
        }
    }

    private LayerSymbol Symbol(string kind, YamlText name, string? detail, IReadOnlyList<LayerSymbol> children)
    {
        var range = ScalarSpan.Of(new NameScalar(part, name, IsExpression: false))?.ToRange();
        return new LayerSymbol(
            kind,
            name.Value,
            detail,
            range ?? new LayerRange(part.File.Path, name.At.Line, name.At.Column, name.At.Line, name.At.Column + 1),
            children
        );
    }
}
