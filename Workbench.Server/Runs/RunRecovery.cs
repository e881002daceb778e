using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;
using Workbench.Server.Workspace;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>
/// Finds runs that nobody owns: asked by a process without executors, or left by one that died. At once when it is told, and by looking
/// every second for what was not told. Each becomes a job of the cluster.
/// </summary>
internal sealed partial class RunRecovery(
    RunClaims claims,
    RunExecutor executor,
    RunSignals signals,
    ISchedulerFactory schedulers,
    StartupProgress startup,
    IOptions<RunsOptions> options,
    TimeProvider time,
    ILogger<RunRecovery> logger
) : BackgroundService
{
    /// <summary>Who asks a run starts it himself, or tells others; only after this it counts as forgotten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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
                    await claims.FailAsync(
                        held,
                        new RunFailure("not_ready", $"Questions cannot be answered now. {reason}", CanRetry: true),
                        time.GetUtcNow(),
                        cancellationToken
                    );
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
            var left = await claims.FindLeftAsync(Patience, cancellationToken);
            if (left.Count == 0)
                return;
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            foreach (var run in left)
                await ScheduleAsync(scheduler, run, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or SchedulerException)
        {
            NotSwept(e);
        }
    }

    private async Task ScheduleAsync(IScheduler scheduler, Guid run, CancellationToken cancellationToken)
    {
        if (executor.IsExecuting(run) || await scheduler.Exists(RunJob.Key(run), cancellationToken))
            return;
        try
        {
            await scheduler.ScheduleJob(RunJob.Of(run), TriggerBuilder.Create().StartNow().Build(), cancellationToken: cancellationToken);
            Recovering(run);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another process was faster.
        }
    }

    private void Receive(RunSignal signal)
    {
        if (signal is RunQueued(var run) && startup.Current.IsReady)
            _ = TakeAsync(run);
    }

    private async Task TakeAsync(Guid run)
    {
        try
        {
            await executor.TryExecuteAsync(run, CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            NotSwept(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId}: nobody owns it; it becomes a job")]
    private partial void Recovering(Guid runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for runs that nobody owns; trying again")]
    private partial void NotSwept(Exception exception);
}
