using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

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
