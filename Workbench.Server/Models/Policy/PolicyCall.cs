using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>A call that some member of a route is to answer.</summary>
/// <param name="open">Makes the call to one of them; nothing is sent before its first piece is asked for.</param>
internal sealed class PolicyCall<T>(ModelRoute route, ModelPrices prices, ModelCaller caller, Func<LiveModel, CancellationToken, ProviderStream<T>> open)
{
    private long _waited;

    public ModelRoute Route => route;
    public ModelPrices Prices => prices;
    public ModelCaller Caller => caller;

    public required PromptSize Size { get; init; }

    /// <summary>Tokens of output that the call asks for at most; null: the gateway sets the limit.</summary>
    public int? OutputLimit { get; init; }

    /// <summary>How many replies are asked for.</summary>
    public int Replies { get; init; } = 1;

    /// <summary>Whether it may get audio or images, which are priced by themselves.</summary>
    public bool WantsMedia { get; init; }

    /// <summary>Why nobody can say what it costs at most, and what to do; null: its tokens bound it.</summary>
    public string? OpenEnd { get; init; }

    /// <summary>That the call asks for; null: the provider chooses.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>False: the first piece is the whole reply, and only the whole time counts.</summary>
    public bool IsStreamed { get; init; } = true;

    /// <summary>Why a member cannot take the call, in words that follow on its name; null: it can.</summary>
    public Func<LiveModel, string?> WhyNot { get; init; } = static _ => null;

    /// <summary>As <see cref="ModelCall.Sending"/>.</summary>
    public Func<Task>? Sending { get; init; }

    public Action<ModelAttempt>? Attempted { get; init; }

    /// <summary>For money, of whatever member.</summary>
    public TimeSpan Waited => new(Interlocked.Read(ref _waited));

    /// <summary>By one of several attempts that may run beside each other.</summary>
    public void AddWaited(TimeSpan time) => Interlocked.Add(ref _waited, time.Ticks);

    public ProviderStream<T> Open(LiveModel model, CancellationToken cancellationToken) => open(model, cancellationToken);

    public int OutputLimitOf(LiveModel model) => OutputLimit ?? OutputLimits.Of(model);

    /// <summary>To be held back on budgets.</summary>
    /// <returns>Null: nobody can say, see <see cref="WhyOpen"/>; without a reason there, the model has no price.</returns>
    public decimal? WorstCaseOf(LiveModel model, DateTimeOffset at) =>
        OpenEnd is null && Size.AtMostFor(model) is { } input
            ? prices.WorstCaseOf(model.Provider.Name, model.Name, at, input, (long)OutputLimitOf(model) * Replies, Size.HasMedia || WantsMedia, ServiceTier)
            : null;

    /// <summary>Why nobody can say what it costs at most at this model, and what to do.</summary>
    public string? WhyOpen(LiveModel model) =>
        OpenEnd
        ?? (
            Size.AtMostFor(model) is null
                ? $"a file is sent, whose length only the provider sees, and {model.Name} has no `context` in models.yml that bounds it. Add that, send the file's text instead"
                : null
        );
}
