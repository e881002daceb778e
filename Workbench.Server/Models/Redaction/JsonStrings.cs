using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Shared;

namespace Workbench.Server.Models.Redaction;

/// <summary>Changes the strings of a JSON document one by one, so that it stays one.</summary>
internal static class JsonStrings
{
    /// <summary>Two members of one name have no place in a tree of nodes.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <returns>Null: it is no object and no array.</returns>
    public static JsonNode? TryParse(string text)
    {
        if (text.AsSpan().TrimStart() is not (['{', ..] or ['[', ..]))
            return null;
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Of a text that may be a document its strings; any other as a whole.</summary>
    public static string Change(string text, Func<string, string> change) =>
        TryParse(text) is not { } document ? change(text)
        : Change(document, change) ? document.ToJsonString(WireJson.Options)
        : text;

    /// <param name="done">Strings that stay as they are.</param>
    /// <returns>Whether any string changed, names of members among them.</returns>
    public static bool Change(JsonNode? node, Func<string, string> change, IReadOnlySet<JsonNode>? done = null)
    {
        var changed = false;
        switch (node)
        {
            case JsonObject map:
                changed = Rename(map, change);
                for (var i = 0; i < map.Count; i++)
                    if (Changed(map[i], change) is { } other)
                        (map[i], changed) = (other, true);
                    else
                        changed |= Change(map[i], change, done);
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    if (list[i] is { } item && done?.Contains(item) == true)
                        continue;
                    else if (Changed(list[i], change) is { } other)
                        (list[i], changed) = (other, true);
                    else
                        changed |= Change(list[i], change, done);
                break;
        }
        return changed;
    }

    /// <summary>Names that would become one with another one all stay: no value may be lost.</summary>
    private static bool Rename(JsonObject map, Func<string, string> change)
    {
        var members = map.ToList();
        var names = members.ConvertAll(m => change(m.Key));
        if (names.SequenceEqual(members.Select(m => m.Key), StringComparer.Ordinal) || names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            return false;
        map.Clear();
        foreach (var (name, (_, value)) in names.Zip(members))
            map.Add(name, value);
        return true;
    }

    private static JsonValue? Changed(JsonNode? node, Func<string, string> change) =>
        node is JsonValue value
        && value.GetValueKind() == JsonValueKind.String
        && value.GetValue<string>() is var text
        && change(text) is var other
        && other != text
            ? JsonValue.Create(other)
            : null;
}
