using Npgsql;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Conformance;

/// <summary>A database with the schema of every trap.</summary>
public sealed class ConformanceWarehouse(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource? source;

    public NpgsqlDataSource Source => source ?? throw new InvalidOperationException("The fixture did not start.");

    public async ValueTask InitializeAsync()
    {
        source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        foreach (var trap in ConformanceCase.Traps)
        {
            await using var command = source.CreateCommand(ConformanceCase.SchemaOf(trap));
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
