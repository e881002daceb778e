using System.Text.Json.Nodes;

namespace Workbench.Server.SemanticInterchange;

/// <summary>
/// Puts a changed view back into what it is a view of: where <c>theirs</c> differs from <c>before</c> (both views), theirs counts;
/// everywhere else <c>mine</c>, which says more, stays as it is. Lists of named things are merged by their names.
/// </summary>
internal static class TreeMerge
{
    private static readonly string[] NameKeys = ["name", "entity", "term", "question", "schema"];

    public static JsonNode? Put(JsonNode? mine, JsonNode? before, JsonNode? theirs)
    {
        if (JsonNode.DeepEquals(before, theirs))
            return mine?.DeepClone();
        return (mine, theirs) switch
        {
            (JsonObject own, JsonObject changed) => PutMap(own, before as JsonObject ?? [], changed),
            (JsonArray own, JsonArray changed) when IsNamed(own) && IsNamed(changed) && (before is null || before is JsonArray list && IsNamed(list)) =>
                PutList(own, before as JsonArray ?? [], changed),
            _ => theirs?.DeepClone(),
        };
    }

    private static JsonObject PutMap(JsonObject mine, JsonObject before, JsonObject theirs)
    {
        var merged = new JsonObject();
        foreach (var (key, value) in mine)
        {
            var isGone = before.ContainsKey(key) && !theirs.ContainsKey(key);
            if (isGone)
                continue;
            merged[key] = theirs.ContainsKey(key) ? Put(value, before[key], theirs[key]) : value?.DeepClone();
        }
        foreach (var (key, value) in theirs)
            if (!mine.ContainsKey(key) && !(before.ContainsKey(key) && JsonNode.DeepEquals(before[key], value)))
                merged[key] = value?.DeepClone();
        return merged;
    }

    private static JsonArray PutList(JsonArray mine, JsonArray before, JsonArray theirs)
    {
        var merged = new JsonArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in mine)
        {
            var name = NameOf(item)!;
            seen.Add(name);
            var (old, now) = (Find(before, name), Find(theirs, name));
            if (old is not null && now is null)
                continue;
            merged.Add(now is null ? item?.DeepClone() : Put(item, old, now));
        }
        foreach (var item in theirs)
            if (NameOf(item) is { } name && seen.Add(name) && !JsonNode.DeepEquals(Find(before, name), item))
                merged.Add(item?.DeepClone());
        return merged;
    }

    private static JsonNode? Find(JsonArray list, string name) => list.FirstOrDefault(i => NameOf(i) == name);

    private static bool IsNamed(JsonArray list) =>
        list.All(i => NameOf(i) is not null) && list.Select(NameOf).Distinct(StringComparer.Ordinal).Count() == list.Count;

    public static string? NameOf(JsonNode? item) =>
        item is JsonObject map ? NameKeys.Select(k => map[k]).OfType<JsonValue>().Select(v => v.ToString()).FirstOrDefault() : null;
}
