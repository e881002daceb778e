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
    /// <summary>
    /// 1,000 orders of customers 1 to 100: ten name a customer that is not there (200), five name none, customer 7 stands twice. Of the 50 parcels the
    /// order of one is missing. Countries are fine, and one of them is left out by the layer.
    /// </summary>
    public const string Tables = """
        create schema shop;
        create table shop.country (code text, name text not null, is_active boolean not null);
        insert into shop.country values ('DE', 'Germany', true), ('FR', 'France', true), ('YU', 'Yugoslavia', false);
        create table shop.customer (id int not null, country_code text, name text);
        insert into shop.customer select n, case when n % 10 = 0 then 'YU' when n % 2 = 0 then 'DE' else 'FR' end, 'customer ' || n from generate_series(1, 100) n;
        insert into shop.customer values (7, 'DE', 'customer 7 again');
        create table shop.orders (id int primary key, customer_id int, amount numeric, placed_on date not null, secret text);
        insert into shop.orders select n, case when n <= 10 then 200 when n <= 15 then null else n % 100 + 1 end, 10, date '2026-01-01' + n % 28, 'x' from generate_series(1, 1000) n;
        create table shop.parcel (id int, order_id int);
        insert into shop.parcel select n, case when n = 50 then 5000 else n end from generate_series(1, 50) n;
        create table shop.rate (code text, since date, rate numeric);
        insert into shop.rate values ('DE', '2025-01-01', 1), ('DE', '2026-01-10', 2), ('FR', '2025-01-01', 3);
        create view shop.order_view as select * from shop.orders;
        analyze;
        """;

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

    /// <summary>The layer's files, for a folder too.</summary>
    /// <param name="logins">What the logins of the levels begin with: roles belong to the whole server.</param>
    public static ImmutableArray<(string Path, string Text)> Files(string logins) =>
        [
            ("layer.yml", "name: Faulty shop\naccount: shop\nversion: 1\n"),
            (
                "1-warehouse/shop.yml",
                """
                schema: shop
                tables:
                  - { name: country, columns: [{ name: code, type: text }, { name: name, type: text }, { name: is_active, type: boolean }] }
                  - { name: customer, columns: [{ name: id, type: integer }, { name: country_code, type: text }, { name: name, type: text }] }
                  - name: orders
                    columns:
                      - { name: id, type: integer }
                      - { name: customer_id, type: integer }
                      - { name: amount, type: numeric }
                      - { name: placed_on, type: date }
                  - { name: parcel, columns: [{ name: id, type: integer }, { name: order_id, type: integer }] }
                  - { name: rate, columns: [{ name: code, type: text }, { name: since, type: date }, { name: rate, type: numeric }] }
                  - { name: order_view, columns: [{ name: id, type: integer }, { name: customer_id, type: integer }] }
                """
            ),
            (
                "2-entities/shop.yml",
                """
                entity: country
                table: shop.country
                key: [code]
                where: is_active
                dimensions: [{ name: name, expr: name, label: Country }]
                """
            ),
            (
                "2-entities/customer.yml",
                """
                entity: customer
                table: shop.customer
                key: [id]
                dimensions: [{ name: name, expr: name, label: Customer name }]
                joins: [{ name: country, to: country, on: country_code = country.code, type: many_to_one }]
                """
            ),
            (
                "2-entities/order.yml",
                """
                entity: order
                table: shop.orders
                key: [id]
                times: [{ name: placed, expr: placed_on, type: date, default: true }]
                joins: [{ name: customer, to: customer, on: customer_id = customer.id, type: many_to_one }]
                """
            ),
            (
                "2-entities/parcel.yml",
                """
                entity: parcel
                table: shop.parcel
                key: [id]
                joins: [{ name: order, to: order, on: order_id = order.id, type: one_to_one, optional: true }]
                """
            ),
            (
                "2-entities/rate.yml",
                """
                entity: rate
                table: shop.rate
                key: [code, since]
                """
            ),
            (
                "2-entities/order-view.yml",
                """
                entity: seen_order
                table: shop.order_view
                key: [id]
                joins: [{ name: customer, to: customer, on: customer_id = customer.id, type: many_to_one, optional: true }]
                """
            ),
            (
                "3-metrics/shop.yml",
                """
                metrics:
                  - { name: orders, label: Orders, description: Number of orders., type: simple, entity: order, agg: count, time: placed }
                  - { name: revenue, label: Revenue, description: What orders are worth., type: simple, entity: order, agg: sum, expr: amount, unit: USD, time: placed }
                  - { name: parcels, label: Parcels, description: Parcels sent., type: simple, entity: parcel, agg: count }
                """
            ),
            (
                "5-operations/access.yml",
                $$"""
                levels:
                  - { name: public, login: {{logins}}_public }
                  - { name: internal, login: {{logins}}_internal }
                """
            ),
            ("5-operations/calendar.yml", "time_zone: UTC\nweek_start: monday\nfiscal_year: { starts: january, named_by: start }\n"),
        ];

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        var owner = new NpgsqlConnectionStringBuilder(ConnectionString);
        _warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), TimeProvider.System);
        await ExecuteAsync(Tables);
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
        var reading = LayerReader.Read([.. Files("faulty_shop").Select(f => new LayerFileText(f.Path, f.Text))]);
        reading.Problems.Where(p => p.Severity == ProblemSeverity.Error).ShouldBeEmpty();
        return new LayerRevision("faulty", new SemanticLayer(reading.Content));
    }
}
