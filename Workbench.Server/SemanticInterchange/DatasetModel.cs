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

/// <param name="Type">Type of the warehouse in PostgreSQL's words; null when nothing says it.</param>
/// <param name="IsTime">Null: the type decides.</param>
internal sealed record DatasetField(string Name, string Sql, string? Type, bool? IsTime, SourceSpan At)
{
    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public IReadOnlyList<string> Values { get; init; } = [];
    public bool IsHidden { get; init; }
}

internal sealed record DatasetSegment(string Name, string Sql, string? Description, IReadOnlyList<string> Synonyms, SourceSpan At);

internal sealed record DatasetRelation(string Name, string From, string To, IReadOnlyList<(string From, string To)> Columns, SourceSpan At)
{
    public IReadOnlyList<string> Synonyms { get; init; } = [];
}

internal sealed record DatasetMetric(string Name, string Sql, SourceSpan At)
{
    /// <summary>The dataset that bare columns belong to; null: the model's.</summary>
    public string? Dataset { get; init; }

    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public bool IsHidden { get; init; }

    /// <summary>A balance: the time that it is never added up over, and whether the last or the first snapshot counts.</summary>
    public (string Time, bool TakesLast)? NonAdditive { get; init; }
}
