using Npgsql;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.LayerHealth;

namespace Workbench.BrowserTests.Infrastructure;

/// <summary>The program over a shop whose data breaks what its layer declares.</summary>
public sealed class FaultyWorkbench(RunningWorkbench workbench) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("faulty");
    private WorkbenchProcess? _server;

    public string Url => _server!.Url;

    /// <summary>Its warehouse, as the owner.</summary>
    public NpgsqlDataSource Warehouse { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var url = await workbench.CommandAsync("db", "url");
        var settings = new NpgsqlConnectionStringBuilder(Server.Storage.PostgresUrl.Parse(url).ConnectionString);
        foreach (var name in (string[])["faulty_store", "faulty_shop"])
            await CreateAsync(settings, name);
        settings.Database = "faulty_shop";
        Warehouse = NpgsqlDataSource.Create(settings.ConnectionString);
        await using (var fill = Warehouse.CreateCommand(FaultyShopFiles.Tables))
            await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var layer = Path.Combine(_directory.Path, "layer");
        foreach (var (path, text) in FaultyShopFiles.Layer("faulty_browser"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(layer, path))!);
            await File.WriteAllTextAsync(Path.Combine(layer, path), text, TestContext.Current.CancellationToken);
        }
        Directory.CreateDirectory(Path.Combine(layer, "4-products"));
        _server = WorkbenchProcess.Serve(
            Path.Combine(_directory.Path, "data"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Workbench"] = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "faulty_store" }.ConnectionString,
                ["Warehouses__Demo__Enabled"] = "false",
                ["Warehouses__Accounts__shop__Url"] = settings.ConnectionString,
                ["Semantics__Folder"] = layer,
                // Measured when the test says so, and not before.
                ["LayerHealth__OnChange"] = "false",
                ["WORKBENCH_TODAY"] = "2026-03-01",
            }
        );
        await _server.WhenAnsweringAsync("/readyz");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await Warehouse.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task CreateAsync(NpgsqlConnectionStringBuilder server, string name)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var create = source.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
