using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>What formats of datasets with fields, relationships and aggregate expressions (Ossie, Snowflake) have in common.</summary>
internal sealed record DatasetModel
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public List<Dataset> Datasets { get; } = [];
    public List<DatasetRelation> Relations { get; } = [];
    public List<DatasetMetric> Metrics { get; } = [];
    public List<(string Name, string Text)> Rules { get; } = [];
}
