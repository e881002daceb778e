using Npgsql;

namespace Workbench.Tests.Infrastructure;

/// <summary>A database of its own for a test class: <c>IClassFixture&lt;DatabaseFixture&gt;</c>.</summary>
public sealed class DatabaseFixture(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource? source;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Source => source ?? throw new InvalidOperationException("The fixture did not start.");

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
