using Workbench.Server.Workspace;

namespace Workbench.Server.Evaluation;

/// <summary>Works on sets in the background of the server: those that were asked for here, by a command, or left by a process that died.</summary>
internal sealed partial class EvalWorker(EvalWork work, StartupProgress startup, TimeProvider time, ILogger<EvalWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WhenReadyAsync(stoppingToken);
            while (true)
            {
                if (!await TryWorkAsync(stoppingToken))
                    await work.WhenWokenAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>A start that failed is tried again: the server stays up until it works.</summary>
    private async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await startup.WhenReadyAsync(cancellationToken);
                return;
            }
            catch (InvalidOperationException)
            {
                // Its reason is told by pages and the console.
                await Task.Delay(Look, time, cancellationToken);
            }
        }
    }

    private async Task<bool> TryWorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await work.WorkAsync(result: null, told: null, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The set stays as it is, and is taken again when it has been silent for a while.
            Broke(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An eval set could not be asked to its end")]
    private partial void Broke(Exception exception);
}
