using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>One reading of a question, with what speaks for and against it.</summary>
internal sealed record Interpretation(CompletedDraft Completed, Cover Cover, double Score)
{
    public Draft Draft => Completed.Draft;
    public SemanticQuery? Query => Completed.Query;
    public required ImmutableArray<Token> Unexplained { get; init; }

    /// <summary>Of them, those that were understood but that the query has no place for.</summary>
    public ImmutableArray<Token> Unplaced { get; init; } = [];

    /// <summary>Content words that only a description explains.</summary>
    public int WeaklyExplained { get; init; }

    public bool IsHidden { get; init; }

    /// <summary>Only a part of a hidden name, or a misspelt one, was said: no reason to speak of hidden things.</summary>
    public bool IsHiddenGuess { get; init; }
}
