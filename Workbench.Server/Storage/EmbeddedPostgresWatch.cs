namespace Workbench.Server.Storage;

/// <summary>Starts the private PostgreSQL again when it ends while the server runs: it ends itself on a full disk, and others end the wrong process.</summary>
internal sealed partial class EmbeddedPostgresWatch(
    EmbeddedPostgres server,
    EmbeddedPostgresOptions options,
    TimeProvider time,
    ILogger<EmbeddedPostgresWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(BetweenLooks, time, stoppingToken);
            try
            {
                if (await server.RestartIfGoneAsync(options, stoppingToken))
                    Restarted(server.Port);
            }
            catch (StorageUnavailableException e)
            {
                NotRestarted(e);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL had ended and was started again on port {Port}; runs go on from their journals")]
    private partial void Restarted(int port);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL has ended and does not start; it is tried again")]
    private partial void NotRestarted(StorageUnavailableException e);
}
