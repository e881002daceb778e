using Microsoft.Extensions.Options;
using Quartz;
using Workbench.Server.Semantics;

namespace Workbench.Server.LayerHealth;

/// <summary>Puts the nightly measuring into the cluster's schedule, as the configuration says now.</summary>
internal sealed partial class NightlySchedule(
    ISchedulerFactory schedulers,
    ISemanticLayers layers,
    IOptions<LayerHealthOptions> options,
    TimeProvider time,
    ILogger<NightlySchedule> logger
) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ScheduleAsync(stoppingToken);
                return;
            }
            catch (SchedulerException e)
            {
                NotScheduled(e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(AfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        if (options.Value.Schedule.Length == 0)
        {
            await scheduler.DeleteJob(NightlyProbes.Key, cancellationToken);
            return;
        }
        var zone = layers.TryCurrent is { } layer ? TimeZoneInfo.FindSystemTimeZoneById(layer.Layer.Calendar.TimeZone) : TimeZoneInfo.Utc;
        var job = JobBuilder.Create<NightlyProbes>().WithIdentity(NightlyProbes.Key).Build();
        var trigger = TriggerBuilder
            .Create()
            .WithIdentity("nightly", "layer-health")
            .ForJob(job)
            // A night that was slept through is not made up for: the next one comes.
            .WithCronSchedule(options.Value.Schedule, cron => cron.InTimeZone(zone).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The nightly measuring of joins could not be scheduled; trying again")]
    private partial void NotScheduled(Exception exception);
}
