using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;
using Workbench.Server.Workspace;

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.TakesOthers || options.Value.Slots == 0)
            return;
        try
        {
            await startup.WhenReadyAsync(stoppingToken);
        }
        catch (InvalidOperationException)
        {
            return; // The start failed, and says so on every page.
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        signals.Received += Receive;
        try
        {
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
        if (signal is RunQueued(var run))
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
