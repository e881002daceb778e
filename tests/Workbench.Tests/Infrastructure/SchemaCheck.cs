using System.Text.Json;

namespace Workbench.Tests.Infrastructure;

/// <summary>Whether a document fits a JSON Schema: the keywords that our schemas use, and an error for any other.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Notes = new(StringComparer.Ordinal)
    {
        "$schema",
        "$id",
        "$defs",
        "description",
        "title",
        "default",
        "examples",
        "format",
    };

    /// <returns>What is wrong, by path; nothing when it fits.</returns>
    public IReadOnlyList<string> Problems(JsonElement document) => [.. Check(root, document, "$")];

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return schema.ValueKind == JsonValueKind.True ? [] : [$"{at} must not be there"];
        return schema.EnumerateObject().Where(k => !Notes.Contains(k.Name)).SelectMany(k => Check(schema, k, value, at));
    }

    private IEnumerable<string> Check(JsonElement schema, JsonProperty keyword, JsonElement value, string at) =>
        keyword.Name switch
        {
            "$ref" => Check(Resolve(keyword.Value.GetString()!), value, at),
            "type" => IsOfType(keyword.Value, value) ? [] : [$"{at} is {value.ValueKind} and not {keyword.Value}"],
            "enum" => keyword.Value.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)) ? [] : [$"{at} is {value} and not one of {keyword.Value}"],
            "const" => JsonElement.DeepEquals(keyword.Value, value) ? [] : [$"{at} is {value} and not {keyword.Value}"],
            "pattern" => value.ValueKind != JsonValueKind.String || IsMatch(keyword.Value, value) ? [] : [$"{at} does not match {keyword.Value}"],
            "anyOf" => keyword.Value.EnumerateArray().Any(s => !Check(s, value, at).Any()) ? [] : [$"{at} fits none of {keyword.Value}"],
            "oneOf" => keyword.Value.EnumerateArray().Count(s => !Check(s, value, at).Any()) == 1 ? [] : [$"{at} fits none or several of {keyword.Value}"],
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= keyword.Value.GetInt32() ? [] : [$"{at} has too few items"],
            "required" => value.ValueKind != JsonValueKind.Object
                ? []
                : keyword.Value.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)).Select(n => $"{at}.{n} is missing"),
            "properties" => value.ValueKind != JsonValueKind.Object
                ? []
                : value
                    .EnumerateObject()
                    .SelectMany(p => keyword.Value.TryGetProperty(p.Name, out var property) ? Check(property, p.Value, $"{at}.{p.Name}") : []),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object
                ? []
                : value
                    .EnumerateObject()
                    .Where(p => !schema.TryGetProperty("properties", out var named) || !named.TryGetProperty(p.Name, out _))
                    .SelectMany(p => Check(keyword.Value, p.Value, $"{at}.{p.Name}")),
            "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Check(keyword.Value, item, $"{at}[{i}]")),
            _ => throw new NotSupportedException($"The check does not know the keyword {keyword.Name} (at {at})."),
        };

    private JsonElement Resolve(string reference)
    {
        var found = root;
        foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            found =
                found.ValueKind == JsonValueKind.Array
                    ? found[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]
                    : found.GetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        return found;
    }

    private static bool IsMatch(JsonElement pattern, JsonElement value) =>
        System.Text.RegularExpressions.Regex.IsMatch(
            value.GetString()!,
            pattern.GetString()!,
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    private static bool IsOfType(JsonElement types, JsonElement value) =>
        types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Any(t => IsOfType(t.GetString()!, value)) : IsOfType(types.GetString()!, value);

    private static bool IsOfType(string type, JsonElement value) =>
        type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => throw new NotSupportedException($"There is no type {type}."),
        };
}
