using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Server.Workspace;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;

namespace Workbench.Tests.Router;

/// <summary>Weights and encoder are read behind the pages, so that the first message that is routed finds them.</summary>
public sealed class WhenTheServerHasStarted : IDisposable
{
    private readonly TestDirectory _directory = new("warmup");
    private readonly IModelGateway _models = Substitute.For<IModelGateway>();
    private readonly CountingRouter _router = new();
    private readonly StartupProgress _startup = new();
    private readonly FastClock _clock = new(200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_message_is_routed_when_questions_can_be_answered_and_not_before()
    {
        Offer("fast", "max");
        using var warmup = await StartedAsync(await WeightsAsync(), new MadeUpEncoder());
        _router.Calls.ShouldBe(0);
        _startup.Ready();
        await _router.Routed.WaitAsync(Cancellation);
        await warmup.ExecuteTask!.WaitAsync(Cancellation);
        _router.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Where_no_tier_is_offered_nothing_is_read_until_one_is()
    {
        Offer();
        var source = await WeightsAsync();
        using var warmup = await StartedAsync(source, new MadeUpEncoder());
        _startup.Ready();
        await Task.Delay(TimeSpan.FromMinutes(1), _clock, Cancellation);
        _router.Calls.ShouldBe(0);
        Offer("standard");
        await _router.Routed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Missing_weights_are_looked_for_once()
    {
        Offer("fast");
        ToldLines log = new();
        RouterModelSource source = new(Path.Combine(_directory.Path, "none.bin"), isPinned: false, log);
        using var warmup = await StartedAsync(source, new MadeUpEncoder());
        _startup.Ready();
        await warmup.ExecuteTask!.WaitAsync(Cancellation);
        source.Problem.ShouldNotBeNull();
        log.Told.ShouldBe(1);
        _router.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_is_not_paid_for_it()
    {
        Offer("fast");
        var hosted = Substitute.For<IEmbedder>();
        hosted.Model.Returns(ISentenceEncoder.ModelName);
        using var warmup = await StartedAsync(await WeightsAsync(), hosted);
        _startup.Ready();
        await warmup.ExecuteTask!.WaitAsync(Cancellation);
        _router.Calls.ShouldBe(0);
        hosted.ReceivedCalls().ShouldBeEmpty();
    }

    private sealed class CountingRouter : IMessageRouter
    {
        private readonly TaskCompletionSource _routed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public int Calls => _calls;
        public Task Routed => _routed.Task;

        public ValueTask<RouterVerdict> RouteAsync(string text, MessagePlace place, double bias, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            _routed.TrySetResult();
            return ValueTask.FromResult(RouterModel.Ruled(RouterTier.Fast, bias, []));
        }
    }

    private sealed class ToldLines : ILogger<RouterModelSource>
    {
        public int Told { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Told++;
    }

    private void Offer(params string[] tiers) => _models.RoutedTiers.Returns([.. tiers]);

    private async Task<RouterWarmup> StartedAsync(RouterModelSource source, IEmbedder embedder)
    {
        RouterWarmup warmup = new(_models, _router, source, embedder, _startup, _clock);
        await warmup.StartAsync(Cancellation);
        return warmup;
    }

    private async Task<RouterModelSource> WeightsAsync()
    {
        var file = Path.Combine(_directory.Path, "weights.bin");
        await RouterWeightsFile.WriteAsync(
            RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small) with
            {
                Encoder = ISentenceEncoder.ModelName,
            },
            file,
            Cancellation
        );
        return new RouterModelSource(file, isPinned: false, NullLogger<RouterModelSource>.Instance);
    }
}
