using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Collections;
using Opentelemetry.Proto.Common.V1;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>Values of attributes, as the many forms in which libraries write them.</summary>
internal static class AnyValues
{
    /// <summary>How deep a value may nest before what is below is left out.</summary>
    private const int Deepest = 32;

    /// <returns>Null: empty. A list or an object is its JSON.</returns>
    public static string? Text(AnyValue? value) =>
        value?.ValueCase switch
        {
            AnyValue.ValueOneofCase.StringValue => value.StringValue.Length > 0 ? value.StringValue : null,
            AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
            AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
            AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
            AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue or AnyValue.ValueOneofCase.BytesValue => Json(value)?.ToJsonString(),
            _ => null,
        };

    /// <summary>Several texts as one: finish reasons.</summary>
    public static IEnumerable<string> Texts(AnyValue? value) =>
        value?.ValueCase == AnyValue.ValueOneofCase.ArrayValue ? value.ArrayValue.Values.Select(Text).OfType<string>()
        : Text(value) is { } text ? [text]
        : [];

    /// <returns>Null: no number. Some libraries write numbers as texts.</returns>
    public static double? Number(AnyValue? value) =>
        value?.ValueCase switch
        {
            AnyValue.ValueOneofCase.IntValue => value.IntValue,
            AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue) => value.DoubleValue,
            AnyValue.ValueOneofCase.StringValue
                when double.TryParse(value.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
            _ => null,
        };

    public static JsonNode? Json(AnyValue? value) => Json(value, 0);

    public static JsonObject Json(RepeatedField<KeyValue> attributes) => Json(attributes, 0);

    private static JsonObject Json(RepeatedField<KeyValue> attributes, int depth)
    {
        var json = new JsonObject();
        foreach (var attribute in attributes)
            json[attribute.Key] = Json(attribute.Value, depth + 1);
        return json;
    }

    private static JsonNode? Json(AnyValue? value, int depth) =>
        depth > Deepest
            ? null
            : value?.ValueCase switch
            {
                AnyValue.ValueOneofCase.StringValue => JsonValue.Create(value.StringValue),
                AnyValue.ValueOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
                AnyValue.ValueOneofCase.IntValue => JsonValue.Create(value.IntValue),
                AnyValue.ValueOneofCase.DoubleValue => double.IsFinite(value.DoubleValue)
                    ? JsonValue.Create(value.DoubleValue)
                    : JsonValue.Create(value.DoubleValue.ToString(CultureInfo.InvariantCulture)),
                AnyValue.ValueOneofCase.ArrayValue => new JsonArray([.. value.ArrayValue.Values.Select(v => Json(v, depth + 1))]),
                AnyValue.ValueOneofCase.KvlistValue => Json(value.KvlistValue.Values, depth + 1),
                AnyValue.ValueOneofCase.BytesValue => JsonValue.Create(value.BytesValue.ToBase64()),
                _ => null,
            };

    /// <summary>A list or object; a text that holds JSON is read, any other is a JSON text.</summary>
    public static JsonElement? Structure(AnyValue? value)
    {
        if (value is null || value.ValueCase == AnyValue.ValueOneofCase.None)
            return null;
        if (value.ValueCase == AnyValue.ValueOneofCase.StringValue && value.StringValue.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            try
            {
                return JsonElement.Parse(value.StringValue);
            }
            catch (JsonException)
            {
                // A text that only begins like JSON; cut at the sender's limit, say.
            }
        }
        return JsonSerializer.SerializeToElement(Json(value));
    }
}
