using Npgsql;
using Workbench.Server.Workspace;

namespace Workbench.Server.Evaluation;

/// <summary>Works on sets in the background of the server: those that were asked for here, by a command, or left by a process that died.</summary>
internal sealed partial class EvalWorker(EvalWork work, StartupProgress startup, ILogger<EvalWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.WhenReadyAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await work.WorkAsync(result: null, told: null, stoppingToken))
                    continue;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The set stays as it is, and is taken again when it has been silent for a while.
                Broke(e);
            }
            await work.WhenWokenAsync(Look, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An eval set could not be asked to its end")]
    private partial void Broke(Exception exception);
}
