namespace Workbench.Server.SemanticInterchange;

/// <param name="Type"><c>primary, foreign, unique, natural</c></param>
internal sealed record MetricFlowEntity(string Name, string Type, string Sql, ForeignMap Source);
