using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>A call that some member of a route is to answer.</summary>
/// <param name="open">Makes the call to one of them; nothing is sent before its first piece is asked for.</param>
internal sealed class PolicyCall<T>(ModelRoute route, ModelPrices prices, ModelCaller caller, Func<LiveModel, CancellationToken, ProviderStream<T>> open)
{
    public ModelRoute Route => route;
    public ModelPrices Prices => prices;
    public ModelCaller Caller => caller;

    /// <summary>Tokens that the prompt cannot exceed.</summary>
    public required long InputAtMost { get; init; }

    /// <summary>Tokens that the prompt will have, more or less.</summary>
    public required long InputLikely { get; init; }

    /// <summary>Tokens of output that the call asks for at most; null: the gateway sets the limit.</summary>
    public int? OutputLimit { get; init; }

    /// <summary>How many replies are asked for.</summary>
    public int Replies { get; init; } = 1;

    /// <summary>Whether images, audio or files are sent along, which are priced by themselves.</summary>
    public bool HasMedia { get; init; }

    /// <summary>That the call asks for; null: the usual one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>False: the first piece is the whole reply, and only the whole time counts.</summary>
    public bool IsStreamed { get; init; } = true;

    public Action<ModelAttempt>? Attempted { get; init; }

    public ProviderStream<T> Open(LiveModel model, CancellationToken cancellationToken) => open(model, cancellationToken);

    public int OutputLimitOf(LiveModel model) => OutputLimit ?? OutputLimits.Of(model);
}
