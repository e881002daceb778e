using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Puts what changed between two readings of a format into the files of a layer that says more. Files without a change stay letter by letter.</summary>
internal static class LayerMerge
{
    /// <summary>Keys that hold a list of named objects, by the folder or file that they stand in.</summary>
    private static readonly string[] Lists = ["tables", "metrics", "terms", "rules", "queries", "examples", "products"];

    /// <summary>Keys that say what an object computes: those of one definition do not go with those of another.</summary>
    private static readonly Dictionary<string, string[]> Definitions = new(StringComparer.Ordinal)
    {
        ["metrics"] =
        [
            "type",
            "entity",
            "agg",
            "percentile",
            "expr",
            "where",
            "time",
            "over",
            "numerator",
            "denominator",
            "inputs",
            "metric",
            "window",
            "to_date",
            "coarser_grain",
            "base",
            "conversion",
            "per",
            "within",
            "calculation",
            "constant_properties",
        ],
        ["queries"] = ["query", "sql"],
        ["entity"] = ["table", "sql"],
    };

    /// <param name="removes">What was before and is no more goes from mine too.</param>
    public static ImmutableArray<LayerFileText> Put(
        ImmutableArray<LayerFileText> mine,
        ImmutableArray<LayerFileText> before,
        ImmutableArray<LayerFileText> theirs,
        bool removes = true
    )
    {
        var (old, now) = (Objects(before), Objects(theirs));
        var trees = mine.ToDictionary(f => f.Path, Tree, StringComparer.Ordinal);
        var placed = new HashSet<(string, string)>();
        var result = new Dictionary<string, LayerFileText>(StringComparer.Ordinal);
        foreach (var file in mine)
        {
            if (trees[file.Path] is not { } tree || Replace(tree, old, now, placed, removes) is not { } changed)
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
                var free = FreePath(result, path, _ => false);
                result.TryAdd(free, LayerBuild.File(free, value));
                continue;
            }
            var place = FreePath(result, path, t => t[kind] is JsonArray && (kind != "tables" || t["schema"]?.ToString() == name.Split('.')[0]));
            var tree = result.TryGetValue(place, out var there) ? Tree(there) ?? [] : Wrapper(kind, name);
            var list = tree[kind] as JsonArray ?? [];
            list.Add(value.DeepClone());
            tree[kind] = list.Parent is null ? list : list.DeepClone();
            result[place] = LayerBuild.File(place, tree);
        }
        return [.. result.Values.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <returns>Null when nothing in the file changed; empty when nothing is left of it.</returns>
    private static JsonObject? Replace(
        JsonObject tree,
        Dictionary<(string Kind, string Name), (string Path, JsonObject Value)> old,
        Dictionary<(string Kind, string Name), (string Path, JsonObject Value)> now,
        HashSet<(string, string)> placed,
        bool removes
    )
    {
        if (KindOf(tree) is ("entity" or "layer") and var whole)
        {
            var key = (whole, whole == "layer" ? "" : tree["entity"]!.ToString());
            placed.Add(key);
            if (!now.TryGetValue(key, out var current))
                return removes && old.ContainsKey(key) ? [] : null;
            var put = Merged(whole, tree, old.GetValueOrDefault(key).Value, current.Value);
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
            if (removes && had && !now.ContainsKey(key))
                continue;
            items.Add(
                now.TryGetValue(key, out var isNow) && item is JsonObject own ? Merged(list, own, had ? was.Value : null, isNow.Value) : item?.DeepClone()
            );
        }
        if (JsonNode.DeepEquals(items, tree[list]))
            return null;
        if (items.Count == 0)
            return [];
        var changed = (JsonObject)tree.DeepClone();
        changed[list] = items;
        return changed;
    }

    /// <summary>A definition is taken whole where nothing says what was before.</summary>
    private static JsonObject Merged(string kind, JsonObject mine, JsonObject? before, JsonObject theirs)
    {
        var merged = (JsonObject)TreeMerge.Put(mine, before, theirs)!;
        var keys = Definitions.GetValueOrDefault(kind) ?? [];
        if (before is null && keys.Any(theirs.ContainsKey))
            foreach (var key in keys.Where(k => !theirs.ContainsKey(k)))
                merged.Remove(key);
        return merged;
    }

    /// <summary>The path, where nothing is there or what is there fits; else one with a number. Files of fixed names have no other.</summary>
    private static string FreePath(Dictionary<string, LayerFileText> files, string path, Func<JsonObject, bool> fits)
    {
        var free = path;
        for (var i = 2; files.TryGetValue(free, out var there) && !(Tree(there) is { } tree && fits(tree)); i++)
        {
            var next = ForeignPaths.Numbered(path, i);
            if (LayerFormat.Of(next) is null)
                return path;
            free = next;
        }
        return free;
    }

    /// <summary>Objects by their kind, which is the key of their list, and their name; with the file that they stand in.</summary>
    public static Dictionary<(string Kind, string Name), (string Path, JsonObject Value)> Objects(ImmutableArray<LayerFileText> files)
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

    public static JsonObject? Tree(LayerFileText file) =>
        file.Fault is null && file.Path != KeptSources.Path && YamlTree.Read(file.Path, file.Text, new LayerProblems()) is YamlMap map
            ? YamlNodes.Of(map)
            : null;
}
