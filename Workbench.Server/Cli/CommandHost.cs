using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;

namespace Workbench.Server.Cli;

/// <summary>
/// The program without pages, for one command: on the store of the data directory, beside the server when one runs there. What is asked
/// is then executed by that server; without one this process executes its own run and no other.
/// </summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly IHost _host;

    private CommandHost(IHost host, StoreConnection store, RunningServer? server)
    {
        _host = host;
        Store = store;
        Server = server;
    }

    public IServiceProvider Services => _host.Services;

    public StoreConnection Store { get; }

    /// <summary>Null when no server runs on the data directory.</summary>
    public RunningServer? Server { get; }

    /// <summary>Opens the store, migrated.</summary>
    /// <param name="settings">Of this process alone: it then executes its own runs, also beside a server, which does not know them.</param>
    public static async Task<CommandHost> OpenAsync(CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        // What the program says goes to stderr: stdout is for the answer.
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);

        var directory = DataDirectory.Find(builder.Configuration);
        var server = settings is null ? ServerLease.FindRunning(directory) : null;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["Runs:TakesOthers"] = "false";
        if (server is not null)
            builder.Configuration["Runs:Slots"] = "0";

        var store = await StoreConnection.OpenAsync(builder.Configuration, directory, TimeProvider.System, cancellationToken);
        try
        {
            builder.Services.AddWorkbench(builder.Configuration, store);
            var built = builder.Build();
            await built.Services.GetRequiredService<StoreMigrations>().ApplyAsync(cancellationToken);
            return new CommandHost(built, store, server);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what runs in the background; without a server also the workspace, so that questions can be answered.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        if (Server is null)
        {
            var progress = Services.GetRequiredService<StartupProgress>();
            using (new StartupConsole(Console.Error, TimeProvider.System, TimeProvider.System.GetTimestamp()).Follow(progress, address: null))
            {
                await Services.GetRequiredService<WorkspaceStartup>().RunAsync(cancellationToken);
                await progress.WhenReadyAsync(cancellationToken);
            }
        }
        else if (Services.GetRequiredService<ISemanticLayers>().TryCurrent is { } revision)
            await Services.GetRequiredService<WarehouseAccounts>().UseLoginsAsync(revision.Layer);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();

        await Store.DisposeAsync();
    }
}
