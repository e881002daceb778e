using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Puts what changed between two readings of a format into the files of a layer that says more. Files without a change stay letter by letter.</summary>
internal static class LayerMerge
{
    /// <summary>Keys that hold a list of named objects, by the folder or file that they stand in.</summary>
    private static readonly string[] Lists = ["tables", "metrics", "terms", "rules", "queries", "examples"];

    public static ImmutableArray<LayerFileText> Put(
        ImmutableArray<LayerFileText> mine,
        ImmutableArray<LayerFileText> before,
        ImmutableArray<LayerFileText> theirs
    )
    {
        var (old, now) = (Objects(before), Objects(theirs));
        var trees = mine.ToDictionary(f => f.Path, Tree, StringComparer.Ordinal);
        var placed = new HashSet<(string, string)>();
        var result = new Dictionary<string, LayerFileText>(StringComparer.Ordinal);
        foreach (var file in mine)
        {
            if (trees[file.Path] is not { } tree || Replace(tree, old, now, placed) is not { } changed)
            {
                result[file.Path] = file;
                continue;
            }
            if (changed.Count > 0)
                result[file.Path] = LayerBuild.File(file.Path, changed);
        }
        // Objects that are new stand where the reading puts them.
        foreach (var ((kind, name), (path, value)) in now)
        {
            if (placed.Contains((kind, name)) || old.ContainsKey((kind, name)))
                continue;
            if (kind is "entity" or "layer")
            {
                result.TryAdd(path, LayerBuild.File(path, value));
                continue;
            }
            var tree = result.TryGetValue(path, out var there) ? Tree(there) ?? [] : Wrapper(kind, name);
            var list = tree[kind] as JsonArray ?? [];
            list.Add(value.DeepClone());
            tree[kind] = list.Parent is null ? list : list.DeepClone();
            result[path] = LayerBuild.File(path, tree);
        }
        return [.. result.Values.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <returns>Null when nothing in the file changed; empty when nothing is left of it.</returns>
    private static JsonObject? Replace(
        JsonObject tree,
        Dictionary<(string Kind, string Name), (string Path, JsonObject Value)> old,
        Dictionary<(string Kind, string Name), (string Path, JsonObject Value)> now,
        HashSet<(string, string)> placed
    )
    {
        if (KindOf(tree) is ("entity" or "layer") and var whole)
        {
            var key = (whole, whole == "layer" ? "" : tree["entity"]!.ToString());
            placed.Add(key);
            if (!now.TryGetValue(key, out var current))
                return old.ContainsKey(key) ? [] : null;
            var put = (JsonObject)TreeMerge.Put(tree, old.GetValueOrDefault(key).Value, current.Value)!;
            return JsonNode.DeepEquals(put, tree) ? null : put;
        }
        if (Lists.FirstOrDefault(l => tree[l] is JsonArray) is not { } list)
            return null;
        var items = new JsonArray();
        foreach (var item in tree[list]!.AsArray())
        {
            var key = (list, NameOf(list, tree, item));
            placed.Add(key);
            var had = old.TryGetValue(key, out var was);
            if (had && !now.ContainsKey(key))
                continue;
            items.Add(now.TryGetValue(key, out var isNow) ? TreeMerge.Put(item, had ? was.Value : null, isNow.Value) : item?.DeepClone());
        }
        if (JsonNode.DeepEquals(items, tree[list]))
            return null;
        if (items.Count == 0)
            return [];
        var changed = (JsonObject)tree.DeepClone();
        changed[list] = items;
        return changed;
    }

    private static Dictionary<(string Kind, string Name), (string Path, JsonObject Value)> Objects(ImmutableArray<LayerFileText> files)
    {
        var objects = new Dictionary<(string, string), (string, JsonObject)>();
        foreach (var file in files)
        {
            if (Tree(file) is not { } tree)
                continue;
            if (KindOf(tree) is ("entity" or "layer") and var whole)
                objects[(whole, whole == "layer" ? "" : tree["entity"]!.ToString())] = (file.Path, tree);
            else if (Lists.FirstOrDefault(l => tree[l] is JsonArray) is { } list)
                foreach (var item in tree[list]!.AsArray().OfType<JsonObject>())
                    objects[(list, NameOf(list, tree, item))] = (file.Path, item);
        }
        return objects;
    }

    private static string KindOf(JsonObject tree) =>
        tree.ContainsKey("entity") ? "entity"
        : tree.ContainsKey("account") && tree.ContainsKey("name") ? "layer"
        : "list";

    private static string NameOf(string list, JsonObject tree, JsonNode? item) =>
        list == "tables" ? $"{tree["schema"]}.{TreeMerge.NameOf(item)}" : TreeMerge.NameOf(item) ?? "";

    private static JsonObject Wrapper(string kind, string name) => kind == "tables" ? new JsonObject { ["schema"] = name.Split('.')[0] } : [];

    private static JsonObject? Tree(LayerFileText file) =>
        file.Fault is null && file.Path != KeptSources.Path && YamlTree.Read(file.Path, file.Text, new LayerProblems()) is YamlMap map
            ? YamlNodes.Of(map)
            : null;
}
