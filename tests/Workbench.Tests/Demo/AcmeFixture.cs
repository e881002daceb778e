using System.Diagnostics;
using Npgsql;
using Workbench.Server.Warehouses.Demo;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>Acme Cloud as it is on <see cref="Today"/>, made once for all tests of the collection. They only read it.</summary>
public sealed class AcmeFixture(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    public const int Seed = 1;

    /// <summary>A Saturday. FY2027 Q4 has begun, the incident is eight weeks ago.</summary>
    public static readonly DateOnly Today = new(2026, 11, 21);

    public static readonly DateOnly Start = new(2024, 5, 1);

    private NpgsqlDataSource? _source;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The fixture did not start.");

    public TimeSpan GenerationTime { get; private set; }

    public DemoGeneration? Generation { get; private set; }

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(ConnectionString);
        var watch = Stopwatch.StartNew();
        Generation = await DemoWarehouse.GenerateAsync(_source, Today, Seed, new NoProgress(), TestContext.Current.CancellationToken);
        GenerationTime = watch.Elapsed;
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task<IReadOnlyList<string>> ReadListAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> lines = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            lines.Add(reader.GetString(0));

        return lines;
    }

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal sealed class NoProgress : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) { }
    }
}
