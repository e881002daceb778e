using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

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
