using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>2-entities: what it is about. One row of its table, within <see cref="Where"/>, is one entity.</summary>
public sealed record Entity
{
    public required string Name { get; init; }
    public required string Label { get; init; }

    /// <summary>Plural for people: "accounts". Default: made from the label.</summary>
    public required string LabelPlural { get; init; }

    public string? Description { get; init; }
    public ImmutableArray<string> Synonyms { get; init; } = [];
    public required EntitySource Source { get; init; }

    /// <summary>Columns that make a row unique: the grain.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>Dimension or column that names a row to a person.</summary>
    public string? Title { get; init; }

    /// <summary>Always applied.</summary>
    public LayerExpression? Where { get; init; }

    public ImmutableArray<EntityTime> Times { get; init; } = [];
    public ImmutableArray<Dimension> Dimensions { get; init; } = [];
    public ImmutableArray<EntityJoin> Joins { get; init; } = [];
    public ImmutableArray<Segment> Segments { get; init; } = [];

    /// <summary>For slowly changing rows. The conditions of joins hold it already.</summary>
    public ValidityRange? Valid { get; init; }

    /// <summary>Columns that joins match along. The conditions of joins hold them already.</summary>
    public ImmutableArray<string> Partition { get; init; } = [];
    public string? Access { get; init; }
    public SourceSpan At { get; init; }

    public EntityTime? DefaultTime => Times.FirstOrDefault(t => t.IsDefault) ?? (Times.Length == 1 ? Times[0] : null);

    public Dimension? FindDimension(string name) => Dimensions.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal));

    public EntityTime? FindTime(string name) => Times.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal));

    public EntityJoin? FindJoin(string name) => Joins.FirstOrDefault(j => string.Equals(j.Name, name, StringComparison.Ordinal));

    public Segment? FindSegment(string name) => Segments.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal));
}

/// <param name="From">Column with the first moment that a row holds.</param>
/// <param name="To">Column with the first moment that it no longer holds.</param>
public sealed record ValidityRange(string From, string To);

public abstract record EntitySource
{
    private protected EntitySource() { }
}

/// <example><c>billing.subscription_months</c></example>
public sealed record TableSource(string FullName) : EntitySource;

/// <summary>The escape hatch; marked in every answer that uses it.</summary>
public sealed record SqlSource(string Sql) : EntitySource;

/// <param name="Type"><c>date</c>, <c>timestamp</c> or <c>timestamptz</c>.</param>
/// <param name="Grain">The finest grain that it holds: <c>month</c> for a monthly snapshot.</param>
public sealed record EntityTime(string Name, string? Label, string? Description, LayerExpression Expr, string Type, string Grain, bool IsDefault, SourceSpan At)
{
    public ImmutableArray<string> Synonyms { get; init; } = [];

    /// <summary>Level that may use it, its columns' included.</summary>
    public string? Access { get; init; }
}

public sealed record Dimension
{
    public required string Name { get; init; }
    public required string Label { get; init; }
    public string? Description { get; init; }
    public ImmutableArray<string> Synonyms { get; init; } = [];
    public required LayerExpression Expr { get; init; }

    /// <summary><c>string, integer, decimal, boolean, date, timestamp</c>.</summary>
    public required string Type { get; init; }

    public string? Unit { get; init; }
    public DimensionValues Values { get; init; } = DimensionValues.Unknown;
    public bool IsHidden { get; init; }
    public string? Access { get; init; }
    public SourceSpan At { get; init; }
}

/// <summary>What is known of a dimension's values.</summary>
/// <param name="IsIndexed">The planner may look values up in the warehouse.</param>
/// <param name="Declared">Stored value and what people call it.</param>
public sealed record DimensionValues(bool IsIndexed, ImmutableArray<DeclaredValue> Declared)
{
    public static DimensionValues Unknown { get; } = new(false, []);
}

public sealed record DeclaredValue(string Stored, ImmutableArray<string> Synonyms, string? Label = null);

/// <summary>A join towards one; its name stands for the other side in expressions and fields.</summary>
/// <param name="On">A condition over this entity's columns and <c>name.column</c> of the other side.</param>
/// <param name="IsOptional">Rows without a partner are expected and kept (the other side NULL).</param>
public sealed record EntityJoin(string Name, string To, LayerExpression On, JoinType Type, bool IsOptional, SourceSpan At)
{
    /// <summary>Over so many joins a field is found at the most.</summary>
    internal const int LongestPath = 5;

    public string? Label { get; init; }
    public ImmutableArray<string> Synonyms { get; init; } = [];
}

public enum JoinType
{
    ManyToOne,
    OneToOne,
}

/// <param name="IsDefault">Applied unless switched off, always shown.</param>
public sealed record Segment(string Name, string Label, string? Description, LayerExpression Where, bool IsDefault, SourceSpan At)
{
    public ImmutableArray<string> Synonyms { get; init; } = [];

    /// <summary>Level that may use it, its columns' included.</summary>
    public string? Access { get; init; }
}
