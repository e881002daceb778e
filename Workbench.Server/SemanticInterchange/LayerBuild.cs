using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A layer in the making: objects as its files write them, put into files at the end.</summary>
internal sealed class LayerBuild
{
    private readonly Dictionary<string, TableBuild> _tables = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _metrics = [];
    private readonly Dictionary<string, JsonObject> _metricsByName = new(StringComparer.Ordinal);

    public string Name { get; set; } = "Imported layer";
    public string? Description { get; set; }
    public string Account { get; set; } = "default";
    public List<JsonObject> Entities { get; } = [];
    public List<JsonObject> Rules { get; } = [];
    public List<JsonObject> Verified { get; } = [];
    public List<JsonObject> Terms { get; } = [];
    public List<JsonObject> Examples { get; } = [];
    public IReadOnlyList<JsonObject> Metrics => _metrics;
    public LayerNames MetricNames { get; } = new();

    public TableBuild Table(string fullName)
    {
        if (!_tables.TryGetValue(fullName, out var table))
            _tables[fullName] = table = new TableBuild(fullName);
        return table;
    }

    public TableBuild? FindTable(string fullName) => _tables.GetValueOrDefault(fullName);

    public void AddMetric(JsonObject metric)
    {
        _metrics.Add(metric);
        _metricsByName[metric["name"]!.GetValue<string>()] = metric;
    }

    public JsonObject? FindMetric(string name) => _metricsByName.GetValueOrDefault(name);

    /// <summary>Removes metrics that are made of what is not there, one by one, until the rest holds together.</summary>
    public void RemoveMetric(string name)
    {
        _metrics.RemoveAll(m => m["name"]!.GetValue<string>() == name);
        _metricsByName.Remove(name);
    }

    /// <summary>A mapping without the keys that have no value.</summary>
    public static JsonObject Map(params ReadOnlySpan<(string Key, JsonNode? Value)> pairs)
    {
        var map = new JsonObject();
        foreach (var (key, value) in pairs)
            if (value is not null and not JsonArray { Count: 0 })
                map[key] = value;
        return map;
    }

    public static JsonArray? Texts(IEnumerable<string> texts)
    {
        var list = new JsonArray([.. texts.Distinct(StringComparer.Ordinal).Select(t => (JsonNode)JsonValue.Create(t))]);
        return list.Count == 0 ? null : list;
    }

    public ImmutableArray<LayerFileText> ToFiles()
    {
        var files = new List<LayerFileText>
        {
            File(LayerFormat.LayerFile, Map(("name", Name), ("description", Description), ("account", Account), ("version", 1))),
        };
        var names = new LayerNames();
        foreach (var schema in _tables.Values.GroupBy(t => t.Schema, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            files.Add(
                File(
                    $"{LayerFormat.WarehouseFolder}/{FileName(names.Take(schema.Key))}.yml",
                    Map(("schema", schema.Key), ("tables", new JsonArray([.. schema.Select(t => (JsonNode)t.ToTree())])))
                )
            );
        foreach (var entity in Entities)
            files.Add(File($"{LayerFormat.EntitiesFolder}/{FileName(entity["entity"]!.GetValue<string>())}.yml", entity));
        foreach (var group in _metrics.GroupBy(m => HomeOf(m, 0) ?? "company", StringComparer.Ordinal))
            files.Add(File($"{LayerFormat.MetricsFolder}/{FileName(group.Key)}.yml", Map(("metrics", List(group)))));
        Add(files, "glossary", "terms", Terms);
        Add(files, "rules", "rules", Rules);
        Add(files, "verified", "queries", Verified);
        Add(files, "examples", "examples", Examples);
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    public static LayerFileText File(string path, JsonObject tree) => new(path, YamlWriter.Write(tree));

    private static void Add(List<LayerFileText> files, string file, string key, List<JsonObject> items)
    {
        if (items.Count > 0)
            files.Add(File($"{LayerFormat.OperationsFolder}/{file}.yml", Map((key, List(items)))));
    }

    private static JsonArray List(IEnumerable<JsonObject> items) => new([.. items.Select(i => i.DeepClone())]);

    private static string FileName(string name) => name.Replace('_', '-');

    /// <summary>The entity whose rows a metric counts, over its first input.</summary>
    private string? HomeOf(JsonObject metric, int depth)
    {
        if (metric["entity"] is JsonValue entity)
            return entity.GetValue<string>();
        var input =
            metric["numerator"]
            ?? metric["metric"]
            ?? metric["base"]
            ?? (metric["inputs"] as JsonArray)?.FirstOrDefault()
            ?? (JsonNode?)FirstName(metric["expr"]);
        var name = input is JsonObject map ? map["metric"]?.GetValue<string>() : input?.GetValue<string>();
        return name is not null && depth < 50 && FindMetric(name) is { } next ? HomeOf(next, depth + 1) : null;
    }

    private static JsonValue? FirstName(JsonNode? expr) =>
        expr is JsonValue text
        && Semantics.Expressions.ExpressionParser.Parse(text.ToString()) is Semantics.Expressions.ParsedExpression { Names: [var first, ..] }
            ? JsonValue.Create(first.Column.ToString())
            : null;
}
