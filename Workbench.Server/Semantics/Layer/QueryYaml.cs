using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Layer;

/// <summary>A semantic query written as YAML: the same document as JSON, with its places.</summary>
internal static partial class QueryYaml
{
    public static SemanticQuery? Read(YamlMap map, LayerProblems problems)
    {
        try
        {
            return ToJson(map).Deserialize<SemanticQuery>(WireJson.Options);
        }
        catch (JsonException e)
        {
            // System.Text.Json repeats the path and the line of a text that nobody has seen.
            var message = e.Message.Split(" Path: ")[0];
            problems.Error(LayerProblemCodes.BadQuery, Place(map, e.Path), $"This is no semantic query: {message}");
            return null;
        }
    }

    private static JsonObject ToJson(YamlMap map) => new(map.Entries.Select(e => KeyValuePair.Create(e.Key, ToJson(e.Value))));

    private static JsonNode? ToJson(YamlValue value) =>
        value switch
        {
            YamlMap map => ToJson(map),
            YamlList list => new JsonArray([.. list.Items.Select(ToJson)]),
            YamlText { IsNull: true } => null,
            YamlText { IsPlain: true, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
            YamlText { IsPlain: true } number
                when Number().IsMatch(number.Value) && decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) =>
                JsonValue.Create(n),
            YamlText text => JsonValue.Create(text.Value),
            _ => null,
        };

    private static SourceSpan Place(YamlValue value, string? path)
    {
        foreach (Match step in Step().Matches(path ?? ""))
        {
            var next = value switch
            {
                YamlMap map => map.Entries.FirstOrDefault(e => e.Key == step.Value)?.Value,
                YamlList list when int.TryParse(step.Value, CultureInfo.InvariantCulture, out var index) && index < list.Items.Length => list.Items[index],
                _ => null,
            };
            if (next is null)
                break;
            value = next;
        }
        return value.At;
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Number();

    [GeneratedRegex("[A-Za-z_0-9]+", RegexOptions.None, 10_000)]
    private static partial Regex Step();
}
