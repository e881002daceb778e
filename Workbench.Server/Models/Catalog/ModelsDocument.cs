using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Redaction;

namespace Workbench.Server.Models.Catalog;

/// <summary>What <c>models.yml</c> and the configuration say of providers, models and tiers.</summary>
internal sealed record ModelsDocument(ImmutableArray<ProviderSettings> Providers, ImmutableArray<ModelSettings> Models, ImmutableArray<TierSettings> Tiers)
{
    public static ModelsDocument Empty { get; } = new([], [], []);
}

/// <summary>How an endpoint is spoken to.</summary>
internal enum ProviderKind
{
    /// <summary>Inside of this program.</summary>
    Local,
    OpenAi,

    /// <summary>As OpenAI, with a deployment in the address, <c>api-key</c> and <c>api-version</c>.</summary>
    Azure,
    Anthropic,
}

/// <param name="Address">Up to the version: <c>https://api.openai.com/v1</c>; for Azure up to the resource.</param>
internal sealed record ProviderSettings(string Name, ProviderKind Kind, Uri Address, KeySource Key)
{
    /// <summary>Of Azure: the query's <c>api-version</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Under which name an endpoint takes the limit of output tokens.</summary>
    public string OutputLimitField { get; init; } = "max_completion_tokens";

    public ModelTimeouts Timeouts { get; init; } = ModelTimeouts.Default;
    public ProviderQuota Quota { get; init; } = ProviderQuota.None;

    /// <summary>What may not leave the house for it.</summary>
    public RedactionPolicy Redaction { get; init; } = RedactionPolicy.Usual;
}

/// <param name="FirstToken">From sending a call to its first token. Default 60 s.</param>
/// <param name="BetweenTokens">Default 60 s.</param>
/// <param name="Whole">From sending to the last token. Default 10 min.</param>
internal sealed record ModelTimeouts(TimeSpan FirstToken, TimeSpan BetweenTokens, TimeSpan Whole)
{
    public static ModelTimeouts Default { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10));

    public static ModelTimeouts All(TimeSpan whole) => new(whole, whole, whole);
}

/// <summary>What a provider lets one key do. Null: no limit of ours.</summary>
/// <param name="Queue">How many calls may wait for their turn. Default 100.</param>
internal sealed record ProviderQuota(int? Concurrency, int? RequestsPerMinute, int? TokensPerMinute, int Queue = ProviderQuota.DefaultQueue)
{
    public const int DefaultQueue = 100;

    public static ProviderQuota None { get; } = new(null, null, null);

    public bool IsLimited => Concurrency is not null || RequestsPerMinute is not null || TokensPerMinute is not null;
}

/// <param name="Id">As the provider knows it.</param>
/// <param name="Context">Tokens of prompt and reply; null: not known.</param>
/// <param name="MaxOutput">Null: not known.</param>
/// <param name="Abilities">All that it has; null: nobody said.</param>
internal sealed record ModelSettings(string Name, string Provider, string Id, int? Context, int? MaxOutput, ModelAbilities? Abilities)
{
    public string Label { get; init; } = Name;
    public string? Note { get; init; }

    /// <summary>Whether it makes embeddings and nothing else.</summary>
    public bool Embeds { get; init; }

    /// <summary>Tokens as which its largest image counts; null: not known, and the most of all models is held back for it.</summary>
    public int? ImageTokens { get; init; }

    /// <summary>Of Anthropic's reasoning models: whether they take a budget of thinking tokens (older ones) instead of deciding themselves.</summary>
    public bool TakesThinkingBudget { get; init; }

    public bool Has(ModelAbilities ability) => Abilities?.HasFlag(ability) == true;

    /// <summary>As they are written in models.yml.</summary>
    public static IEnumerable<string> NamesOf(ModelAbilities abilities) =>
        Enum.GetValues<ModelAbilities>().Where(a => a != ModelAbilities.None && abilities.HasFlag(a)).Select(a => a.ToString().ToLowerInvariant());

    private const string Key = "workbench.model";

    public static ModelSettings? Find(ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(Key) as ModelSettings;

    /// <summary>For the client that writes the request. Never sent.</summary>
    public void AddTo(ChatOptions options) => (options.AdditionalProperties ??= [])[Key] = this;
}

[Flags]
internal enum ModelAbilities
{
    None = 0,
    Tools = 1,
    Images = 2,
    Structured = 4,
    Reasoning = 8,
    Caching = 16,
}

/// <param name="Groups">In order: a later one is asked when no member of those before it can answer.</param>
/// <param name="HedgeAfter">How long a first member may take to its first token before a second one is asked as well; null: no hedging.</param>
internal sealed record TierSettings(string Name, ImmutableArray<ImmutableArray<TierMember>> Groups, TimeSpan? HedgeAfter);

/// <param name="Weight">Its share of calls within the group, against the others'.</param>
internal sealed record TierMember(string Model, int Weight);
