using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

internal sealed class TimeRangeJsonConverter : JsonConverter<TimeRange>
{
    public override TimeRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new NamedRange(reader.GetString()!);
        var range = QueryJsonObject.Read(ref reader, "A time range is a name, {\"last\", \"unit\"} or {\"from\", \"to\"}.", ["last", "unit", "from", "to"]);
        if (range.TryGetValue("last", out var last))
            return new LastPeriods(
                last.GetInt32(),
                range.Text("unit") ?? throw new JsonException("\"last\" needs a \"unit\": day, week, month, quarter or year.")
            );
        if (range.ContainsKey("from") || range.ContainsKey("to"))
            return new DateRange(range.Date("from"), range.Date("to"));
        throw new JsonException("A time range is a name, {\"last\", \"unit\"} or {\"from\", \"to\"}.");
    }

    public override void Write(Utf8JsonWriter writer, TimeRange value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case NamedRange named:
                writer.WriteStringValue(named.Name);
                break;
            case LastPeriods last:
                writer.WriteStartObject();
                writer.WriteNumber("last", last.Last);
                writer.WriteString("unit", last.Unit);
                writer.WriteEndObject();
                break;
            case DateRange dates:
                writer.WriteStartObject();
                if (dates.From is { } from)
                    writer.WriteString("from", from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                if (dates.To is { } to)
                    writer.WriteString("to", to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                writer.WriteEndObject();
                break;
            default:
                throw new JsonException($"Unknown time range {value.GetType().Name}.");
        }
    }
}

internal sealed class ComparisonTargetJsonConverter : JsonConverter<ComparisonTarget>
{
    private const string Form = "\"compare.to\" is previous_period, same_period_last_year or {\"shift\", \"unit\"}.";

    public override ComparisonTarget Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString() switch
            {
                "previous_period" => new PreviousPeriod(),
                "same_period_last_year" => new SamePeriodLastYear(),
                var other => throw new JsonException($"\"{other}\" is not a comparison. {Form}"),
            };
        var shift = QueryJsonObject.Read(ref reader, Form, ["shift", "unit"]);
        if (!shift.TryGetValue("shift", out var count) || shift.Text("unit") is not { } unit)
            throw new JsonException(Form);
        return new ShiftedBy(count.GetInt32(), unit);
    }

    public override void Write(Utf8JsonWriter writer, ComparisonTarget value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case PreviousPeriod:
                writer.WriteStringValue("previous_period");
                break;
            case SamePeriodLastYear:
                writer.WriteStringValue("same_period_last_year");
                break;
            case ShiftedBy shift:
                writer.WriteStartObject();
                writer.WriteNumber("shift", shift.Count);
                writer.WriteString("unit", shift.Unit);
                writer.WriteEndObject();
                break;
            default:
                throw new JsonException($"Unknown comparison {value.GetType().Name}.");
        }
    }
}

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

internal sealed class QueryFilterJsonConverter : JsonConverter<QueryFilter>
{
    public override QueryFilter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var filter = QueryJsonObject.Read(
            ref reader,
            "A filter is {\"field\", \"op\", \"values\"} or {\"metric\", \"per\", \"op\", \"values\"}.",
            ["field", "metric", "per", "time", "op", "values"]
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

/// <summary>One JSON object, read whole, that names an unknown key instead of ignoring it.</summary>
internal sealed class QueryJsonObject : Dictionary<string, JsonElement>
{
    private QueryJsonObject()
        : base(StringComparer.Ordinal) { }

    public static QueryJsonObject Read(ref Utf8JsonReader reader, string form, string[] keys)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException(form);
        var read = new QueryJsonObject();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (Array.IndexOf(keys, property.Name) < 0)
                throw new JsonException($"\"{property.Name}\" is not known here. {form}");
            read[property.Name] = property.Value.Clone();
        }
        return read;
    }

    public string? Text(string key) => TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public DateOnly? Date(string key) =>
        !TryGetValue(key, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
        : throw new JsonException($"\"{key}\" is a date such as 2026-01-31.");
}
