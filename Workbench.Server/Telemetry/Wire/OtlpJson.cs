using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Resource.V1;
using Opentelemetry.Proto.Trace.V1;

namespace Workbench.Server.Telemetry.Wire;

/// <summary>OTLP's JSON: protobuf's, but for ids, which are hexadecimal, and enums, which are numbers. What is not known is skipped.</summary>
internal static class OtlpJson
{
    /// <exception cref="FormatException">Says where it is not OTLP.</exception>
    public static ExportTraceServiceRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("The body is no JSON object with resourceSpans.");
            var request = new ExportTraceServiceRequest();
            foreach (var resource in Items(document.RootElement, "resourceSpans"))
                request.ResourceSpans.Add(ResourceSpans(resource));
            return request;
        }
        catch (JsonException e)
        {
            throw new FormatException($"The body is not JSON: {e.Message}", e);
        }
    }

    private static ResourceSpans ResourceSpans(JsonElement json)
    {
        var spans = new ResourceSpans { SchemaUrl = Text(json, "schemaUrl") };
        if (Object(json, "resource") is { } resource)
        {
            spans.Resource = new Resource();
            AddAttributes(spans.Resource.Attributes, resource);
        }
        foreach (var scope in Items(json, "scopeSpans"))
        {
            var read = new ScopeSpans { SchemaUrl = Text(scope, "schemaUrl") };
            if (Object(scope, "scope") is { } library)
                read.Scope = new InstrumentationScope { Name = Text(library, "name"), Version = Text(library, "version") };
            foreach (var span in Items(scope, "spans"))
                read.Spans.Add(ReadSpan(span));
            spans.ScopeSpans.Add(read);
        }
        return spans;
    }

    private static Span ReadSpan(JsonElement json)
    {
        var span = new Span
        {
            TraceId = Id(json, "traceId"),
            SpanId = Id(json, "spanId"),
            ParentSpanId = Id(json, "parentSpanId"),
            TraceState = Text(json, "traceState"),
            Name = Text(json, "name"),
            Kind = (Span.Types.SpanKind)Whole(json, "kind", "SPAN_KIND_", ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]),
            StartTimeUnixNano = Time(json, "startTimeUnixNano"),
            EndTimeUnixNano = Time(json, "endTimeUnixNano"),
        };
        AddAttributes(span.Attributes, json);
        foreach (var told in Items(json, "events"))
        {
            var read = new Span.Types.Event { Name = Text(told, "name"), TimeUnixNano = Time(told, "timeUnixNano") };
            AddAttributes(read.Attributes, told);
            span.Events.Add(read);
        }
        foreach (var link in Items(json, "links"))
        {
            var read = new Span.Types.Link { TraceId = Id(link, "traceId"), SpanId = Id(link, "spanId") };
            AddAttributes(read.Attributes, link);
            span.Links.Add(read);
        }
        if (Object(json, "status") is { } status)
            span.Status = new Status
            {
                Message = Text(status, "message"),
                Code = (Status.Types.StatusCode)Whole(status, "code", "STATUS_CODE_", ["UNSET", "OK", "ERROR"]),
            };
        return span;
    }

    private static void AddAttributes(ICollection<KeyValue> attributes, JsonElement holder)
    {
        foreach (var attribute in Items(holder, "attributes"))
            attributes.Add(new KeyValue { Key = Text(attribute, "key"), Value = Object(attribute, "value") is { } value ? Value(value) : new AnyValue() });
    }

    private static AnyValue Value(JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            switch (property.Name)
            {
                case "stringValue" when value.ValueKind == JsonValueKind.String:
                    return new AnyValue { StringValue = value.GetString() };
                case "boolValue" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    return new AnyValue { BoolValue = value.GetBoolean() };
                case "intValue" when long.TryParse(Plain(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                    return new AnyValue { IntValue = whole };
                case "doubleValue" when double.TryParse(Plain(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                    return new AnyValue { DoubleValue = number };
                case "bytesValue" when value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes):
                    return new AnyValue { BytesValue = ByteString.CopyFrom(bytes) };
                case "arrayValue" when value.ValueKind == JsonValueKind.Object:
                    var array = new ArrayValue();
                    array.Values.AddRange(Items(value, "values").Select(Value));
                    return new AnyValue { ArrayValue = array };
                case "kvlistValue" when value.ValueKind == JsonValueKind.Object:
                    var list = new KeyValueList();
                    foreach (var pair in Items(value, "values"))
                        list.Values.Add(new KeyValue { Key = Text(pair, "key"), Value = Object(pair, "value") is { } inner ? Value(inner) : new AnyValue() });
                    return new AnyValue { KvlistValue = list };
                case "stringValue" or "boolValue" or "intValue" or "doubleValue" or "bytesValue" or "arrayValue" or "kvlistValue":
                    if (value.ValueKind == JsonValueKind.Null)
                        continue;
                    throw new FormatException($"`{property.Name}` is {Shown(value)}.");
            }
        }
        return new AnyValue();
    }

    private static IEnumerable<JsonElement> Items(JsonElement holder, string name)
    {
        if (!holder.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            yield break;
        if (list.ValueKind != JsonValueKind.Array)
            throw new FormatException($"`{name}` is no list but {Shown(list)}.");
        foreach (var item in list.EnumerateArray())
            yield return item.ValueKind == JsonValueKind.Object ? item : throw new FormatException($"`{name}` holds {Shown(item)}, which is no object.");
    }

    private static JsonElement? Object(JsonElement holder, string name) =>
        !holder.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw new FormatException($"`{name}` is no object but {Shown(value)}.");

    private static string Text(JsonElement holder, string name) =>
        !holder.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new FormatException($"`{name}` is no text but {Shown(value)}.");

    private static ByteString Id(JsonElement holder, string name)
    {
        var text = Text(holder, name);
        try
        {
            return text.Length == 0 ? ByteString.Empty : ByteString.CopyFrom(Convert.FromHexString(text));
        }
        catch (FormatException e)
        {
            throw new FormatException($"`{name}` is \"{(text.Length > 40 ? text[..40] : text)}\", not hexadecimal.", e);
        }
    }

    /// <summary>Whole numbers of 64 bits are texts in protobuf's JSON; some write numbers all the same.</summary>
    private static ulong Time(JsonElement holder, string name) =>
        !holder.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? 0
        : ulong.TryParse(Plain(value), NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time
        : throw new FormatException($"`{name}` is {Shown(value)}, no number of nanoseconds since 1970.");

    private static int Whole(JsonElement holder, string name, string prefix, string[] words)
    {
        if (!holder.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        var place = value.ValueKind == JsonValueKind.String ? Array.FindIndex(words, w => value.ValueEquals(prefix + w)) : -1;
        return place >= 0 ? place : throw new FormatException($"`{name}` is {Shown(value)}.");
    }

    private static string? Plain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 40 } text ? $"{text.AsSpan(0, 40)}…" : value.GetRawText();
}
