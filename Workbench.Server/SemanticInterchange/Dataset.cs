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

    /// <summary>The query that <see cref="Table"/> and <see cref="Where"/> were read from; null without a condition.</summary>
    public string? Query { get; init; }

    public IReadOnlyList<string> Key { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<string>> UniqueKeys { get; init; } = [];

    /// <summary>Fields that are unique each by itself.</summary>
    public List<string> UniqueFields { get; init; } = [];

    public List<DatasetField> Fields { get; } = [];
    public List<DatasetSegment> Segments { get; } = [];
    public SourceSpan At { get; init; }

    /// <summary>The same over its query, not over a table with a condition.</summary>
    public Dataset AsQuery() => this with { Table = null, Where = null, Sql = Query };
}
