using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Warehouses.Demo;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Warehouses;

public sealed class WhenAWarehouseIsTheUsersOwn(EmbeddedPostgresFixture postgres) : IDisposable
{
    private static readonly DateOnly Today = new(2026, 2, 15);
    private readonly TestDirectory _directory = new("own");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("create schema demo_generator; create table demo_generator.generation (n int);")]
    public async Task The_demo_does_not_replace_schemas_that_it_did_not_make(string also)
    {
        var database = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(database, $"create schema crm; create table crm.people (name text); insert into crm.people values ('Ada'); {also}");
        await using var source = NpgsqlDataSource.Create(database);

        var refused = await Should.ThrowAsync<InvalidOperationException>(
            DemoWarehouse.GenerateAsync(source, Today, 1, new Progress<DemoProgress>(), Cancellation)
        );

        refused.Message.ShouldContain("crm");
        refused.Message.ShouldContain("Warehouses__Demo__Enabled=false");
        (await ScalarAsync(database, "select string_agg(name, ',') from crm.people")).ShouldBe("Ada");
    }

    [Fact]
    public async Task The_demo_does_not_go_into_an_account_that_the_user_configured()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var accounts = await AccountsAsync(o => o.Accounts["acme"] = new() { Url = database });

        (await accounts.GenerateDemoAsync(Today, new Progress<DemoProgress>(), Cancellation)).ShouldBeNull();

        (await ScalarAsync(database, "select count(*) from pg_namespace where nspname in ('crm', 'demo_generator')")).ShouldBe(0L);
    }

    [Fact]
    public async Task Others_keep_what_everybody_may_do_there()
    {
        var database = await WarehouseAsync();
        await ExecuteAsync(database, $"grant all on database {Name(database)} to public; grant usage, create on schema public to public");
        await using var accounts = await AccountsAsync(o => o.Accounts["own"] = new() { Url = database });

        await accounts.GrantAsync(Layer("own", "own_reader_a"), Cancellation);

        (
            await ScalarAsync(
                database,
                "select has_database_privilege('public', current_database(), 'CONNECT') and has_database_privilege('public', current_database(), 'TEMPORARY')"
                    + " and has_schema_privilege('public', 'public', 'CREATE')"
            )
        ).ShouldBe(true);
    }

    [Fact]
    public async Task A_role_of_somebody_else_keeps_its_password_and_its_rights()
    {
        var database = await WarehouseAsync();
        await ExecuteAsync(
            database,
            $"create role own_service login createdb password 'theirs'; grant connect on database {Name(database)} to own_service; grant usage on schema shop to own_service; grant insert on shop.orders to own_service"
        );
        await using var accounts = await AccountsAsync(o => o.Accounts["own"] = new() { Url = database });

        var refused = await Should.ThrowAsync<InvalidOperationException>(accounts.GrantAsync(Layer("own", "own_service"), Cancellation));

        refused.Message.ShouldContain("own_service");
        var theirs = new NpgsqlConnectionStringBuilder(database)
        {
            Username = "own_service",
            Password = "theirs",
            Pooling = false,
        };
        (
            await ScalarAsync(
                theirs.ConnectionString,
                "select rolcreatedb and has_table_privilege('shop.orders', 'insert') from pg_roles where rolname = current_user"
            )
        ).ShouldBe(true);
    }

    [Fact]
    public async Task A_role_that_was_made_here_gets_its_password_back()
    {
        var database = await WarehouseAsync();
        await using (var accounts = await AccountsAsync(o => o.Accounts["own"] = new() { Url = database }))
            await accounts.GrantAsync(Layer("own", "own_reader_b"), Cancellation);
        await ExecuteAsync(database, "alter role own_reader_b password 'another'");

        await using var later = await AccountsAsync(o => o.Accounts["own"] = new() { Url = database });
        await later.GrantAsync(Layer("own", "own_reader_b"), Cancellation);

        (await QueryAsync(later, "own")).ShouldBeOfType<WarehouseRows>();
    }

    [Fact]
    public async Task A_process_beside_the_one_that_gave_the_rights_asks_under_the_same_logins()
    {
        var database = await WarehouseAsync();
        await using var server = await AccountsAsync(o => o.Accounts["own"] = new() { Url = database });
        await server.GrantAsync(Layer("own", "own_reader_c"), Cancellation);
        await using var beside = await AccountsAsync(o => o.Accounts["own"] = new() { Url = database });
        (await QueryAsync(beside, "own")).ShouldBeOfType<WarehouseFault>().Message.ShouldContain("no login");

        await beside.UseLoginsAsync(Layer("own", "own_reader_c"));

        (await QueryAsync(beside, "own")).ShouldBeOfType<WarehouseRows>();
    }

    [Fact]
    public async Task The_log_of_a_server_never_shows_a_password_of_ours()
    {
        var database = await WarehouseAsync();
        var owner = new NpgsqlConnectionStringBuilder(database);
        await ExecuteAsync(database, "create role own_maker login createrole password 'maker'; create role own_owner; grant own_owner to own_maker");
        await ExecuteAsync(database, $"alter database {owner.Database} owner to own_owner");
        (owner.Username, owner.Password) = ("own_maker", "maker");
        // The role may not be made by one who only makes roles when its name is reserved: the statement fails, and is logged whole.
        await using var accounts = await AccountsAsync(o => o.Accounts["own"] = new() { Url = owner.ConnectionString });

        await Should.ThrowAsync<PostgresException>(accounts.GrantAsync(Layer("own", "pg_own_reader"), Cancellation));

        var log = await File.ReadAllTextAsync(postgres.LogFile, Cancellation);
        log.ShouldContain("create role \"pg_own_reader\"");
        log.ShouldNotContain(new PostgresLogins(owner, new DataDirectory(_directory.Path)).Password("pg_own_reader"));
    }

    [Fact]
    public async Task Every_account_that_has_the_layers_tables_can_be_asked()
    {
        var (first, second) = (await WarehouseAsync(), await WarehouseAsync());
        await using var accounts = await AccountsAsync(o =>
        {
            o.Accounts["own"] = new() { Url = first };
            o.Accounts["copy"] = new() { Url = second };
        });

        await accounts.GrantAsync(Layer("own", "own_reader_d"), Cancellation);

        (await QueryAsync(accounts, "own")).ShouldBeOfType<WarehouseRows>();
        (await QueryAsync(accounts, "copy")).ShouldBeOfType<WarehouseRows>();
        accounts.WhyClosed("copy").ShouldBeNull();
    }

    [Fact]
    public async Task An_account_that_cannot_be_asked_says_why()
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Port = 1, Timeout = 2 }.ConnectionString;
        var (first, empty) = (await WarehouseAsync(), await postgres.CreateDatabaseAsync());
        await using var accounts = await AccountsAsync(o =>
        {
            o.Accounts["own"] = new() { Url = first };
            o.Accounts["empty"] = new() { Url = empty };
            o.Accounts["gone"] = new() { Url = elsewhere };
        });

        await accounts.GrantAsync(Layer("own", "own_reader_e"), Cancellation);

        accounts.WhyClosed("own").ShouldBeNull();
        accounts.WhyClosed("empty").ShouldNotBeNull().ShouldContain("none of the tables");
        accounts.WhyClosed("gone").ShouldNotBeNull().ShouldContain("not ready");
    }

    public void Dispose() => _directory.Dispose();

    private static SemanticLayer Layer(string account, string login) =>
        new(
            new LayerContent
            {
                Name = "own",
                Account = account,
                Calendar = LayerCalendar.Civil,
                Access = new LayerAccess([new AccessLevel("internal", null, login, [], null)]),
                Tables =
                [
                    new LayerTable
                    {
                        Schema = "shop",
                        Name = "orders",
                        Columns = [new LayerColumn("id", "bigint", null, null, null, new SourceSpan("test.yml", 1, 1))],
                    },
                ],
            }
        );

    private static Task<WarehouseOutcome> QueryAsync(WarehouseAccounts accounts, string account) =>
        accounts.Open(account).QueryAsync(new WarehouseQuery { Level = "internal", Sql = new("select id from shop.orders", []) }, Cancellation);

    private static string Name(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private async Task<string> WarehouseAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(database, "create schema shop; create table shop.orders (id bigint primary key); insert into shop.orders values (1)");
        return database;
    }

    private async Task<WarehouseAccounts> AccountsAsync(Action<WarehouseOptions> configure)
    {
        var options = new WarehouseOptions();
        configure(options);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["ConnectionStrings:Workbench"] = postgres.Server.ConnectionString("postgres").ConnectionString,
                }
            )
            .Build();
        var store = await StoreConnection.OpenAsync(configuration, new DataDirectory(_directory.Path), TimeProvider.System, Cancellation);
        // The demo's own database is another test's; here only the accounts of the user count.
        options.Demo.Enabled = options.Accounts.ContainsKey(options.Demo.Account);
        return new WarehouseAccounts(Options.Create(options), store, TimeProvider.System, NullLogger<WarehouseAccounts>.Instance);
    }
}
