using System.Collections.Immutable;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticDraft;

/// <summary>A table or view of the database with what its catalog says and what a sample of its rows shows.</summary>
internal sealed record SurveyedTable
{
    public required string Schema { get; init; }
    public required string Name { get; init; }

    /// <summary>Its name with marks between the words, where the database folded them into one; null: as it stands.</summary>
    public string? Unfolded { get; init; }

    public string Spelt => Unfolded ?? Name;
    public string FullName => $"{Schema}.{Name}";
    public string? Comment { get; init; }

    /// <summary>A view over tables that are here as well: what it counts is counted there.</summary>
    public bool IsSecondHand { get; init; }

    public bool IsView { get; init; }

    /// <summary>Estimated; exact when all rows were read.</summary>
    public long RowCount { get; init; }

    /// <summary>All rows were read, not a part of them.</summary>
    public bool IsWhole { get; init; }

    public ImmutableArray<SurveyedColumn> Columns { get; init; } = [];
    public ImmutableArray<WarehouseKey> Keys { get; init; } = [];
    public ImmutableArray<WarehouseForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>Some of the rows, each with a text (or null) per column.</summary>
    public ImmutableArray<string?[]> Rows { get; init; } = [];

    public SurveyedColumn? FindColumn(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }
}
