using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A semantic model of MetricFlow, in either of its forms.</summary>
internal sealed class MetricFlowModel(string name, ForeignMap source)
{
    public string Name => name;
    public ForeignMap Source => source;
    public string? Label { get; set; }
    public string? Description { get; set; }
    public IReadOnlyList<string> Synonyms { get; set; } = [];
    public required string Table { get; init; }
    public string? DefaultTime { get; set; }

    /// <summary>Name of the primary entity, whether a column holds it or not.</summary>
    public string? Primary { get; set; }

    public List<MetricFlowEntity> Entities { get; } = [];
    public List<MetricFlowDimension> Dimensions { get; } = [];
    public List<MetricFlowMeasure> Measures { get; } = [];

    // As it is built.
    public string Layer { get; set; } = "";
    public required TableBuild Columns { get; init; }
    public LayerNames Names { get; } = new();
    public LayerNames TimeNames { get; } = new();
    public List<MetricFlowJoin> Joins { get; } = [];
    public Dictionary<string, (string Name, ScalarExpr Expr, bool IsTime)> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    public MetricFlowEntity? Find(string entity) => Entities.Find(e => string.Equals(e.Name, entity, StringComparison.OrdinalIgnoreCase));

    /// <summary>The entity that rows of this model are one of, to be joined to by others.</summary>
    public MetricFlowEntity? One(string entity) => Find(entity) is { Type: "primary" or "unique" or "natural" } one ? one : null;

    public ColumnBuild? Column(ColumnRef column)
    {
        var at = this;
        foreach (var step in column.Path[..^1])
        {
            if (at.Joins.Find(j => j.Name == step) is not { } join)
                return null;
            at = join.To;
        }
        return at.Columns.Column(column.Path[^1]);
    }
}

/// <param name="Type"><c>primary, foreign, unique, natural</c></param>
internal sealed record MetricFlowEntity(string Name, string Type, string Sql, ForeignMap Source);

internal sealed record MetricFlowDimension(string Name, bool IsTime, string Sql, ForeignMap Source)
{
    public string? Grain { get; init; }
    public bool IsPartition { get; init; }
    public bool IsValidFrom { get; init; }
    public bool IsValidTo { get; init; }
    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
}

/// <summary>An aggregate of a model's rows: a measure of the old form, or a simple metric of the new one.</summary>
internal sealed record MetricFlowMeasure(string Name, MetricFlowModel Model, string Aggregation, string? Sql, ForeignMap Source)
{
    public string? Percentile { get; init; }
    public bool IsDiscrete { get; init; }
    public bool IsApproximate { get; init; }
    public string? Time { get; init; }
    public (string Time, bool TakesLast, ImmutableArray<string> Per)? NonAdditive { get; init; }
    public bool MakesMetric { get; init; }
    public string? Label { get; init; }
    public string? Description { get; init; }
}

/// <param name="Entity">The entity that both sides share.</param>
internal sealed record MetricFlowJoin(string Name, string Entity, MetricFlowModel To);

/// <summary>A metric as written, with what belongs to it from around.</summary>
/// <param name="Type">In small letters.</param>
/// <param name="Model">The model that it stands in, in the new form.</param>
internal sealed record MetricFlowMetric(string Name, string Type, ForeignMap Source, MetricFlowModel? Model)
{
    /// <summary>The keys of its type: below <c>type_params</c> in the old form.</summary>
    public ForeignMap Parameters => Source.Map("type_params") ?? Source;

    public JsonObject? Built { get; set; }
}
