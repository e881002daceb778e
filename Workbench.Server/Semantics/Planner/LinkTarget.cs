using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What words of a question may stand for.</summary>
internal abstract record LinkTarget
{
    private protected LinkTarget() { }

    /// <summary>For the trace: <c>metric arr</c>. Made once: one word of a question may stand for hundreds. A copy with another part keeps it, so none is made.</summary>
    public abstract string Name { get; }

    /// <summary>The level that one needs to know of it; null: open to all.</summary>
    public string? RequiredLevel { get; init; }
}

internal sealed record MetricTarget(Metric Metric) : LinkTarget
{
    public override string Name { get; } = $"metric {Metric.Name}";
}

internal sealed record EntityTarget(Entity Entity) : LinkTarget
{
    public override string Name { get; } = $"entity {Entity.Name}";
}

internal sealed record DimensionTarget(Entity Entity, Dimension Dimension) : LinkTarget
{
    public override string Name { get; } = $"dimension {Entity.Name}.{Dimension.Name}";
}

/// <summary>A join by its own name: the owner of an account, the manager of an employee.</summary>
internal sealed record JoinTarget(Entity Entity, EntityJoin Join) : LinkTarget
{
    public override string Name { get; } = $"join {Entity.Name}.{Join.Name}";
}

internal sealed record TimeTarget(Entity Entity, EntityTime Time) : LinkTarget
{
    public override string Name { get; } = $"time {Entity.Name}.{Time.Name}";
}

internal sealed record ValueTarget(Entity Entity, Dimension Dimension, string Stored) : LinkTarget
{
    public override string Name { get; } = $"value {Entity.Name}.{Dimension.Name} = {Stored}";
}

internal sealed record ProductTarget(Product Product) : LinkTarget
{
    public override string Name { get; } = $"product {Product.Name}";
}

internal sealed record SegmentTarget(Entity Entity, Segment Segment) : LinkTarget
{
    public override string Name { get; } = $"segment {Entity.Name}.{Segment.Name}";
}

/// <summary>A table or column that no entity or metric shows by name.</summary>
internal sealed record StoredTarget(LayerTable Table, LayerColumn? Column) : LinkTarget
{
    public override string Name { get; } = Column is null ? $"table {Table.FullName}" : $"column {Table.FullName}.{Column.Name}";
}

internal sealed record TermTarget(GlossaryTerm Term) : LinkTarget
{
    public override string Name { get; } = $"term {Term.Term}";
}
