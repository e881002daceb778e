namespace Workbench.Server.Semantics.Values;

/// <summary>Has the values read before the first question, and again when they have grown old.</summary>
internal sealed class ValueWarmup(SemanticLayers layers, IValueIndexes values, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do if (layers.TryCurrent is { } current)
                await values.GetAsync(current, current.Layer.Account, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }
}
