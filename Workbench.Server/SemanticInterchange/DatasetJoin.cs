namespace Workbench.Server.SemanticInterchange;

internal sealed record DatasetJoin(string Name, DatasetEntity To, IReadOnlyList<(string Own, string Other)> Columns);
