using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>
/// Where the store is: the private server of the data directory, or the one that <c>ConnectionStrings__Workbench</c> names. While it is
/// held, the private server runs.
/// </summary>
public sealed class StoreConnection : IAsyncDisposable
{
    private const string Database = "workbench";

    private readonly EmbeddedPostgresOptions _options;

    private StoreConnection(DataDirectory directory, EmbeddedPostgres? embedded, EmbeddedPostgresOptions options, NpgsqlConnectionStringBuilder settings)
    {
        Directory = directory;
        Embedded = embedded;
        _options = options;
        ConnectionString = settings.ConnectionString;
    }

    public DataDirectory Directory { get; }

    /// <summary>Null when the store is on a server of the user's own.</summary>
    public EmbeddedPostgres? Embedded { get; }

    public string ConnectionString { get; }

    public static async Task<StoreConnection> OpenAsync(
        IConfiguration configuration,
        DataDirectory directory,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var options = new EmbeddedPostgresOptions { Binaries = configuration["Storage:Postgres:Binaries"] };
        if (configuration.GetConnectionString("Workbench") is { Length: > 0 } given)
            return new StoreConnection(directory, null, options, PostgresUrl.Parse(given));

        var embedded = await EmbeddedPostgres.StartAsync(directory, options, time, cancellationToken);
        try
        {
            await embedded.EnsureDatabaseAsync(Database, cancellationToken);
            return new StoreConnection(directory, embedded, options, embedded.ConnectionString(Database));
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same server and login, another database.</summary>
    public NpgsqlConnectionStringBuilder Sibling(string database) => new(ConnectionString) { Database = database };

    /// <summary>Looks after the private server for as long as the program runs.</summary>
    internal void AddWatch(IServiceCollection services)
    {
        if (Embedded is { } server)
            services.AddHostedService(s => ActivatorUtilities.CreateInstance<EmbeddedPostgresWatch>(s, server, _options));
    }

    public ValueTask DisposeAsync() => Embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
