using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

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
