using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

internal sealed class QueryShareJsonConverter : JsonConverter<QueryShare>
{
    public override QueryShare Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new QueryShare(reader.GetString()!, []);
        var share = QueryJsonObject.Read(ref reader, "A share is a metric or {\"metric\", \"of\"}.", ["metric", "of"]);
        var metric = share.Text("metric") ?? throw new JsonException("A share needs a \"metric\".");
        return new QueryShare(metric, share.TryGetValue("of", out var of) ? [.. of.EnumerateArray().Select(e => e.GetString()!)] : []);
    }

    public override void Write(Utf8JsonWriter writer, QueryShare value, JsonSerializerOptions options)
    {
        if (value.Of.Count == 0)
        {
            writer.WriteStringValue(value.Metric);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("metric", value.Metric);
        writer.WriteStartArray("of");
        foreach (var field in value.Of)
            writer.WriteStringValue(field);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
