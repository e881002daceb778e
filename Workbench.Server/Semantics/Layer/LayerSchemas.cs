using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Workbench.Server.Semantics.Layer;

/// <summary>JSON Schemas of the layer's files, made from the same description that the reader checks them against.</summary>
public static class LayerSchemas
{
    /// <summary><c>layer, warehouse, entity, metrics, products, calendar, access, …</c></summary>
    public static ImmutableArray<string> Names { get; } = [.. LayerFormat.Files.Select(f => f.Name)];

    /// <summary>Where files of a schema are: <c>2-entities/*.yml</c>.</summary>
    public static string PatternOf(string name) => Format(name).Pattern;

    /// <exception cref="ArgumentException">There is no schema of that name.</exception>
    public static JsonObject Of(string name)
    {
        var format = Format(name);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = format.Pattern };
        foreach (var (key, value) in Map(format.Shape.Keys, format.Shape).ToList())
            schema[key] = value?.DeepClone();
        return schema;
    }

    private static LayerFileFormat Format(string name) =>
        LayerFormat.Files.FirstOrDefault(f => f.Name == name)
        ?? throw new ArgumentException($"There is no file kind \"{name}\": {string.Join(", ", Names)}.", nameof(name));

    private static JsonObject Schema(Shape shape) =>
        shape switch
        {
            TextShape { Form: TextForm.Name } => new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z][a-z0-9_]*$" },
            TextShape { Form: TextForm.Date } => new JsonObject { ["type"] = "string", ["format"] = "date" },
            TextShape => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
            ChoiceShape choice => new JsonObject { ["enum"] = Texts(choice.Choices) },
            FlagShape => new JsonObject { ["type"] = "boolean" },
            NumberShape number => Number(number),
            ListShape list => List(list),
            DictionaryShape dictionary => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = Either([Schema(dictionary.Value), new JsonObject { ["type"] = "null" }]),
            },
            MapShape map => Map(map.Keys, map),
            VariantShape variant => Variant(variant),
            EitherShape either => Either([.. either.Shapes.Select(Schema)]),
            QueryShape => new JsonObject { ["type"] = "object" },
            _ => throw new InvalidOperationException($"{shape.GetType().Name} has no schema."),
        };

    private static JsonObject Number(NumberShape number)
    {
        var schema = new JsonObject { ["type"] = number.IsWhole ? "integer" : "number" };
        if (number.Min != decimal.MinValue)
            schema["minimum"] = number.Min;
        if (number.Max != decimal.MaxValue)
            schema["maximum"] = number.Max;
        return schema;
    }

    private static JsonObject List(ListShape list)
    {
        var many = new JsonObject { ["type"] = "array", ["items"] = Schema(list.Item) };
        if (!list.MayBeEmpty)
            many["minItems"] = 1;
        return Either([many, Schema(list.Item)]);
    }

    private static JsonObject Map(ImmutableArray<KeyShape> keys, MapShape map)
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            var value = Schema(key.Shape);
            value["description"] = key.Default is null ? key.Description : $"{key.Description} Default: {key.Default}.";
            properties[key.Key] = value;
        }
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = Texts(keys.Where(k => k.IsRequired).Select(k => k.Key)),
            ["additionalProperties"] = false,
        };
        foreach (var oneOf in map.OneOf)
            schema["anyOf"] = new JsonArray([.. oneOf.Select(k => (JsonNode)new JsonObject { ["required"] = new JsonArray(k) })]);
        return schema;
    }

    private static JsonObject Variant(VariantShape variant) =>
        new()
        {
            ["oneOf"] = new JsonArray([
                .. variant.Variants.Select(v =>
                {
                    var full = variant.Of(v);
                    var schema = Map(full.Keys, full);
                    schema["description"] = v.Meaning;
                    var discriminator = schema["properties"]![variant.Key]!.AsObject();
                    discriminator.Remove("enum");
                    discriminator["const"] = v.Value;
                    if (v.Value != variant.Default)
                        schema["required"]!.AsArray().Add((JsonNode)variant.Key);
                    return (JsonNode)schema;
                }),
            ]),
        };

    private static JsonObject Either(IReadOnlyList<JsonObject> schemas) => new() { ["anyOf"] = new JsonArray([.. schemas.Select(s => (JsonNode)s)]) };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);
}
