using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workbench.Server;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Shared.SemanticLayer;
using Workbench.Shared.VerifiedQueries;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.VerifiedQueries;

/// <summary>
/// The whole program without pages over a small shop, on a real PostgreSQL. Today is 21 November 2026. In October the north sold 10 + 20 = 30
/// in two orders and the south 5 in one; in September the north 7 and the south 3.
/// </summary>
internal sealed class VerifiedShop : IAsyncDisposable
{
    public const string Path = "5-operations/verified.yml";

    public const string Verified = """
        # Checked by finance, every year anew.
        queries:
          - question: What is our revenue by region?   # for the board
            also_asked: [Turnover per area, "money, split"]
            query: { metrics: [revenue], group_by: [order.region], time: { range: last_month }, order_by: [{ field: revenue, desc: true }] }
            owner: finance
            verified_on: 2026-10-05
            expires: 2027-10-05

          - question: How many good orders were there last month?
            query:
              metrics: [orders]
              where: [{ field: order.region, op: '=', values: [north] }]
              time: { range: last_month }
            owner: sales
            verified_on: 2026-10-05
          # The owner of this one has left.
          - question: How many orders were there in the south last month?
            query: { metrics: [orders], where: [{ field: order.region, op: '=', values: [south] }], time: { range: last_month } }
            owner: gone
            verified_on: 2025-10-05
            expires: 2026-10-05
          - question: What did we pay in wages last month?
            query: { metrics: [wage_costs], time: { range: last_month } }
            owner: people
            verified_on: 2026-10-05
          - question: Which order was the dearest of all?
            sql: |
              select id, amount from shop.orders
              order by amount desc limit 1
            owner: finance
            verified_on: 2026-10-05
        # The end.

        """;

    private readonly TestDirectory _directory;
    private readonly bool _ownsDirectory;
    private readonly IHost _host;
    private readonly StoreConnection _store;

    private VerifiedShop(TestDirectory directory, bool ownsDirectory, IHost host, StoreConnection store, string warehouse, string database)
    {
        (_directory, _ownsDirectory, _host, _store) = (directory, ownsDirectory, host, store);
        (Warehouse, Database) = (warehouse, database);
    }

    public string Warehouse { get; }
    public string Database { get; }

    /// <summary>As one browser tab has it.</summary>
    public IVerifiedQueries Queries => Scope.ServiceProvider.GetRequiredService<IVerifiedQueries>();

