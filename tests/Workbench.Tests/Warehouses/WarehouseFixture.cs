using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Warehouses;

/// <summary>A small company with something for each level, and a warehouse that reads it.</summary>
public sealed class WarehouseFixture(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private const string Company = """
        create schema shop;
        create schema vault;
        create table shop.orders (id bigint primary key, customer text not null, email text, amount numeric(12, 2), placed_at timestamptz not null);
        create table shop.notes (id bigint primary key, text text);
        create table vault.salaries (id bigint primary key, amount numeric not null);
        create table vault.forgotten (id bigint primary key);
        comment on table shop.orders is 'One row per order.';
        comment on column shop.orders.email is 'Of the buyer.';
        alter table shop.notes add foreign key (id) references shop.orders (id);
        insert into shop.orders select n, 'customer ' || n % 7, 'a' || n || '@example.com', n * 1.5, timestamptz '2026-01-01 00:00Z' + n * interval '1 hour' from generate_series(1, 500) n;
        insert into vault.salaries values (1, 100000);
        """;

    private static readonly string[] Levels = ["public", "internal", "restricted"];
    private static readonly SourceSpan Nowhere = new("test.yml", 1, 1);
    private readonly TestDirectory _directory = new("warehouse");
    private PostgresWarehouse? _warehouse;

    internal PostgresWarehouse Warehouse => _warehouse ?? throw new InvalidOperationException("The fixture did not start.");

    internal WarehouseGrants Grants { get; private set; } = null!;

    internal PostgresLogins Logins { get; private set; } = null!;

    public NpgsqlConnectionStringBuilder Owner { get; private set; } = null!;

    /// <summary>Orders are open to all but for the e-mails; salaries are restricted; notes and the forgotten table are not in it.</summary>
    internal static SemanticLayer Layer(string? ordersAccess = null) =>
        new(
            new LayerContent
            {
                Name = "shop",
                Account = "shop",
                Calendar = LayerCalendar.Civil,
                Access = new LayerAccess([.. Levels.Select(name => new AccessLevel(name, null, $"house_shop_{name}", [], null))]),
                Tables =
                [
                    Table(
                        "shop",
                        "orders",
                        ordersAccess,
                        ("id", null),
                        ("customer", null),
                        ("email", "restricted"),
                        ("amount", "internal"),
                        ("placed_at", null)
                    ),
                    Table("vault", "salaries", "restricted", ("id", null), ("amount", null)),
                ],
            }
        );

    public async ValueTask InitializeAsync()
    {
        Owner = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        _warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(Owner), TimeProvider.System);
        Logins = new PostgresLogins(Owner, new DataDirectory(_directory.Path));
        Grants = new WarehouseGrants(_warehouse, Logins, "shop", WarehouseOwnership.Database, NullLogger.Instance);
        await ExecuteAsync(Company);
        await Grants.ApplyAsync(Layer(), TestContext.Current.CancellationToken);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Warehouse.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    internal Task<WarehouseOutcome> QueryAsync(string level, string sql, params SqlParameterValue[] parameters) =>
        Warehouse.QueryAsync(new WarehouseQuery { Level = level, Sql = new ParameterizedSql(sql, parameters) }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();

        _directory.Dispose();
    }

    private static LayerTable Table(string schema, string name, string? access, params (string Name, string? Access)[] columns) =>
        new()
        {
            Schema = schema,
            Name = name,
            Access = access,
            Columns = [.. columns.Select(c => new LayerColumn(c.Name, "text", null, null, c.Access, Nowhere))],
        };
}
