using Microsoft.Extensions.Options;

namespace Workbench.Server.Runs;

/// <summary>When the process is asked to go: the first thing that stops, so that runs still have all that they need while they come to their end.</summary>
internal sealed partial class RunDrain(RunExecutor executor, IOptions<RunsOptions> options, ILogger<RunDrain> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (await executor.DrainAsync(options.Value.Drain, cancellationToken) is > 0 and var left)
            HandsOn(left);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} runs are handed on to other executors")]
    private partial void HandsOn(int count);
}
