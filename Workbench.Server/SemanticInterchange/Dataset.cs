using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

internal sealed record Dataset
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary><c>schema.table</c> in the words of the layer; null for a query.</summary>
    public string? Table { get; init; }

    public string? Sql { get; init; }
    public string? Where { get; init; }
    public IReadOnlyList<string> Key { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<string>> UniqueKeys { get; init; } = [];
    public List<DatasetField> Fields { get; } = [];
    public List<DatasetSegment> Segments { get; } = [];
    public SourceSpan At { get; init; }
}
