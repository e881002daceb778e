using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <param name="Entity">The entity that both sides share.</param>
internal sealed record MetricFlowJoin(string Name, string Entity, MetricFlowModel To);
