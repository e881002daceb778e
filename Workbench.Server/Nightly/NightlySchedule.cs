using Quartz;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.Nightly;

/// <summary>Puts what is done nightly into the cluster's schedule as the configuration says now, in the layer's time zone: once there is a layer, and again when its zone changes.</summary>
internal sealed partial class NightlySchedule(
    ISchedulerFactory schedulers,
    ISemanticLayers layers,
    IEnumerable<NightlyJob> jobs,
    TimeProvider time,
    ILogger<NightlySchedule> logger
) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = new AsyncAutoResetEvent();
        layers.Changed += changes.Set;
        string? scheduled = null;
        try
        {
            changes.Set();
            while (true)
            {
                await changes.WaitAsync(stoppingToken);
                // Without a layer nobody knows what its night is: what stands in the schedule is left there.
                if (layers.TryCurrent?.Layer.Calendar.TimeZone is not { } zone || zone == scheduled)
                    continue;
                if (await TryScheduleAsync(zone, stoppingToken))
                {
                    scheduled = zone;
                    continue;
                }
                await Task.Delay(AfterFault, time, stoppingToken);
                changes.Set();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            layers.Changed -= changes.Set;
        }
    }

    /// <returns>False: to be tried again.</returns>
    private async Task<bool> TryScheduleAsync(string zone, CancellationToken cancellationToken)
    {
        try
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            foreach (var job in jobs)
                await ScheduleAsync(scheduler, job, TimeZoneInfo.FindSystemTimeZoneById(zone), cancellationToken);
            foreach (var job in jobs.Where(j => j.Schedule.Length > 0))
                Scheduled(job.Key, zone);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            NotScheduled(e);
            return false;
        }
    }

    private static async Task ScheduleAsync(IScheduler scheduler, NightlyJob job, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        if (job.Schedule.Length == 0)
        {
            await scheduler.DeleteJob(job.Key, cancellationToken);
            return;
        }
        var detail = JobBuilder.Create().OfType(job.Type).WithIdentity(job.Key).Build();
        var trigger = TriggerBuilder
            .Create()
            .WithIdentity("nightly", job.Key.Group)
            .ForJob(detail)
            // A night that was slept through is not made up for: the next one comes.
            .WithCronSchedule(job.Schedule, cron => cron.InTimeZone(zone).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing))
            .Build();
        await scheduler.ScheduleJob(detail, [trigger], ScheduleJobOptions.Replacing, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Every night, by the clock of {Zone}: {Job}")]
    private partial void Scheduled(JobKey job, string zone);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is done nightly could not be scheduled; trying again")]
    private partial void NotScheduled(Exception exception);
}
