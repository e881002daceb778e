using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>MetricFlow, the semantic layer of dbt. Both of its forms are read; written is the present one, or the one that dbt read before 1.12.</summary>
/// <param name="isOld">Writes the old form whatever the layer came from.</param>
internal sealed class MetricFlowFormat(bool isOld) : CommentedFormat
{
    private static readonly (string One, string Many)[] Lists =
    [
        ("semantic_model", "semantic_models"),
        ("metric", "metrics"),
        ("saved_query", "saved_queries"),
    ];

    public override InterchangeFormat About { get; } =
        isOld
            ? new("metricflow-legacy", "MetricFlow, old form (dbt before 1.12)", "YAML of dbt's semantic layer with semantic_models, measures and metrics.")
            : new("metricflow", "MetricFlow (dbt)", "YAML of dbt's semantic layer: models with semantic_model, or semantic_models and metrics.");

    public override string FileName => "semantic_layer.yml";

    public override bool Knows(ForeignMap document) =>
        document.Has("semantic_models")
        || document.Has("saved_queries")
        || document.Has("saved_query")
        || (document.Has("semantic_model") && !document.Has("version") && document.Map("semantic_model")?.Has("datasets") != true)
        || (document.Has("metric") && !document.Has("tables"))
        || (
            document.Has("metrics")
            && !document.Has("tables")
            && !document.Has("datasets")
            && document.Maps("metrics").Exists(m => m.Has("type") || m.Has("type_params"))
        )
        || document.Maps("models").Exists(m => m.Has("semantic_model") || m.Has("time_spine"));

    public override void Read(ForeignReading reading, LayerBuild build, ForeignNames names, InterchangeNotes notes)
    {
        if (reading.Documents.Exists(d => d.Has("semantic_models") || d.Has("semantic_model")))
            names.Remember("form", "", MetricFlowWriter.OldForm);
        var reader = new MetricFlowReader(reading, build, names, notes);
        reader.Read();
        if (reader.Models.Count == 0)
            reading.Problem(
                reading.Documents[0].At,
                "There is no semantic model in it: choose the folder that holds the models as well, since metrics are made of their measures."
            );
        notes.Count("semantic model", reader.Models.Count, build.Entities.Count);
    }

    public override JsonObject Write(LayerContent content, ForeignNames names, InterchangeNotes notes) =>
        new MetricFlowWriter(content, names, notes, isOld).Write();

    public override IReadOnlyList<ForeignText>? Spread(JsonObject document, IReadOnlyList<ForeignText> originals) =>
        new MetricFlowFiles(document).Spread(originals, FileName);

    /// <summary>The list that a key holds, or one thing of: <c>metrics</c> for <c>metric</c>.</summary>
    public static string ListOf(string key, JsonNode? value) => Lists.FirstOrDefault(l => l.One == key && value is JsonObject).Many ?? key;

    public override JsonObject Normal(ForeignReading reading)
    {
        var whole = new JsonObject();
        foreach (var document in reading.Documents)
        foreach (var (key, value) in YamlNodes.Of(document.Yaml))
        {
            var many = ListOf(key, value);
            var items =
                value is JsonArray list ? list
                : many != key ? new JsonArray(value?.DeepClone())
                : null;
            if (items is null)
            {
                whole[key] = value?.DeepClone();
                continue;
            }
            if (whole[many] is not JsonArray all)
                whole[many] = all = [];
            foreach (var item in items)
                all.Add(item?.DeepClone());
        }
        return whole;
    }
}
