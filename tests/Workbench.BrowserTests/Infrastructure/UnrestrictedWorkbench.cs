using Npgsql;
using Workbench.Tests.Infrastructure;

namespace Workbench.BrowserTests.Infrastructure;

/// <summary>The program for an asker of the highest level, on a layer and a store of its own and without a warehouse.</summary>
public sealed class UnrestrictedWorkbench(RunningWorkbench workbench) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("unrestricted");
    private WorkbenchProcess? _server;

    public string Url => _server!.Url;

    public string Layer => Path.Combine(_directory.Path, "layer");

    public async ValueTask InitializeAsync()
    {
        var url = await workbench.CommandAsync("db", "url");
        var store = new NpgsqlConnectionStringBuilder(Server.Storage.PostgresUrl.Parse(url).ConnectionString);
        await using (var source = NpgsqlDataSource.Create(store.ConnectionString))
        await using (var create = source.CreateCommand("create database unrestricted_store"))
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        store.Database = "unrestricted_store";
        var demo = Path.Combine(WorkbenchProcess.SolutionDirectory(), "semantic-layer");
        foreach (var file in Directory.EnumerateFiles(demo, "*.yml", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Layer, Path.GetRelativePath(demo, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        _server = WorkbenchProcess.Serve(
            Path.Combine(_directory.Path, "data"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Workbench"] = store.ConnectionString,
                ["Warehouses__Demo__Enabled"] = "false",
                ["Semantics__Folder"] = Layer,
                ["Access__LocalLevel"] = "restricted",
            }
        );
        // Never ready for questions, which need a warehouse: its pages are.
        await _server.WhenAnsweringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }
}
