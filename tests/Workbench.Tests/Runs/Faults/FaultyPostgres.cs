using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Workbench.Server.Storage;

namespace Workbench.Tests.Runs.Faults;

/// <summary>The store of the servers: a PostgreSQL of its own that crashes, stands still, loses its connections and has no room left.</summary>
internal sealed class FaultyPostgres : IAsyncDisposable
{
    private const string Database = "faults";
    private readonly string _directory;
    private readonly Random _random;
    private readonly SmallDisk? _disk;
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _away = [];
    private EmbeddedPostgres? _postgres;

    private FaultyPostgres(string directory, Random random, SmallDisk? disk) => (_directory, _random, _disk) = (directory, random, disk);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string ConnectionString => _postgres!.ConnectionString(Database).ConnectionString;
    public bool HasOwnDisk => _disk is not null;

    /// <summary>When nobody could take a run over, with ten seconds behind each time: how soon that is done is measured outside of them.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Away => _away;

    public static async Task<FaultyPostgres> StartAsync(string directory, Random random)
    {
        var store = new FaultyPostgres(directory, random, await SmallDisk.TryMountAsync(Path.Combine(directory, "postgres")));
        await store.StartAsync();
        await store._postgres!.EnsureDatabaseAsync(Database, Cancellation);
        return store;
    }

    public Task CrashAsync() =>
        AwayAsync(async () =>
        {
            var master = PostmasterFile.Read(Cluster) ?? throw new InvalidOperationException("PostgreSQL does not run.");
            using (var process = Process.GetProcessById(master.ProcessId))
            {
                process.Kill();
                await process.WaitForExitAsync(Cancellation);
            }
            // Its children notice that it is gone, and go.
            await Task.Delay(_random.Next(200, 3_000), Cancellation);
            await StartAsync();
        });

    /// <summary>Nothing can be written for a while; longer than the lease half of the time.</summary>
    public Task SlowDownAsync()
    {
        var seconds = _random.Next(2) == 0 ? _random.Next(1, 4) : _random.Next(6, 9);
        return AwayAsync(() =>
            RetryAsync(async () =>
            {
                await using var source = NpgsqlDataSource.Create(ConnectionString);
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                await using var command = new NpgsqlCommand(
                    string.Create(CultureInfo.InvariantCulture, $"lock table steps, step_starts, usage in access exclusive mode; select pg_sleep({seconds})"),
                    connection
                );
                await command.ExecuteNonQueryAsync(Cancellation);
            })
        );
    }

    public Task FillDiskAsync() =>
        AwayAsync(async () =>
        {
            await _disk!.FillAsync();
            await Task.Delay(_random.Next(1_000, 6_000), Cancellation);
            await _disk.EmptyAsync();
            // It ends itself where it cannot write its log.
            if (PostmasterFile.Read(Cluster)?.IsRunning(Cluster) != true)
                await StartAsync();
        });

    public Task CutConnectionsAsync() =>
        RetryAsync(async () =>
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
            await using var command = source.CreateCommand(
                "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 8) b"
            );
            await command.ExecuteScalarAsync(Cancellation);
        });

    /// <summary>The store may be away for a moment: that is what this is about.</summary>
    public static async Task RetryAsync(Func<Task> action)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception e) when (StoreFault.IsIn(e) && i < 100)
            {
                await Task.Delay(200, Cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_disk is not null)
            await _disk.DisposeAsync();
    }

    private string Cluster => Path.Combine(_directory, "postgres", "cluster");

    private async Task StartAsync() =>
        _postgres = await EmbeddedPostgres.StartAsync(
            new DataDirectory(_directory),
            new EmbeddedPostgresOptions { IsDurable = true },
            TimeProvider.System,
            CancellationToken.None
        );

    private async Task AwayAsync(Func<Task> fault)
    {
        var from = TimeProvider.System.GetUtcNow();
        await fault();
        _away.Add((from, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(10)));
    }
}
