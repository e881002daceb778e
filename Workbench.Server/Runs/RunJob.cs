using Quartz;

namespace Workbench.Server.Runs;

/// <summary>The durable way to an executor: whichever process of the cluster has room takes the run. The lease decides, so one job too many does nothing.</summary>
internal sealed class RunJob(RunExecutor executor) : IJob
{
    private const string Group = "runs";
    private const string RunKey = "run";

    public static IJobDetail Of(Guid run) =>
        JobBuilder.Create<RunJob>().WithIdentity(Key(run)).UsingJobData(RunKey, run.ToString("N")).RequestRecovery().Build();

    public static JobKey Key(Guid run) => new(run.ToString("N"), Group);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var run = Guid.ParseExact(context.MergedJobDataMap.GetString(RunKey)!, "N");
        if (await executor.TryExecuteAsync(run, cancellationToken) is { } execution)
            await execution;
    }
}
