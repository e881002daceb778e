using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Apache Ossie. The snapshot of a layer is a custom extension of the model.</summary>
internal sealed class OssieFormat : IForeignFormat
{
    public const string Vendor = "WORKBENCH";

    public const string Version = "0.2.0.dev0";

    public InterchangeFormat About { get; } = new("ossie", "Apache Ossie", "YAML of Apache Ossie (formerly OSI), with semantic_model or datasets at the top.");

    public string FileName => "layer.ossie.yaml";

    public bool Knows(ForeignMap document) =>
        document.Has("semantic_model") && document.Has("version")
        || document.Has("datasets")
        || document.Has("ontology_mappings")
        || (document.Has("semantic_model") && document.Maps("semantic_model").Exists(m => m.Has("datasets")));

    public void Read(ForeignReading reading, LayerBuild build, ForeignNames names, InterchangeNotes notes)
    {
        var whole = new List<DatasetModel>();
        foreach (var document in reading.Documents)
        foreach (var (_, model) in OssieReader.Read(document, notes))
            whole.Add(model);
        if (whole.Count == 0)
        {
            reading.Problem(reading.Documents[0].At, "There is no semantic model in it: \"semantic_model\" with \"datasets\" is needed.");
            return;
        }
        // Several models become one layer.
        var first = whole[0];
        foreach (var other in whole.Skip(1))
        {
            first.Datasets.AddRange(other.Datasets);
            first.Relations.AddRange(other.Relations);
            first.Metrics.AddRange(other.Metrics);
            first.Rules.AddRange(other.Rules);
            notes.Changed($"model {other.Name}", $"A layer is one model: its objects stand beside those of {first.Name}.");
        }
        foreach (var dataset in reading.Documents.SelectMany(Sources))
            names.Remember("table", ForeignTable.Of(dataset, "", default, new InterchangeNotes()).Table ?? "", TableOf(dataset));
        new DatasetLayer(first, build, names, notes).Build();
        notes.Count("relationship", first.Relations.Count, build.Entities.Sum(e => (e["joins"] as JsonArray)?.Count ?? 0));
        notes.Count("metric", first.Metrics.Count, build.Metrics.Count(m => m["hidden"] is null));
    }

    public JsonObject Write(LayerContent content, ForeignNames names, InterchangeNotes notes) => new OssieWriter(content, names, notes).Write();

    public JsonObject Normal(ForeignReading reading)
    {
        var models = new JsonArray();
        foreach (var model in reading.Documents.SelectMany(Models))
            models.Add(YamlNodes.Of(model.Yaml));
        return new JsonObject { ["version"] = Version, ["semantic_model"] = models };
    }

    public string Print(JsonObject document, ForeignReading? originals, LayerSnapshot? snapshot)
    {
        var tree = (JsonObject)document.DeepClone();
        if (snapshot is not null && tree["semantic_model"] is JsonArray { Count: > 0 } models)
        {
            var model = models[0]!.AsObject();
            var extensions = model["custom_extensions"] as JsonArray ?? [];
            extensions.Add(new JsonObject { ["vendor_name"] = Vendor, ["data"] = Encode(snapshot) });
            if (extensions.Parent is null)
                model["custom_extensions"] = extensions;
        }
        // An ontology keeps its place around the model.
        if (originals?.Documents is [{ } only] && only.Has("ontology_mappings") && tree["semantic_model"] is JsonArray list)
        {
            var whole = YamlNodes.Of(only.Yaml);
            if (whole["ontology_mappings"] is JsonArray mappings)
                for (var i = 0; i < Math.Min(mappings.Count, list.Count); i++)
                    if (mappings[i] is JsonObject mapping)
                        mapping["semantic_model"] = list[i]?.DeepClone();
            return YamlWriter.Write(whole);
        }
        return YamlWriter.Write(tree);
    }

    public IReadOnlyList<ForeignText>? Spread(JsonObject document, IReadOnlyList<ForeignText> originals) => null;

    public IReadOnlyList<ForeignText>? Attach(IReadOnlyList<ForeignText> texts, LayerSnapshot snapshot) => null;

    public LayerSnapshot? FindSnapshot(IReadOnlyList<ForeignText> texts) =>
        texts
            .Where(t => t.Text.Contains(Vendor, StringComparison.Ordinal))
            .SelectMany(t => ForeignReading.Of([t]).Documents)
            .SelectMany(Models)
            .SelectMany(m => m.Maps("custom_extensions"))
            .Where(e => e.Text("vendor_name") == Vendor)
            .Select(e => e.Text("data") is { } data ? Decode(data) : null)
            .FirstOrDefault(s => s is not null);

    public IReadOnlyList<ForeignText> Strip(IReadOnlyList<ForeignText> texts) =>
        [.. texts.Select(t => t.Text.Contains(Vendor, StringComparison.Ordinal) ? t with { Text = Strip(t) } : t)];

    private static string Strip(ForeignText text)
    {
        if (ForeignReading.Of([text]).Documents is not [{ } document])
            return text.Text;
        var tree = YamlNodes.Of(document.Yaml);
        var found = false;
        foreach (var model in Trees(tree))
            if (
                model["custom_extensions"] is JsonArray extensions
                && extensions.OfType<JsonObject>().FirstOrDefault(e => e["vendor_name"]?.ToString() == Vendor) is { } own
            )
            {
                extensions.Remove(own);
                if (extensions.Count == 0)
                    model.Remove("custom_extensions");
                found = true;
            }
        return found ? YamlWriter.Write(tree) : text.Text;
    }

    private static IEnumerable<JsonObject> Trees(JsonObject tree) =>
        tree["semantic_model"] is JsonArray models ? models.OfType<JsonObject>()
        : tree["semantic_model"] is JsonObject one ? [one]
        : tree["ontology_mappings"] is JsonArray mappings ? mappings.OfType<JsonObject>().Select(m => m["semantic_model"]).OfType<JsonObject>()
        : [tree];

    private static IEnumerable<ForeignMap> Models(ForeignMap document) =>
        document.Maps("semantic_model") is { Count: > 0 } models ? models
        : document.Maps("ontology_mappings") is { Count: > 0 } mappings ? mappings.SelectMany(m => m.Maps("semantic_model"))
        : [document];

    private static IEnumerable<string> Sources(ForeignMap document) =>
        Models(document).SelectMany(m => m.Maps("datasets")).Select(d => d.Text("source")).OfType<string>();

    /// <summary>The table inside a query that selects all of it, else the source as it is.</summary>
    private static string TableOf(string source) => ForeignTable.WrittenIn(source) ?? source;

    private static string Encode(LayerSnapshot snapshot)
    {
        var files = new JsonObject();
        foreach (var file in snapshot.Files)
            files[file.Path] = file.Text;
        return new JsonObject
        {
            ["workbench"] = 1,
            ["seen"] = snapshot.Seen,
            ["files"] = files,
        }.ToJsonString();
    }

    private static LayerSnapshot? Decode(string data)
    {
        try
        {
            return JsonNode.Parse(data) is JsonObject { } tree && tree["files"] is JsonObject { Count: > 0 } files
                ? new LayerSnapshot(
                    [.. files.Select(f => new LayerFileText(f.Key, f.Value?.ToString() ?? "")).OrderBy(f => f.Path, StringComparer.Ordinal)],
                    tree["seen"]?.ToString() ?? ""
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
