using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Collections;
using Opentelemetry.Proto.Common.V1;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>Lists that are written as one attribute for each of their values: <c>llm.input_messages.0.message.role</c>, <c>gen_ai.prompt.0.content</c>.</summary>
internal static class FlatMessages
{
    /// <summary>Wrappers that OpenInference puts around what is in a list.</summary>
    private static readonly string[] Wrappers = ["message", "message_content", "tool_call", "tool"];

    /// <param name="prefix">With its last dot.</param>
    /// <returns>A list, or null: there is none.</returns>
    public static JsonElement? Read(RepeatedField<KeyValue> attributes, string prefix)
    {
        JsonObject? root = null;
        foreach (var attribute in attributes)
            if (attribute.Key.StartsWith(prefix, StringComparison.Ordinal))
                Put(root ??= [], attribute.Key[prefix.Length..].Split('.'), attribute.Value);
        return root is null ? null : JsonSerializer.SerializeToElement(Shaped(root));
    }

    private static void Put(JsonObject holder, string[] path, AnyValue value)
    {
        foreach (var name in path.AsSpan(0, path.Length - 1))
        {
            if (holder[name] is not JsonObject inner)
                holder[name] = inner = [];
            holder = inner;
        }
        holder[path[^1]] ??= AnyValues.Json(value);
    }

    /// <summary>Objects whose names are numbers become lists in their order, and wrappers go.</summary>
    private static JsonNode? Shaped(JsonNode? node)
    {
        if (node is not JsonObject holder)
            return node?.DeepClone();
        if (holder.Count > 0 && holder.All(p => int.TryParse(p.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return new JsonArray([.. holder.OrderBy(p => int.Parse(p.Key, CultureInfo.InvariantCulture)).Select(p => Shaped(p.Value))]);
        if (holder is { Count: 1 } && holder.First() is var only && Wrappers.Contains(only.Key, StringComparer.Ordinal) && only.Value is JsonObject)
            return Shaped(only.Value);
        return new JsonObject(holder.Select(p => KeyValuePair.Create(p.Key, Shaped(p.Value))));
    }
}
