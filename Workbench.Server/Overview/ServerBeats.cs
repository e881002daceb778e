using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Server.Overview;

/// <summary>Says every few seconds that this server is alive, by the store's clock, and takes the names of those away that have been gone for long.</summary>
internal sealed partial class ServerBeats(NpgsqlDataSource store, Worker worker, IOptions<RunsOptions> options, TimeProvider time, ILogger<ServerBeats> logger)
    : BackgroundService
{
    /// <summary>Longer than two beats and a slow store: who is silent for so long is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const string Beat = """
        insert into server_beats (worker, program, slots, started_at, seen_at) values ($1, $2, $3, clock_timestamp(), clock_timestamp())
        on conflict (worker) do update set seen_at = excluded.seen_at
        """;

    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Beat)
            {
                Parameters =
                {
                    new() { Value = worker.Name },
                    new() { Value = worker.Program },
                    new() { Value = options.Value.Slots },
                },
            }
        );
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from server_beats where seen_at < clock_timestamp() - interval '1 day'"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                try
                {
                    await BeatAsync(stoppingToken);
                }
                catch (NpgsqlException e)
                {
                    NotTold(e);
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await LeaveAsync();
        }
    }

    /// <summary>Who stops in order does not look alive any longer.</summary>
    private async Task LeaveAsync()
    {
        try
        {
            await using var command = store.CreateCommand("delete from server_beats where worker = $1");
            command.Parameters.Add(new() { Value = worker.Name });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            NotTold(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not tell the store that this server is alive; trying again")]
    private partial void NotTold(Exception exception);
}
