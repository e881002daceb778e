using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workbench.Server;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;

namespace Workbench.Benchmarks;

/// <summary>The program without pages, with its journal, its queue and the demo company: <c>WORKBENCH_DATA</c>, else <c>artifacts/bench</c>.</summary>
internal sealed class WorkbenchHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly StoreConnection _store;

    private WorkbenchHost(IHost host, StoreConnection store) => (_host, _store) = (host, store);

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<WorkbenchHost> StartAsync(bool withDemo, Action<IServiceCollection>? more = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        var directory = builder.Configuration[DataDirectory.Variable] is { Length: > 0 }
            ? DataDirectory.Find(builder.Configuration)
            : new DataDirectory(Path.Combine(DataDirectory.SolutionDirectory() ?? ".", "artifacts", "bench"));
        if (!withDemo)
        {
            builder.Configuration["Warehouses:Demo:Enabled"] = "false";
            // An account to ask on; nothing is ever read from it.
            builder.Configuration["Warehouses:Accounts:acme:Url"] = "postgresql://nobody@127.0.0.1:1/nothing";
        }
        var store = await StoreConnection.OpenAsync(builder.Configuration, directory, TimeProvider.System, CancellationToken.None);
        builder.Services.AddWorkbench(builder.Configuration, store);
        more?.Invoke(builder.Services);
        var host = builder.Build();
        await host.Services.GetRequiredService<StoreMigrations>().ApplyAsync(CancellationToken.None);
        await host.StartAsync();
        var startup = host.Services.GetRequiredService<StartupProgress>();
        if (withDemo)
        {
            await Console.Error.WriteLineAsync($"Demo company on {directory.Path} …");
            await host.Services.GetRequiredService<WorkspaceStartup>().RunAsync(CancellationToken.None);
            await startup.WhenReadyAsync(CancellationToken.None);
        }
        else
        {
            startup.Ready();
        }
        return new WorkbenchHost(host, store);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        await _store.DisposeAsync();
    }
}
