using Quartz;

namespace Workbench.Server.Nightly;

/// <summary>Something that is done by the clock of the layer.</summary>
/// <param name="Schedule">Quartz cron expression in the layer's time zone; empty: never.</param>
public sealed record NightlyJob(JobKey Key, Type Type, string Schedule);
