using Workbench.Server.Embeddings;
using Workbench.Server.Models;
using Workbench.Server.Workspace;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>
/// Reads weights and encoder once questions can be answered, so that the first message that is routed does not wait for them; not before, since
/// the start has work of its own. As long as no tier is offered nothing is routed, and nothing read.
/// </summary>
internal sealed class RouterWarmup(
    IModelGateway models,
    IMessageRouter router,
    RouterModelSource source,
    IEmbedder embedder,
    StartupProgress startup,
    TimeProvider time
) : BackgroundService
{
    /// <summary>How often it is looked whether tiers are offered meanwhile.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Look, time);
            while (!await TryAsync(stoppingToken))
                await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await startup.WhenReadyAsync(cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // The start says itself why it failed, and tries again.
            return false;
        }
        if (models.RoutedTiers.IsEmpty)
            return false;
        // What is missing was logged by who looked for it. A provider is not asked, and paid, for nothing.
        if (source.Model is not null && embedder is ISentenceEncoder)
            await router.RouteAsync("Which of our customers grew most in the last quarter, and why?", MessagePlace.First, bias: 0, cancellationToken);
        return true;
    }
}
