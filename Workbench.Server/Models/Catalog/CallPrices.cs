using Workbench.Server.Models.Accounting;

namespace Workbench.Server.Models.Catalog;

/// <summary>Looks calls up in the price list as it is now, whose rows are dated.</summary>
internal sealed class CallPrices(ModelProviders providers) : ICallPrices
{
    public CostParts? PartsOf(string provider, IReadOnlyList<string> models, DateTimeOffset at, TokenUsage usage)
    {
        var catalog = providers.Current;
        foreach (var model in models)
        {
            // A row of its own before one that holds for every model of the provider.
            foreach (var (name, listed) in Names(catalog, provider, model))
                if (catalog.Prices.Find(name, listed, at, usage) is { Model: not ModelPrice.AnyModel })
                    return catalog.Prices.PartsOf(name, listed, at, usage);
        }
        foreach (var model in models)
        foreach (var (name, listed) in Names(catalog, provider, model))
            if (catalog.Prices.PartsOf(name, listed, at, usage) is { } parts)
                return parts;
        return null;
    }

    /// <summary>The price list's own names, and those of models.yml whose provider is meant and whose id or name is the model's.</summary>
    private static IEnumerable<(string Provider, string Model)> Names(ModelCatalog catalog, string provider, string model)
    {
        yield return (provider, model);
        foreach (var live in catalog.Models)
            if ((live.Settings.Id == model || live.Name == model) && IsMeant(live.Provider.Settings, provider))
                yield return (live.Provider.Name, live.Name);
        // Prices of a provider that is asked under another name than the conventions have for it.
        foreach (var known in catalog.Providers)
            if (IsMeant(known.Settings, provider))
                yield return (known.Name, model);
    }

    private static bool IsMeant(ProviderSettings settings, string provider) =>
        string.Equals(settings.Name, provider, StringComparison.OrdinalIgnoreCase)
        || settings.Kind switch
        {
            ProviderKind.Anthropic => Is(provider, "anthropic"),
            ProviderKind.Azure => Is(provider, "azure.ai.openai")
                || Is(provider, "az.ai.openai")
                || Is(provider, "azure")
                || Is(provider, "azure.ai.inference"),
            // Whoever speaks OpenAI's form is no OpenAI: only its own address is.
            ProviderKind.OpenAi => settings.Address.Host == "api.openai.com"
                && (Is(provider, "openai") || provider.StartsWith("openai.", StringComparison.OrdinalIgnoreCase)),
            _ => false,
        };

    private static bool Is(string provider, string name) => string.Equals(provider, name, StringComparison.OrdinalIgnoreCase);
}
