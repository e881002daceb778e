using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A YAML value as a tree without places: what is compared, merged and written.</summary>
internal static class YamlNodes
{
    public static JsonNode? Of(YamlValue value) =>
        value switch
        {
            YamlMap map => Of(map),
            YamlList list => new JsonArray([.. list.Items.Select(Of)]),
            YamlText text => Scalar(text),
            _ => null,
        };

    public static JsonObject Of(YamlMap map)
    {
        var node = new JsonObject();
        foreach (var entry in map.Entries)
            node[entry.Key] = Of(entry.Value);
        return node;
    }

    /// <summary>Numbers keep their digits: a version 0.10 is not 0.1, so it stays a text unless it prints the same.</summary>
    private static JsonValue? Scalar(YamlText text)
    {
        if (text.IsNull)
            return null;
        if (!text.IsPlain)
            return JsonValue.Create(text.Value);
        if (text.Value is "true" or "false")
            return JsonValue.Create(text.Value == "true");
        return IsNumber(text.Value) ? JsonValue.Create(decimal.Parse(text.Value, CultureInfo.InvariantCulture)) : JsonValue.Create(text.Value);
    }

    public static bool IsNumber(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number.ToString(CultureInfo.InvariantCulture) == text;
}
