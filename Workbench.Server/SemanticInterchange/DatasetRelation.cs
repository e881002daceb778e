using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

internal sealed record DatasetRelation(string Name, string From, string To, IReadOnlyList<(string From, string To)> Columns, SourceSpan At)
{
    public IReadOnlyList<string> Synonyms { get; init; } = [];
}
