using System.Collections.Immutable;

namespace Workbench.Server.Warehouses;

/// <summary>Tables and views of a warehouse, without those of the system.</summary>
public sealed record WarehouseSchema(ImmutableArray<WarehouseTable> Tables)
{
    public WarehouseTable? Find(string schema, string name) =>
        Tables.FirstOrDefault(t => string.Equals(t.Schema, schema, StringComparison.Ordinal) && string.Equals(t.Name, name, StringComparison.Ordinal));
}

/// <param name="EstimatedRows">The planner's estimate; null when the table was never analyzed.</param>
public sealed record WarehouseTable(
    string Schema,
    string Name,
    string? Comment,
    long? EstimatedRows,
    ImmutableArray<WarehouseColumn> Columns,
    ImmutableArray<WarehouseKey> Keys,
    ImmutableArray<WarehouseForeignKey> ForeignKeys
)
{
    public string FullName => $"{Schema}.{Name}";

    public WarehouseColumn? FindColumn(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
}

/// <param name="Type">As PostgreSQL writes it: <c>bigint</c>, <c>numeric(12,2)</c>, <c>timestamp with time zone</c>.</param>
public sealed record WarehouseColumn(string Name, string Type, bool IsNullable, string? Comment);

/// <summary>Columns that make a row unique.</summary>
public sealed record WarehouseKey(ImmutableArray<string> Columns, bool IsPrimary);

public sealed record WarehouseForeignKey(ImmutableArray<string> Columns, string ToSchema, string ToTable, ImmutableArray<string> ToColumns);
