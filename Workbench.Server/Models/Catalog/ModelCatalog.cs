using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Models.Accounting;

namespace Workbench.Server.Models.Catalog;

/// <summary>Providers, models and tiers as they are now. Never changed: a new reading makes a new one.</summary>
internal sealed class ModelCatalog
{
    private readonly FrozenDictionary<string, ModelRoute> _routes;

    /// <summary>What is there and cannot be asked, with the reason.</summary>
    private readonly Dictionary<string, string> _unusable;

    /// <param name="fixedDefault">What <c>auto</c> means; null: the tier that a message needs.</param>
    /// <exception cref="InvalidOperationException">The default is offered by none.</exception>
    public ModelCatalog(IEnumerable<LiveModel> models, IEnumerable<TierSettings> tiers, ModelPrices prices, string? fixedDefault)
    {
        Models = [.. models];
        Providers = [.. Models.Select(m => m.Provider).Distinct()];
        Tiers = [.. tiers];
        Prices = prices;
        var defaultModel = Default = fixedDefault ?? ModelProviders.Local;
        var usable = Models.Where(m => m.Provider.Problem is null).ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        var routes = usable.ToDictionary(m => m.Key, m => ModelRoute.To(m.Value), StringComparer.Ordinal);
        _unusable = Models
            .Where(m => m.Provider.Problem is not null)
            .ToDictionary(m => m.Name, m => $"The model \"{m.Name}\" cannot be used: {m.Provider.Problem}", StringComparer.Ordinal);
        var offered = ImmutableArray.CreateBuilder<TierSettings>();
        foreach (var tier in Tiers)
        {
            var groups = tier
                .Groups.Select(g => g.Where(m => usable.ContainsKey(m.Model)).Select(m => new RoutedModel(usable[m.Model], m.Weight)).ToImmutableArray())
                .Where(g => g.Length > 0)
                .ToImmutableArray();
            if (groups.IsEmpty)
            {
                var first = Models.First(m => m.Name == tier.Groups[0][0].Model);
                _unusable[tier.Name] = $"The tier \"{tier.Name}\" cannot be used: {first.Provider.Problem}";
                continue;
            }
            routes[tier.Name] = new ModelRoute(tier.Name, groups, tier.HedgeAfter);
            offered.Add(tier);
        }
        if (defaultModel == ModelProviders.Auto || !routes.TryGetValue(defaultModel, out var byDefault))
            throw new InvalidOperationException(
                $"Models:Default is {defaultModel}, which {(_unusable.ContainsKey(defaultModel) ? "cannot be used" : "no provider offers")}. {_unusable.GetValueOrDefault(defaultModel)} There are: {string.Join(", ", routes.Keys)}."
            );
        routes[ModelProviders.Auto] = byDefault;
        _routes = routes.ToFrozenDictionary(StringComparer.Ordinal);
        RoutedTiers = fixedDefault is null ? [.. offered.Select(t => t.Name)] : [];
        Choices =
        [
            new ModelChoice(
                ModelProviders.Auto,
                "Auto",
                RoutedTiers.IsEmpty
                    ? $"Uses {usable.GetValueOrDefault(defaultModel)?.Settings.Label ?? defaultModel}"
                    : $"Chooses for each message: {string.Join(", ", RoutedTiers)}",
                IsDefault: true
            ),
            .. offered.Select(t => new ModelChoice(t.Name, LabelOf(t.Name), NoteOf(_routes[t.Name]), IsDefault: false)),
            .. Models.Where(m => m.Provider.Problem is null && !m.Settings.Embeds).Select(Choice),
        ];
        Embedders = [.. Models.Where(m => m.Provider.Problem is null && m.Settings.Embeds).Select(Choice)];
    }

    public ImmutableArray<LiveModel> Models { get; }

    /// <summary>Also those of which no model is named.</summary>
    public ImmutableArray<LiveProvider> Providers { get; init; }

    /// <summary>As they are written, also members that cannot be asked.</summary>
    public ImmutableArray<TierSettings> Tiers { get; }

    public ModelPrices Prices { get; }

    /// <summary>What <c>auto</c> means where nothing is chosen message by message.</summary>
    public string Default { get; }

    /// <summary>Among which <c>auto</c> chooses message by message; empty: it is <see cref="Default"/>.</summary>
    public ImmutableArray<string> RoutedTiers { get; }

    public ImmutableArray<ModelChoice> Choices { get; }

    /// <inheritdoc cref="IModelGateway.Embedders"/>
    public ImmutableArray<ModelChoice> Embedders { get; }

    /// <param name="name">A model, a tier, or <c>auto</c>.</param>
    /// <returns>Null: there is none, see <see cref="WhyNot"/>.</returns>
    public ModelRoute? Find(string name) => _routes.GetValueOrDefault(name);

    public string WhyNot(string name) =>
        _unusable.TryGetValue(name, out var problem)
            ? problem
            : $"There is no model \"{name}\". Choose one of: {string.Join(", ", Choices.Select(c => c.Name))}.";

    private static ModelChoice Choice(LiveModel model) => new(model.Name, model.Settings.Label, model.Settings.Note, IsDefault: false);

    private static string LabelOf(string tier) => string.Concat(tier[..1].ToUpperInvariant(), tier.AsSpan(1));

    private static string NoteOf(ModelRoute route) => $"One of {string.Join(", ", route.Groups.SelectMany(g => g).Select(m => m.Model.Settings.Label))}";
}
