using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <param name="Type">Type of the warehouse in PostgreSQL's words; null when nothing says it.</param>
/// <param name="IsTime">Null: the type decides.</param>
internal sealed record DatasetField(string Name, string Sql, string? Type, bool? IsTime, SourceSpan At)
{
    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Values are looked up in the warehouse, since the source names no more than some of them.</summary>
    public bool IsIndexed { get; init; }

    public bool IsHidden { get; init; }
}
