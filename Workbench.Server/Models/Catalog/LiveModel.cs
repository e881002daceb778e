using Polly;
using Polly.CircuitBreaker;
using Workbench.Server.Models.Policy;

namespace Workbench.Server.Models.Catalog;

/// <summary>A model at its provider, with its state.</summary>
internal sealed class LiveModel
{
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly TimeProvider _time;
    private long _peaceUntil;

    public LiveModel(ModelSettings settings, LiveProvider provider, TimeProvider time)
    {
        _time = time;
        Settings = settings;
        Provider = provider;
        Health = new Health(time, Random.Shared.NextDouble);
        Breaker = new ResiliencePipelineBuilder<Began> { TimeProvider = time }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<Began>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(5),
                    StateProvider = _circuit,
                    OnOpened = args =>
                    {
                        Interlocked.Exchange(ref _peaceUntil, (time.GetUtcNow() + args.BreakDuration).UtcTicks);
                        return ValueTask.CompletedTask;
                    },
                    // Limits have their own waiting times; what the caller got wrong says nothing about the model.
                    ShouldHandle = static args =>
                        ValueTask.FromResult(args.Outcome.Result?.Fault is ModelFault.Transient or ModelFault.Overloaded or ModelFault.TimedOut),
                }
            )
            .Build();
    }

    public ModelSettings Settings { get; }
    public LiveProvider Provider { get; }
    public string Name => Settings.Name;

    /// <summary>Whether it takes the form as it is. Of the models in this program those for embeddings do.</summary>
    public bool Passes(WireForm form) => Provider.Passes(form) && (Provider.Settings.Kind != ProviderKind.Local || Settings.Embeds);

    public Health Health { get; }

    /// <summary>Opens after half of ten or more calls within 30 s failed, for 5 s.</summary>
    public ResiliencePipeline<Began> Breaker { get; }

    /// <summary>
    /// Whether the circuit is open and its peace not over. The circuit itself says open until somebody tries again: who waits for it to say otherwise before
    /// trying waits for ever.
    /// </summary>
    public bool IsBroken => _circuit.CircuitState == CircuitState.Open && _time.GetUtcNow().UtcTicks < Interlocked.Read(ref _peaceUntil);
}

/// <summary>How a call began.</summary>
/// <param name="Fault">Null: a token came, or the whole reply.</param>
internal sealed record Began(ModelFault? Fault)
{
    public static Began Well { get; } = new((ModelFault?)null);
}
