using Workbench.Server.Budgets;

namespace Workbench.Server.Models;

/// <summary>One try at one provider: one usage row.</summary>
/// <param name="Usage">By the inclusive rule.</param>
/// <param name="CostUsd">By the price of its moment; null: unpriced.</param>
public sealed record ModelAttempt(
    int Number,
    string Provider,
    string Model,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    TokenUsage Usage,
    decimal? CostUsd,
    string? Error,
    ModelFault? Fault
)
{
    /// <summary>The tier that was asked for; null when a model was.</summary>
    public string? Tier { get; init; }

    /// <summary>Why this provider, in words: <c>first choice</c>, <c>openai was rate limited</c>, <c>hedge</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>From the start to the first token; null: none came.</summary>
    public TimeSpan? FirstTokenAfter { get; init; }

    /// <summary>Where the money went; null: unpriced. Adds up to <see cref="CostUsd"/>.</summary>
    public CostParts? Parts { get; init; }

    /// <summary>What was held back for it: the hold's <see cref="IBudgetHold.Mark"/>.</summary>
    public BudgetMark? Held { get; init; }

    /// <summary>Answered from the response cache: no provider was asked.</summary>
    public bool IsCached { get; init; }

    /// <summary>False: it was refused before a provider was asked, by a budget, a limit of models.yml, a circuit that is open, or because the model cannot take it.</summary>
    public bool IsSent { get; init; } = true;
}
