using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

/// <summary>A literal of a query: text, number, boolean or null. Dates are ISO text, read by the type of the field.</summary>
[JsonConverter(typeof(QueryValueJsonConverter))]
public readonly record struct QueryValue
{
    private QueryValue(string? text, decimal? number, bool? boolean) => (Text, Number, Boolean) = (text, number, boolean);

    public string? Text { get; }
    public decimal? Number { get; }
    public bool? Boolean { get; }
    public bool IsNull => Text is null && Number is null && Boolean is null;

    public static QueryValue Of(string text) => new(text, null, null);

    public static QueryValue Of(decimal number) => new(null, number, null);

    public static QueryValue Of(bool boolean) => new(null, null, boolean);

    public static implicit operator QueryValue(string text) => Of(text);

    public static implicit operator QueryValue(decimal number) => Of(number);

    public static implicit operator QueryValue(int number) => Of((decimal)number);

    public static implicit operator QueryValue(bool boolean) => Of(boolean);

    public override string ToString() =>
        Text
        ?? Number?.ToString(System.Globalization.CultureInfo.InvariantCulture)
        ?? (
            Boolean switch
            {
                true => "true",
                false => "false",
                null => "null",
            }
        );
}

internal sealed class QueryValueJsonConverter : JsonConverter<QueryValue>
{
    public override QueryValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => QueryValue.Of(reader.GetString()!),
            JsonTokenType.Number => QueryValue.Of(reader.GetDecimal()),
            JsonTokenType.True => QueryValue.Of(true),
            JsonTokenType.False => QueryValue.Of(false),
            JsonTokenType.Null => default,
            _ => throw new JsonException("A value is text, a number, true, false or null."),
        };

    public override void Write(Utf8JsonWriter writer, QueryValue value, JsonSerializerOptions options)
    {
        if (value.Text is { } text)
            writer.WriteStringValue(text);
        else if (value.Number is { } number)
            writer.WriteNumberValue(number);
        else if (value.Boolean is { } boolean)
            writer.WriteBooleanValue(boolean);
        else
            writer.WriteNullValue();
    }
}
