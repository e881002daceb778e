using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NSubstitute;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.LayerHealth;

/// <summary>A shop whose data breaks what its layer declares, in every way that is measured; read under the logins of its levels.</summary>
public sealed class FaultyShop(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("faulty-shop");
    private PostgresWarehouse? _warehouse;

    public string ConnectionString { get; private set; } = "";
    internal PostgresWarehouse Warehouse => _warehouse ?? throw new InvalidOperationException("The fixture did not start.");
    internal LayerRevision Layer { get; } = Read();

    internal IWarehouseAccounts Accounts
    {
        get
        {
            var accounts = Substitute.For<IWarehouseAccounts>();
            accounts.Find("shop").Returns(new WarehouseAccount("shop", "Shop", "postgres"));
            accounts.Open("shop").Returns(Warehouse);
            return accounts;
        }
    }

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        var owner = new NpgsqlConnectionStringBuilder(ConnectionString);
        _warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), TimeProvider.System);
        await ExecuteAsync(FaultyShopFiles.Tables);
        var grants = new WarehouseGrants(
            _warehouse,
            new PostgresLogins(owner, new DataDirectory(_directory.Path)),
            "shop",
            WarehouseOwnership.Database,
            NullLogger.Instance
        );
        await grants.ApplyAsync(Layer.Layer, TestContext.Current.CancellationToken);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Warehouse.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        _directory.Dispose();
    }

    private static LayerRevision Read()
    {
        var reading = LayerReader.Read([.. FaultyShopFiles.Layer("faulty_shop").Select(f => new LayerFileText(f.Path, f.Text))]);
        reading.Problems.Where(p => p.Severity == ProblemSeverity.Error).ShouldBeEmpty();
        return new LayerRevision("faulty", new SemanticLayer(reading.Content));
    }
}
