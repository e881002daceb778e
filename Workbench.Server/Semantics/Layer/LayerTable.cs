using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>1-warehouse: what is stored.</summary>
public sealed record LayerTable
{
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public string FullName => $"{Schema}.{Name}";
    public string? Description { get; init; }
    public string? Owner { get; init; }
    public TableFreshness? Freshness { get; init; }

    /// <summary>Level that may read it; null is the lowest level. Columns may be stricter.</summary>
    public string? Access { get; init; }

    public ImmutableArray<LayerColumn> Columns { get; init; } = [];
    public SourceSpan At { get; init; }

    public LayerColumn? FindColumn(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
}

/// <param name="Column">A date or timestamp; its greatest value is how far the data goes.</param>
/// <param name="Within">How old that may be.</param>
public sealed record TableFreshness(string Column, TimeSpan Within);

/// <param name="Type">PostgreSQL's name of the type.</param>
/// <param name="Access">Null: the table's.</param>
public sealed record LayerColumn(string Name, string Type, string? Description, string? Unit, string? Access, SourceSpan At);
