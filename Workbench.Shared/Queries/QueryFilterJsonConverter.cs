using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

internal sealed class QueryFilterJsonConverter : JsonConverter<QueryFilter>
{
    public override QueryFilter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var filter = QueryJsonObject.Read(
            ref reader,
            "A filter is {\"field\", \"op\", \"values\"} or {\"metric\", \"per\", \"op\", \"values\"}.",
            ["field", "metric", "per", "by", "time", "op", "values"]
        );
        var op = filter.Text("op") ?? throw new JsonException("A filter needs an \"op\".");
        QueryValue[] values = filter.TryGetValue("values", out var given) ? given.Deserialize<QueryValue[]>(options) ?? [] : [];
        if (filter.Text("field") is { } field)
            return new FieldFilter
            {
                Field = field,
                Op = op,
                Values = values,
            };
        return new MetricFilter
        {
            Metric = filter.Text("metric") ?? throw new JsonException("A filter needs a \"field\" or a \"metric\"."),
            Per = filter.Text("per") ?? throw new JsonException("A filter on a metric needs \"per\": the entity that it is measured for."),
            By = filter.Text("by"),
            Time = filter.TryGetValue("time", out var time) && time.ValueKind != JsonValueKind.Null ? ReadTime(time, options) : null,
            Op = op,
            Values = values,
        };
    }

    public override void Write(Utf8JsonWriter writer, QueryFilter value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case FieldFilter field:
                writer.WriteString("field", field.Field);
                break;
            case MetricFilter metric:
                writer.WriteString("metric", metric.Metric);
                writer.WriteString("per", metric.Per);
                if (metric.By is { } by)
                    writer.WriteString("by", by);
                if (metric.Time is { } time)
                {
                    writer.WritePropertyName("time");
                    JsonSerializer.Serialize(writer, time, options);
                }
                break;
            default:
                throw new JsonException($"Unknown filter {value.GetType().Name}.");
        }
        writer.WriteString("op", value.Op);
        writer.WritePropertyName("values");
        JsonSerializer.Serialize(writer, value.Values, options);
        writer.WriteEndObject();
    }

    private static TimeRange? ReadTime(JsonElement time, JsonSerializerOptions options) =>
        time.ValueKind == JsonValueKind.Object && time.TryGetProperty("range", out var range)
            ? range.Deserialize<TimeRange>(options)
            : time.Deserialize<TimeRange>(options);
}
