using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Shared;

/// <summary>JSON Schemas of the documents of <c>contracts.md</c>, generated from their records.</summary>
public static class WireSchema
{
    // What a converter reads cannot be seen from the type: said here, next to it in tests that read each form.
    private static readonly Dictionary<Type, string> Converted = new()
    {
        [typeof(QueryValue)] = """{"type":["string","number","boolean","null"]}""",
        [typeof(Cell)] = """{"type":["string","number","boolean","null"]}""",
        [typeof(TimeRange)] = """
            {"description":"A named range (today, yesterday, this_month, last_quarter, ytd, last_12_months, ...), the last complete periods, or a half-open range of dates.",
             "anyOf":[{"type":"string"},
              {"type":"object","properties":{"last":{"type":"integer"},"unit":{"type":"string","enum":["day","week","month","quarter","year"]}},"required":["last","unit"],"additionalProperties":false},
              {"type":"object","properties":{"from":{"type":"string","format":"date"},"to":{"type":"string","format":"date","description":"The first day that is not included."}},"additionalProperties":false}]}
            """,
        [typeof(ComparisonTarget)] = """
            {"anyOf":[{"type":"string","enum":["previous_period","same_period_last_year"]},
              {"type":"object","properties":{"shift":{"type":"integer"},"unit":{"type":"string","enum":["day","week","month","quarter","year"]}},"required":["shift","unit"],"additionalProperties":false}]}
            """,
        [typeof(QueryShare)] = """
            {"description":"A metric as a share of the total, or of a group of fields.",
             "anyOf":[{"type":"string"},
              {"type":"object","properties":{"metric":{"type":"string"},"of":{"type":"array","items":{"type":"string"}}},"required":["metric"],"additionalProperties":false}]}
            """,
        [typeof(QueryFilter)] = """
            {"description":"A filter on a field; or on a metric per entity, which keeps the entities that meet it.",
             "anyOf":[
              {"type":"object","properties":{"field":{"type":"string"},"op":{"$OP":0},"values":{"$VALUES":0}},"required":["field","op"],"additionalProperties":false},
              {"type":"object","properties":{"metric":{"type":"string"},"per":{"type":"string"},"time":{"$TIME":0},"op":{"$OP":0},"values":{"$VALUES":0}},"required":["metric","per","op"],"additionalProperties":false}]}
            """,
    };

    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["metrics"] = "Names of metrics. Empty: lists the distinct values of group_by.",
        ["group_by"] = "Fields: entity.dimension (over joins: entity.join.dimension), an entity's name for its key, time.<grain> for each metric's own time.",
        ["where"] = "A conjunction.",
        ["having"] = "Conditions on the result's metrics.",
        ["order_by"] = "Fields or metrics; a comparison's columns are metric.previous, metric.change, metric.change_pct.",
        ["segments"] = "Segments switched on or off by name. Default ones apply unless set to false.",
        ["shares"] = "Metrics to show as part of the total.",
        ["totals"] = "Adds one total row.",
        ["others"] = "Adds a row for what the limit cuts off.",
        ["grain"] = "day, week, month, quarter or year; fiscal_, civil_ or iso_ before it where it matters.",
        ["is_context"] = "Leave out.",
    };

    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    public static JsonElement For<T>() => JsonSerializer.SerializeToElement(WireJson.Options.GetJsonSchemaAsNode(typeof(T), Exporting));

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is JsonObject { } node)
        {
            if (node["properties"] is JsonObject properties)
                foreach (var property in context.TypeInfo.Properties)
                    if (properties.ContainsKey(property.Name) && ConvertedOf(property.PropertyType) is { } written)
                    {
                        if (DescriptionOf(property) is { } told)
                            written.AsObject().TryAdd("description", told);
                        properties[property.Name] = written;
                    }
            if (DescriptionOf(context.PropertyInfo) is { } text)
                node.TryAdd("description", text);
        }
        return schema;
    }

    /// <summary>The schema of a property whose type, or whose items' type, a converter reads.</summary>
    private static JsonNode? ConvertedOf(Type type)
    {
        if (Converted.TryGetValue(Nullable.GetUnderlyingType(type) ?? type, out var written))
            return Parse(written);
        return type.IsGenericType && type.GetGenericArguments() is [var item] && ConvertedOf(item) is { } items
            ? new JsonObject { ["type"] = "array", ["items"] = items }
            : null;
    }

    private static string? DescriptionOf(JsonPropertyInfo? property) =>
        property is null ? null
        : property.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute written, ..]
            ? written.Description
        : Descriptions.GetValueOrDefault(property.Name);

    private static JsonNode Parse(string schema) =>
        JsonNode.Parse(
            schema
                .Replace("{\"$TIME\":0}", Converted[typeof(TimeRange)], StringComparison.Ordinal)
                .Replace("{\"$VALUES\":0}", """{"type":"array","items":{"type":["string","number","boolean","null"]}}""", StringComparison.Ordinal)
                .Replace(
                    "{\"$OP\":0}",
                    """{"type":"string","enum":["=","<>","in","not in","<","<=",">",">=","between","contains","starts_with","is_null","is_not_null"]}""",
                    StringComparison.Ordinal
                )
        )!;
}
