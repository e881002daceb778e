using System.Text.Json.Nodes;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A metric as written, with what belongs to it from around.</summary>
/// <param name="Type">In small letters.</param>
/// <param name="Model">The model that it stands in, in the new form.</param>
internal sealed record MetricFlowMetric(string Name, string Type, ForeignMap Source, MetricFlowModel? Model)
{
    /// <summary>The keys of its type: below <c>type_params</c> in the old form.</summary>
    public ForeignMap Parameters => Source.Map("type_params") ?? Source;

    public JsonObject? Built { get; set; }
}
