using System.Collections.Immutable;

namespace Workbench.Server.Models;

/// <summary>What a model cost at a moment. A model without a row is unpriced: never $0.</summary>
public sealed class ModelPrices(ImmutableArray<ModelPrice> prices)
{
    /// <returns>The row that held when the call began, the most specific and latest one; null: unpriced.</returns>
    public ModelPrice? Find(string provider, string model, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return prices
            .Where(p =>
                string.Equals(p.Provider, provider, StringComparison.OrdinalIgnoreCase)
                && (p.Model == "*" || string.Equals(p.Model, model, StringComparison.Ordinal))
            )
            .Where(p => p.From <= day && (p.Until is null || day < p.Until))
            .OrderBy(p => p.Model == "*")
            .ThenByDescending(p => p.From)
            .FirstOrDefault();
    }

    /// <returns>US dollars; null when the model is unpriced or the usage does not reconcile.</returns>
    public decimal? CostOf(string provider, string model, DateTimeOffset at, TokenUsage usage) =>
        usage.CacheRead + usage.CacheWrite > usage.Input ? null : Find(provider, model, at)?.CostOf(usage);
}
