using Npgsql;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Conformance;

/// <summary>A database with the schema of every trap.</summary>
public sealed class ConformanceWarehouse(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource? _source;

    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The fixture did not start.");

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(ConnectionString);
        foreach (var trap in ConformanceCase.Traps)
        {
            await using var command = _source.CreateCommand(ConformanceCase.SchemaOf(trap));
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