    /// <summary>Of the same tab.</summary>
    public ILayerEditing Editing => Scope.ServiceProvider.GetRequiredService<ILayerEditing>();
    private IServiceScope Scope => field ??= _host.Services.CreateScope();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<VerifiedShop> StartAsync(
        EmbeddedPostgresFixture postgres,
        string verified = Verified,
        string level = "internal",
        VerifiedShop? beside = null,
        string lineBreak = "\n",
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        var directory = beside?._directory ?? new TestDirectory("verified");
        var layer = System.IO.Path.Combine(directory.Path, "layer");
        var (warehouse, database) = beside is null
            ? (await postgres.CreateDatabaseAsync(), await postgres.CreateStoreDatabaseAsync())
            : (beside.Warehouse, beside.Database);
        if (beside is null)
        {
            await FillAsync(warehouse);
            WriteLayer(layer, $"verified_{Guid.NewGuid().ToString("N")[..8]}", verified.ReplaceLineEndings(lineBreak));
        }
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:Workbench"] = database,
                ["Warehouses:Demo:Enabled"] = "false",
                ["Warehouses:Accounts:shop:Url"] = warehouse,
                ["Semantics:Folder"] = layer,
                ["Access:LocalLevel"] = level,
                ["LayerHealth:OnChange"] = "false",
                ["SecondOpinions:Share"] = "0",
                ["WORKBENCH_TODAY"] = "2026-11-21",
            }
        );
        if (settings is not null)
            builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddProvider(new TestOutputLoggerProvider()).SetMinimumLevel(LogLevel.Warning);
        var store = await StoreConnection.OpenAsync(
            builder.Configuration,
            new DataDirectory(System.IO.Path.Combine(directory.Path, beside is null ? "data" : "data2")),
            TimeProvider.System,
            Cancellation
        );
        builder.Services.AddWorkbench(builder.Configuration, store);
        var host = builder.Build();
        await host.Services.GetRequiredService<StoreMigrations>().ApplyAsync(Cancellation);
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<WorkspaceStartup>().RunAsync(Cancellation);
        return new VerifiedShop(directory, beside is null, host, store, warehouse, database);
    }

    public string Read(string path) => File.ReadAllText(System.IO.Path.Combine(_directory.Path, "layer", path));

    public void Write(string path, string text) => File.WriteAllText(System.IO.Path.Combine(_directory.Path, "layer", path), text);

    public async Task<(Guid Run, Answer Answer)> AskAsync(string question, Guid? conversation = null)
    {
        var chat = Get<IChat>();
        var asked = Assert.IsType<Asked>(await chat.AskAsync(new AskRequest(question, conversation), Cancellation));
        RunProgress? last = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var progress in chat.FollowAsync(asked.Run, patience.Token))
            last = progress;
        return (asked.Run, last?.Answer ?? throw new InvalidOperationException($"No answer: {last?.Failure?.Message}"));
    }

    /// <summary>The line of a question once it is as it should be.</summary>
    public async Task<VerifiedLine> WhenAsync(string question, Func<VerifiedLine, bool> isThere)
    {
        VerifiedLine? line = null;
        for (var i = 0; i < 200; i++)
        {
            line = (await Queries.OverviewAsync(Cancellation)).Queries.FirstOrDefault(q => q.Question == question);
            if (line is not null && isThere(line))
                return line;
            await Task.Delay(50, Cancellation);
        }
        throw new TimeoutException($"\"{question}\" is {line?.State.ToString() ?? "not there"}: {line?.Words}");
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    public async Task ChangeWarehouseAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Warehouse);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        await _store.DisposeAsync();
        if (_ownsDirectory)
            _directory.Dispose();
    }

    private static async Task FillAsync(string warehouse)
    {
        await using var source = NpgsqlDataSource.Create(warehouse);
        await using var command = source.CreateCommand(
            $"""
            {ShopLayer.SalesTables}
            insert into shop.orders values
                (1, 'north', 10, '2026-10-02T12:00Z'), (2, 'north', 20, '2026-10-20T12:00Z'), (3, 'south', 5, '2026-10-21T12:00Z'),
                (4, 'north', 7, '2026-09-03T12:00Z'), (5, 'south', 3, '2026-09-04T12:00Z');
            create table shop.wages (id bigint primary key, amount numeric, paid_at timestamptz not null);
            insert into shop.wages values (1, 4321, '2026-10-31T12:00Z');
            """
        );
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static void WriteLayer(string folder, string logins, string verified)
    {
        ShopLayer.WriteSales(folder, logins);
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["2-entities/order.yml"] = """
                entity: order
                table: shop.orders
                key: [id]
                times: [{ name: placed, expr: placed_at, type: timestamptz, default: true }]
                dimensions:
                  - { name: region, label: Region, synonyms: [area], expr: region, values: { north: [], south: [] } }
                """,
            ["2-entities/wage.yml"] = """
                entity: wage
                table: shop.wages
                key: [id]
                times: [{ name: paid, expr: paid_at, type: timestamptz, default: true }]
                """,
            ["3-metrics/orders.yml"] = """
                metrics:
                  - { name: orders, label: Orders, description: Number of orders., type: simple, entity: order, agg: count, time: placed }
                  - { name: revenue, label: Revenue, synonyms: [turnover], description: Sum of amounts., type: simple, entity: order, agg: sum, expr: amount, unit: USD, time: placed }
                  - { name: wage_costs, label: Wage costs, description: What was paid., type: simple, entity: wage, agg: sum, expr: amount, unit: USD, time: paid }
                """,
            ["5-operations/access.yml"] = $$"""
                levels:
                  - { name: public, login: {{logins}}_public }
                  - { name: internal, login: {{logins}}_internal }
                  - { name: restricted, login: {{logins}}_restricted }
                """,
            [Path] = verified,
        };
        foreach (var (name, text) in files)
            File.WriteAllText(System.IO.Path.Combine(folder, name), text);
        File.AppendAllText(
            System.IO.Path.Combine(folder, "1-warehouse/shop.yml"),
            """

              - name: wages
                description: Wages.
                access: restricted
                columns:
                  - { name: id, type: bigint, description: The payment. }
                  - { name: amount, type: numeric, description: In dollars. }
                  - { name: paid_at, type: timestamptz, description: When. }
            """
        );
    }
}
