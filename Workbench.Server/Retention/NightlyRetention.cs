using Quartz;

namespace Workbench.Server.Retention;

/// <summary>Once a night in the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyRetention(RetentionRounds rounds) : IJob
{
    public static readonly JobKey Key = new("delete", "retention");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await rounds.RunAsync(by: "", cancellationToken);
}
