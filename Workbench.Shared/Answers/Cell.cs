using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Answers;

/// <summary>One value of a result: null, text, number, boolean, date or instant; written as plain JSON.</summary>
/// <remarks>Read back from JSON, dates and instants are text: the column's <see cref="ColumnType"/> says what they are.</remarks>
[JsonConverter(typeof(CellJsonConverter))]
public readonly record struct Cell(object? Value)
{
    /// <summary>A little less than what a decimal can hold.</summary>
    private const double MaxDecimal = 7.9e28;

    public bool IsNull => Value is null;

    /// <summary>The number, whatever its CLR type; null when it is none, or none that a decimal can hold.</summary>
    public decimal? Number =>
        Value switch
        {
            decimal d => d,
            long l => l,
            int i => i,
            short s => s,
            double d when Math.Abs(d) < MaxDecimal => (decimal)d,
            float f when Math.Abs(f) < MaxDecimal => (decimal)f,
            _ => null,
        };

    public DateOnly? Date =>
        Value switch
        {
            DateOnly d => d,
            DateTime t => DateOnly.FromDateTime(t),
            string s when s.Length >= 10 && !s.EndsWith(" BC", StringComparison.Ordinal) && DateOnly.TryParseExact(s.AsSpan(0, 10), "yyyy-MM-dd", out var d) =>
                d,
            _ => null,
        };

    /// <summary>Invariant text: ISO dates, full numbers, empty for null.</summary>
    public override string ToString() =>
        Value switch
        {
            null => "",
            string s => s,
            bool b => b ? "true" : "false",
            DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime t => t.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            DateTimeOffset t => t.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString() ?? "",
        };
}

internal sealed class CellJsonConverter : JsonConverter<Cell>
{
    public override bool HandleNull => true;

    public override Cell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(
            reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Number when reader.TryGetInt64(out var whole) => whole,
                JsonTokenType.Number when reader.TryGetDecimal(out var exact) => exact,
                JsonTokenType.Number => reader.GetDouble(),
                JsonTokenType.String => reader.GetString(),
                _ => throw new JsonException("A cell is null, text, a number, true or false."),
            }
        );

    public override void Write(Utf8JsonWriter writer, Cell value, JsonSerializerOptions options)
    {
        switch (value.Value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool b:
                writer.WriteBooleanValue(b);
                break;
            case double d when !double.IsFinite(d):
                writer.WriteStringValue(value.ToString());
                break;
            case double d:
                writer.WriteNumberValue(d);
                break;
            case long l:
                writer.WriteNumberValue(l);
                break;
            default:
                if (value.Number is { } number)
                    writer.WriteNumberValue(number);
                else
                    writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
