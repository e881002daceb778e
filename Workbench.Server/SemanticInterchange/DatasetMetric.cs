using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

internal sealed record DatasetMetric(string Name, string Sql, SourceSpan At)
{
    /// <summary>The dataset that bare columns belong to; null: the model's.</summary>
    public string? Dataset { get; init; }

    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public bool IsHidden { get; init; }

    /// <summary>A balance: the time that it is never added up over, and whether the last or the first snapshot counts.</summary>
    public (string Time, bool TakesLast)? NonAdditive { get; init; }
}
