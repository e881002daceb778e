using Npgsql;

namespace Workbench.Tests.Infrastructure;

/// <summary>A database of its own for a test class: <c>IClassFixture&lt;DatabaseFixture&gt;</c>.</summary>
public sealed class DatabaseFixture(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource? _source;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The fixture did not start.");

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
