namespace Workbench.Server.SemanticInterchange;

internal sealed record MetricFlowDimension(string Name, bool IsTime, string Sql, ForeignMap Source)
{
    public string? Grain { get; init; }
    public bool IsPartition { get; init; }
    public bool IsValidFrom { get; init; }
    public bool IsValidTo { get; init; }

    /// <summary>Type of a time, from what dbt leaves to its users: the old form has no other place for one.</summary>
    public string? DataType { get; init; }

    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
}
