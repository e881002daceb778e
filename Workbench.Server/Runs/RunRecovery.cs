using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Workspace;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>
/// Takes up runs that nobody owns: that wait for a slot, that were left by a process which died, or whose time to go on has come. At once when it is told, and by
/// looking every second for what was not told.
/// </summary>
internal sealed partial class RunRecovery(
    RunClaims claims,
    RunExecutor executor,
    RunSignals signals,
    StartupProgress startup,
    IOptions<RunsOptions> options,
    TimeProvider time,
    ILogger<RunRecovery> logger
) : BackgroundService
{
    /// <summary>Another process of the cluster may have started well, and take the run.</summary>
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.TakesOthers || options.Value.Slots == 0)
            return;
        signals.Received += Receive;
        try
        {
            await WhenReadyAsync(stoppingToken);
            using var timer = new PeriodicTimer(options.Value.Sweep, time);
            do await SweepAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            signals.Received -= Receive;
        }
    }

    /// <summary>A start that failed is tried again. Meanwhile whoever waits for an answer is told.</summary>
    private async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await startup.WhenReadyAsync(cancellationToken);
                return;
            }
            catch (InvalidOperationException e)
            {
                await FailQueuedAsync(e.Message, cancellationToken);
                await Task.Delay(options.Value.Sweep, time, cancellationToken);
            }
        }
    }

    private async Task FailQueuedAsync(string reason, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var run in await claims.FindQueuedAsync(PatienceWithOthers, cancellationToken))
                if (await claims.TryClaimAsync(run, cancellationToken) is { } held)
                    await claims.FailAsync(held, new RunFailure("not_ready", $"Questions cannot be answered now. {reason}", CanRetry: true), cancellationToken);
        }
        catch (NpgsqlException e)
        {
            NotSwept(e);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var run in await claims.WakeAsync(cancellationToken))
                Woken(run);
            await executor.TakeWaitingAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            NotSwept(e);
        }
    }

    private void Receive(RunSignal signal)
    {
        if (signal is not RunQueued || !startup.Current.IsReady)
            return;
        executor.Waits();
        _ = TakeAsync();
    }

    private async Task TakeAsync()
    {
        try
        {
            await executor.TakeWaitingAsync(CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            NotSwept(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId}: its time has come")]
    private partial void Woken(Guid runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for runs that nobody owns; trying again")]
    private partial void NotSwept(Exception exception);
}
