using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Snowflake semantic views. The snapshot of a layer is a block of comments at the end.</summary>
internal sealed class SnowflakeFormat : CommentedFormat
{
    public const string Id = "snowflake";

    public override InterchangeFormat About { get; } =
        new(Id, "Snowflake semantic view", "YAML of a Snowflake semantic view or semantic model, with tables at the top.");

    public override string FileName => "semantic-view.yaml";

    public override bool Knows(ForeignMap document) =>
        document.Has("tables")
        && !document.Has("schema")
        && (
            document.Maps("tables").Count == 0
                ? document.Has("name")
                : document.Maps("tables").Exists(t => t.Has("base_table") || t.Has("dimensions") || t.Has("metrics") || !t.Has("columns"))
        );

    public override void Read(ForeignReading reading, LayerBuild build, ForeignNames names, InterchangeNotes notes)
    {
        var documents = reading.Documents.FindAll(Knows);
        if (documents.Count > 1)
        {
            reading.Problem(documents[1].At, "One semantic view is imported at a time: name its file, not the folder.");
            return;
        }
        if (documents.Count == 0)
        {
            reading.Problem(reading.Documents[0].At, "There is no semantic view in it: \"tables\" is needed.");
            return;
        }
        var model = SnowflakeReader.Read(documents[0], build, names, notes);
        new DatasetLayer(model, build, names, notes).Build();
        notes.Count("table", documents[0].Maps("tables").Count, model.Datasets.Count);
        notes.Count("relationship", documents[0].Maps("relationships").Count, build.Entities.Sum(e => (e["joins"] as JsonArray)?.Count ?? 0));
        notes.Count("metric", model.Metrics.Count, build.Metrics.Count(m => names.Find("metric", m["name"]!.GetValue<string>()) is not null));
        notes.Count("verified query", documents[0].Maps("verified_queries").Count, build.Verified.Count);
    }

    public override JsonObject Write(LayerContent content, ForeignNames names, InterchangeNotes notes) => new SnowflakeWriter(content, names, notes).Write();

    public override JsonObject Normal(ForeignReading reading) => reading.Documents.Find(Knows) is { } document ? YamlNodes.Of(document.Yaml) : [];
}
