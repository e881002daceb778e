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
