using Workbench.Server.Models.Accounting;

namespace Workbench.Server.Models.Catalog;

/// <summary>Prices of the first model of each tier, as the catalog is now.</summary>
internal sealed class TierPrices(ModelProviders providers, TimeProvider time) : ITierPrices
{
    public ITierPrice? Find(string tier)
    {
        var catalog = providers.Current;
        return
            catalog.Find(tier) is { Tier: not null, Groups: [[{ Model: var first }, ..], ..] }
            && catalog.Prices.Find(first.Provider.Name, first.Name, time.GetUtcNow()) is not null
            ? new Price(catalog.Prices, first.Provider.Name, first.Name)
            : null;
    }

    private sealed class Price(ModelPrices prices, string provider, string model) : ITierPrice
    {
        public string Model => model;

        public decimal? CostOf(DateTimeOffset at, TokenUsage usage) => prices.CostOf(provider, model, at, usage);
    }
}
