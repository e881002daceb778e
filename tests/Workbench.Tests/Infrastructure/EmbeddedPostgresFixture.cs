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
    /// <summary>Nobody may be connected to it while it is copied.</summary>
    private const string Template = "store_template";

    private readonly TestDirectory _directory = new("postgres");
    private readonly Lazy<Task> _template;
    private int _databases;
    private EmbeddedPostgres? _server;

    public EmbeddedPostgresFixture() => _template = new Lazy<Task>(MigrateTemplateAsync);

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

    /// <summary>A new database with all migrations applied: a copy of one that they were applied to once.</summary>
    /// <returns>As <see cref="CreateDatabaseAsync"/>.</returns>
    public async Task<string> CreateStoreDatabaseAsync()
    {
        await _template.Value;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString("postgres").ConnectionString);
        await using var command = source.CreateCommand($"create database {name} template {Template}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        // What a new database is set up with besides its tables.
        await Server.EnsureDatabaseAsync(name, TestContext.Current.CancellationToken);
        return Server.ConnectionString(name).ConnectionString;
    }

    /// <summary>A new store with all migrations applied.</summary>
    public async Task<ServiceProvider> CreateStoreAsync(Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection().AddLogging().AddStorage(await CreateStoreDatabaseAsync());
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Whichever test comes first: its end is not that of the copies.</summary>
    private async Task MigrateTemplateAsync()
    {
        await Server.EnsureDatabaseAsync(Template, CancellationToken.None);
        var connection = new NpgsqlConnectionStringBuilder(Server.ConnectionString(Template).ConnectionString) { Pooling = false }.ConnectionString;
        await using var provider = new ServiceCollection().AddLogging().AddStorage(connection).BuildServiceProvider();
        await provider.GetRequiredService<StoreMigrations>().ApplyAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await _server.DisposeAsync();

        _directory.Dispose();
    }
}
