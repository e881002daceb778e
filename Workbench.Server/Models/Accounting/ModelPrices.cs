using System.Collections.Immutable;

namespace Workbench.Server.Models.Accounting;

/// <summary>What a model cost at a moment. A model without a row is unpriced: never $0.</summary>
public sealed class ModelPrices
{
    /// <summary>Asked for by calls that want no other price list.</summary>
    public const string UsualTier = "default";

    private readonly Dictionary<string, ILookup<string, ModelPrice>> _byProvider;

    public ModelPrices(ImmutableArray<ModelPrice> prices)
    {
        All = prices;
        // The row for the fewest calls first: of some hours, of long prompts, of the latest day.
        _byProvider = prices
            .OrderBy(p => p.Hours is null)
            .ThenByDescending(p => p.Above)
            .ThenByDescending(p => p.From)
            .GroupBy(p => p.Provider, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.ToLookup(p => p.Model, StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
    }

    public ImmutableArray<ModelPrice> All { get; }

    /// <returns>The row of the usual tier that held when the call began, the most specific one; null: unpriced.</returns>
    public ModelPrice? Find(string provider, string model, DateTimeOffset at) => Find(provider, model, at, TokenUsage.None);

    /// <returns>The row that held when the call began for its service tier and the length of its prompt, the most specific one; null: unpriced.</returns>
    public ModelPrice? Find(string provider, string model, DateTimeOffset at, TokenUsage usage)
    {
        if (!_byProvider.TryGetValue(provider, out var models))
            return null;
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return First(models[model]) ?? First(models[ModelPrice.AnyModel]);

        ModelPrice? First(IEnumerable<ModelPrice> rows)
        {
            foreach (var row in rows)
                if (
                    row.Holds(day, at)
                    && (row.Above == 0 || usage.Input > row.Above)
                    && string.Equals(row.ServiceTier, usage.ServiceTier, StringComparison.OrdinalIgnoreCase)
                )
                    return row;
            return null;
        }
    }

    /// <returns>US dollars; null as <see cref="PartsOf"/>.</returns>
    public decimal? CostOf(string provider, string model, DateTimeOffset at, TokenUsage usage) => PartsOf(provider, model, at, usage)?.Total;

    /// <returns>Null when the model is unpriced, the usage does not reconcile, or the provider searched and the price does not say what that costs.</returns>
    public CostParts? PartsOf(string provider, string model, DateTimeOffset at, TokenUsage usage) =>
        usage.IsReconciled && Find(provider, model, at, usage) is { } price && (usage.Searches == 0 || price.PerSearch is not null)
            ? price.PartsOf(usage)
            : null;

    /// <summary>What a call cannot exceed: to be held back on budgets before it is made.</summary>
    /// <param name="input">No fewer tokens than it sends, see <see cref="TokenEstimate.AtMost"/>.</param>
    /// <param name="output">The limit of its output, reasoning included.</param>
    /// <param name="serviceTier">That it asks for; null: the provider chooses.</param>
    /// <returns>Null: the model is unpriced.</returns>
    public decimal? WorstCaseOf(string provider, string model, DateTimeOffset at, long input, long output, bool hasMedia = false, string? serviceTier = null)
    {
        if (!_byProvider.TryGetValue(provider, out var models))
            return null;
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        // A provider may serve a call in its usual tier although another one was asked for, and may find the prompt longer or shorter than we.
        var rows = models.Contains(model) ? models[model] : models[ModelPrice.AnyModel];
        decimal? worst = null;
        foreach (var row in rows)
            if (
                row.Holds(day, at)
                && input >= row.Above
                && (row.ServiceTier is null || serviceTier is null || string.Equals(row.ServiceTier, serviceTier, StringComparison.OrdinalIgnoreCase))
            )
                worst = Math.Max(worst ?? 0, row.WorstCaseOf(input, output, hasMedia));
        return worst;
    }
}
