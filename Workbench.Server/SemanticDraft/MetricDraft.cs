using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>A number that the draft offers, in the words of the layer's files.</summary>
internal sealed record MetricDraft(string Name, string Label, string Description)
{
    public ImmutableArray<string> Synonyms { get; init; } = [];
    public string? Unit { get; init; }

    /// <summary><c>simple</c>, <c>ratio</c>, <c>derived</c> or <c>semi_additive</c>.</summary>
    public string Type { get; init; } = "simple";

    public string? Entity { get; init; }
    public string? Agg { get; init; }
    public string? Expr { get; init; }
    public string? Where { get; init; }
    public string? Time { get; init; }
    public string? Over { get; init; }

    /// <summary>What each last row is taken of; null: one date for all.</summary>
    public string? Per { get; init; }
    public bool IsHidden { get; init; }
    public string? Currency { get; init; }
    public string? Numerator { get; init; }
    public string? Denominator { get; init; }

    /// <summary>Worth an example question.</summary>
    public bool IsMain { get; init; }
}
