using System.Text.Json.Nodes;

namespace Workbench.Server.SemanticInterchange;

/// <summary>The things of a dbt project, put back into the files that they came from.</summary>
internal sealed class MetricFlowFiles(JsonObject document)
{
    private readonly Dictionary<(string List, string Name), JsonObject> _left = [];
    private bool _isChanged;

    /// <returns>Null where a thing cannot be told from another by its name.</returns>
    public IReadOnlyList<ForeignText>? Spread(IReadOnlyList<ForeignText> originals, string newFile)
    {
        foreach (var (key, value) in document)
        foreach (var item in value as JsonArray ?? [])
            if (item is not JsonObject map || TreeMerge.NameOf(map) is not { } name || !_left.TryAdd((key, name), map))
                return null;
        var texts = new List<ForeignText>();
        foreach (var file in originals)
        {
            _isChanged = false;
            if (ForeignReading.Of([file]) is not { HasErrors: false } reading)
                return null;
            var trees = reading.Documents.Select(d => Now(YamlNodes.Of(d.Yaml))).ToList();
            if (!_isChanged)
                texts.Add(file);
            else if (trees.FindAll(t => t.Count > 0) is { Count: > 0 } rest)
                texts.Add(file with { Text = string.Join("---\n", rest.Select(YamlWriter.Write)) });
        }
        if (_left.Count > 0)
        {
            var tree = new JsonObject();
            foreach (var group in _left.GroupBy(l => l.Key.List, StringComparer.Ordinal))
                tree[group.Key] = new JsonArray([.. group.Select(l => l.Value.DeepClone())]);
            var free = ForeignPaths.Free(newFile, path => texts.Exists(t => string.Equals(t.Path, path, StringComparison.OrdinalIgnoreCase)));
            texts.Add(new ForeignText(free, YamlWriter.Write(tree)));
        }
        return texts.Count == 0 ? null : texts;
    }

    /// <summary>One document of a file, as the edited one has it.</summary>
    private JsonObject Now(JsonObject tree)
    {
        var now = new JsonObject();
        foreach (var (key, value) in tree)
        {
            var list = MetricFlowFormat.ListOf(key, value);
            switch (value)
            {
                case JsonArray items:
                    var kept = new JsonArray([.. items.OfType<JsonObject>().Select(i => Take(list, i)).OfType<JsonNode>()]);
                    if (kept.Count > 0 || items.Count == 0)
                        now[key] = kept;
                    break;
                case JsonObject one when list != key:
                    if (Take(list, one) is { } only)
                        now[key] = only;
                    break;
                default:
                    now[key] = value?.DeepClone();
                    break;
            }
        }
        return now;
    }

    private JsonNode? Take(string list, JsonObject item)
    {
        var isThere = _left.Remove((list, TreeMerge.NameOf(item) ?? ""), out var now);
        _isChanged |= !isThere || !JsonNode.DeepEquals(item, now);
        return isThere ? now!.DeepClone() : null;
    }
}
