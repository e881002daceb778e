using System.Collections.Immutable;
using Workbench.Server.Router;

namespace Workbench.Server.Agents;

/// <summary>A file of <c>agents/</c>.</summary>
/// <param name="Version">Hash of its content: versions live side by side, runs pin theirs.</param>
/// <param name="Instructions">Markdown; the system prompt.</param>
/// <param name="Model"><c>auto</c>, a tier or a model.</param>
/// <param name="Source">The file's text: what <paramref name="Version"/> is the hash of.</param>
public sealed record AgentDefinition(
    string Name,
    string Version,
    string Description,
    string Instructions,
    string Model,
    ImmutableArray<string> Tools,
    AgentLimits Limits,
    string Source
)
{
    /// <summary>Whether the very same call to a model may be answered from memory, for $0.</summary>
    public bool CachesReplies { get; init; }

    /// <summary>Of what the router may choose for <c>auto</c>.</summary>
    public TierBounds Tiers { get; init; } = TierBounds.None;
}

/// <param name="Steps">Model calls at the most.</param>
/// <param name="CostUsd">Null: no limit of its own.</param>
public sealed record AgentLimits(int Steps, long Tokens, decimal? CostUsd, TimeSpan WallClock)
{
    /// <summary>Of one model call. What a budget holds back for a call is bounded by it.</summary>
    public int OutputTokens { get; init; } = 16_000;

    /// <summary>Of the agent that go on at the same time, on all servers together; others wait. Null: as many as there is room for.</summary>
    public int? Runs { get; init; }

    /// <summary>Calls of tools that one run has going at the same time.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>For an agent whose file names none.</summary>
    public static AgentLimits Default { get; } = new(Steps: 30, Tokens: 1_000_000, CostUsd: null, TimeSpan.FromMinutes(10));
}
