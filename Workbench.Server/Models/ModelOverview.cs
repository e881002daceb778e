using System.Runtime.CompilerServices;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Yaml;
using Workbench.Shared.Models;

namespace Workbench.Server.Models;

/// <summary>The settings page's view of <c>models.yml</c> and of what is alive of it. No key is ever part of it.</summary>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class ModelOverview(ModelsFile file, Func<string, string?> variable, TimeProvider time) : IModelSettings
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public ModelSetup Current
    {
        get
        {
            var catalog = file.Current;
            var now = time.GetUtcNow();
            return new ModelSetup(
                new ModelsFileState(file.FullPath, file.ReadAt, ProblemOf(file.Fault)),
                new AutoModel(catalog.Default, [.. TakenNow(catalog.Find(catalog.Default)).Select(m => m.Model.Name)]) { Tiers = catalog.RoutedTiers },
                [.. catalog.Providers.Select(p => Provider(p, now))],
                [.. catalog.Models.Select(m => Model(m, catalog.Prices, now))],
                [.. catalog.Tiers.Select(t => Tier(t, catalog.Find(t.Name)))]
            );
        }
    }

    public async IAsyncEnumerable<ModelSetup> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do yield return Current;
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    public async Task<ConnectionTest> TestAsync(string provider, CancellationToken cancellationToken)
    {
        var catalog = file.Current;
        if (catalog.Providers.FirstOrDefault(p => string.Equals(p.Name, provider, StringComparison.OrdinalIgnoreCase)) is not { } tested)
            return new NotConnected(TimeSpan.Zero, $"There is no provider {provider} any more.");
        var (key, problem) = Keys.Read(tested.Settings, variable);
        if (problem is not null)
            return new NotConnected(TimeSpan.Zero, string.Concat(problem[..1].ToUpperInvariant(), problem.AsSpan(1)));
        var models = catalog.Models.Where(m => m.Provider == tested).ToList();
        return await new ConnectionTrial(tested, key, models, time).RunAsync(cancellationToken);
    }

    private static ModelsFileProblem? ProblemOf(Exception? fault) =>
        fault switch
        {
            null => null,
            YamlFileException yaml => new ModelsFileProblem(yaml.Problem, yaml.Line, yaml.Column),
            _ => new ModelsFileProblem(fault.Message, Line: null, Column: null),
        };

    private static ProviderSetup Provider(LiveProvider provider, DateTimeOffset now)
    {
        var settings = provider.Settings;
        return new ProviderSetup(
            provider.Name,
            settings.Kind.ToString().ToLowerInvariant(),
            settings.Kind == ProviderKind.Local
                ? null
                : settings.Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
            KeyOf(provider),
            StateOf(provider, now)
        )
        {
            Running = provider.Slots.Running,
            Waiting = provider.Slots.Waiting,
            Limits = Words(settings.Quota),
        };
    }

    private static string? Words(ProviderQuota quota) =>
        string.Join(
            ", ",
            new[]
            {
                quota.Concurrency is { } calls ? FormattableString.Invariant($"{calls:#,0} at once") : null,
                quota.RequestsPerMinute is { } requests ? FormattableString.Invariant($"{requests:#,0} calls a minute") : null,
                quota.TokensPerMinute is { } tokens ? FormattableString.Invariant($"{tokens:#,0} tokens a minute") : null,
            }.Where(l => l is not null)
        )
            is { Length: > 0 } words
            ? words
            : null;

    private static ProviderKey KeyOf(LiveProvider provider)
    {
        var source = provider.Settings.Key switch
        {
            EnvironmentKey environment => $"Environment variable {environment.Variable}",
            FileKey file => $"File {file.Path}",
            GivenKey => $"Configuration Models:Providers:{provider.Name}:Key",
            _ => null,
        };
        return new ProviderKey(source, IsThere: source is not null && provider.Problem is null);
    }

    private static ProviderState StateOf(LiveProvider provider, DateTimeOffset now) =>
        provider.Problem is { } problem ? new KeyMissing(problem) : StateOf(provider.Health, now);

    private static ProviderState StateOf(Health health, DateTimeOffset now) =>
        health.Reason is not { } reason ? new Healthy()
        : health.Last == ModelFault.Permission ? new Refused(reason)
        : health.IsCooling(now) ? new CoolingDown(health.CoolingUntil, reason)
        : new Healthy();

    private static ProviderState StateOf(LiveModel model, DateTimeOffset now) =>
        StateOf(model.Provider, now) is var provider and not Healthy ? provider
        : model.IsBroken ? new CoolingDown(Until: null, model.Health.Reason ?? "Too many of its calls failed.")
        : StateOf(model.Health, now);

    private static ModelLine Model(LiveModel model, ModelPrices prices, DateTimeOffset now)
    {
        var settings = model.Settings;
        return new ModelLine(
            model.Name,
            settings.Label,
            model.Provider.Name,
            settings.Id,
            settings.Context,
            settings.MaxOutput,
            settings.Abilities is { } abilities ? [.. ModelSettings.NamesOf(abilities)] : null,
            PriceOf(model, prices, now),
            StateOf(model, now)
        );
    }

    private static ModelPriceLine? PriceOf(LiveModel model, ModelPrices prices, DateTimeOffset now)
    {
        if (prices.Find(model.Provider.Name, model.Name, now) is not { } price)
            return null;
        var today = prices.All.Count(p =>
            string.Equals(p.Provider, price.Provider, StringComparison.OrdinalIgnoreCase)
            && p.Model == price.Model
            && p.From <= DateOnly.FromDateTime(now.UtcDateTime)
            && (p.Until is null || p.Until > DateOnly.FromDateTime(now.UtcDateTime))
        );
        return new ModelPriceLine(price.Input, price.Output, price.CacheRead, price.CacheWrite, price.From, price.Source, today - 1);
    }

    private TierSetup Tier(TierSettings tier, ModelRoute? route)
    {
        var taken = TakenNow(route);
        var weights = taken.Sum(m => m.Weight);
        return new TierSetup(
            tier.Name,
            [
                .. tier.Groups.Select(group => new TierGroup([
                    .. group.Select(m => new Shared.Models.TierMember(
                        m.Model,
                        m.Weight,
                        taken.Any(t => t.Model.Name == m.Model) ? (double)m.Weight / weights : 0
                    )),
                ])),
            ],
            tier.HedgeAfter
        );
    }

    /// <summary>The members that a call might go to which begins now: the well ones of the first group that has any.</summary>
    private IReadOnlyList<RoutedModel> TakenNow(ModelRoute? route)
    {
        if (route is null)
            return [];
        var candidates = new Candidates(route, tokens: 0, time, random: () => 0);
        candidates.ExcludeHopeless(_ => true);
        return candidates.Next();
    }
}
