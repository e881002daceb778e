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
