using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(EmbeddedPostgresFixture))]

namespace Workbench.Tests.Infrastructure;

/// <summary>
/// One PostgreSQL server for all tests of this process, in a temporary directory. A test class takes it in its constructor and asks
/// for a database of its own; <see cref="DatabaseFixture"/> does so for a whole class.
/// </summary>
public sealed class EmbeddedPostgresFixture : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("postgres");
    private int _databases;
    private EmbeddedPostgres? _server;

    public EmbeddedPostgres Server => _server ?? throw new InvalidOperationException("The fixture did not start.");

    /// <summary>What the server logs.</summary>
    public string LogFile => Path.Combine(_directory.Path, "postgres", "postgres.log");

    public async ValueTask InitializeAsync()
    {
        await TestDirectory.SweepAsync();
        _server = await EmbeddedPostgres.StartAsync(
            new DataDirectory(_directory.Path),
            new EmbeddedPostgresOptions { IsDurable = false },
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string, as the superuser.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        name ??= $"test_{Interlocked.Increment(ref _databases)}";
        await Server.EnsureDatabaseAsync(name, TestContext.Current.CancellationToken);
        return Server.ConnectionString(name).ConnectionString;
    }

    /// <summary>A new store with all migrations applied.</summary>
    public async Task<ServiceProvider> CreateStoreAsync(Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection().AddLogging().AddStorage(await CreateDatabaseAsync());
        more?.Invoke(services);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StoreMigrations>().ApplyAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await _server.DisposeAsync();

        _directory.Dispose();
    }
}
