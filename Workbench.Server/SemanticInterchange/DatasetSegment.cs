using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

internal sealed record DatasetSegment(string Name, string Sql, string? Description, IReadOnlyList<string> Synonyms, SourceSpan At);
