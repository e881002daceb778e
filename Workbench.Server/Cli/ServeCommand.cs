using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Workbench.Server.Access;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;

namespace Workbench.Server.Cli;

/// <summary>Starts the server: the store, its migrations, the pages, and behind them the demo company.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Starts the server with its pages (the default).") { TreatUnmatchedTokensAsErrors = false };
        command.Options.Add(new Option<string>("--urls") { Description = $"Where to listen. Default {ListenAddresses.DefaultUrl}." });
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, [.. parsed.Tokens.Select(t => t.Value).SkipWhile(t => t == "serve")], cancellationToken)
        );
        return command;
    }

    public static async Task<int> RunAsync(ParseResult parsed, string[] args, CancellationToken cancellationToken)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith("--", StringComparison.Ordinal) && !IsValueOfAnOption(args, t)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no command \"{unknown}\". `workbench --help` lists them.");
            return ExitCode.WrongUsage;
        }
        if (parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith("--", StringComparison.Ordinal) && !IsSetting(t)) is { } option)
        {
            var name = NameOf(option);
            var near = NearestNames.Suggest(name, HostSettings);
            await Console.Error.WriteLineAsync(
                $"There is no option --{name}.{(near.Length > 0 ? near.Replace("mean ", "mean --", StringComparison.Ordinal) : "")} A setting is written with its section: --Runs:Slots 4."
            );
            return ExitCode.WrongUsage;
        }

        try
        {
            return await ServeAsync(args, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{e.Message} Another program listens there: stop it, or choose another address with --urls http://127.0.0.1:PORT."
            );
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        ListenAddresses addresses;
        try
        {
            addresses = ListenAddresses.Read(builder.Configuration);
        }
        catch (ListenAddressException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.WrongUsage;
        }

        var directory = DataDirectory.Find(builder.Configuration);
        var isEmbedded = builder.Configuration.GetConnectionString("Workbench") is not { Length: > 0 };
        using var lease = ServerLease.TryTake(directory);
        if (lease is null && isEmbedded)
        {
            await Console.Error.WriteLineAsync(Describe(directory, ServerLease.FindRunning(directory)));
            return ExitCode.Failed;
        }

        var words = new StartupConsole(Console.Out, TimeProvider.System, began);
        words.Say($"Data directory {directory.Path}");
        await using var store = await StoreConnection.OpenAsync(builder.Configuration, directory, TimeProvider.System, cancellationToken);
        store.Embedded?.StopLeavingRunning();
        words.Say(
            store.Embedded is { } server
                ? $"PostgreSQL {server.Start.ToString().ToLowerInvariant()} on port {server.Port}"
                : $"PostgreSQL at {new Npgsql.NpgsqlConnectionStringBuilder(store.ConnectionString).Host}"
        );

        builder.WebHost.UseUrls([.. addresses.Urls]);
        builder.WebHost.ConfigureKestrel((context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel"), reloadOnChange: false));
        builder.Configuration["AllowedHosts"] = addresses.Hosts;
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddWorkbench(builder.Configuration, store).AddPages(directory);
        store.AddWatch(builder.Services);
        await using var app = builder.Build();
        app.MapWorkbench();

        var migrated = await app.Services.GetRequiredService<StoreMigrations>().ApplyAsync(cancellationToken);
        words.Say(migrated.Count > 0 ? $"Store migrated ({migrated.Count} applied)" : "Store is up to date");

        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        lease?.Announce(new RunningServer(Environment.ProcessId, address, TimeProvider.System.GetUtcNow()));
        using (words.Follow(app.Services.GetRequiredService<StartupProgress>(), address))
            await app.WaitForShutdownAsync(cancellationToken);

        return ExitCode.Done;
    }

    private static string Describe(DataDirectory directory, RunningServer? running) =>
        (
            running is null
                ? $"A Workbench server is already starting on {directory.Path}."
                : $"A Workbench server already runs on {directory.Path}: {running.Url} (process {running.ProcessId}, since {running.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm})."
        ) + $" Use that one, stop it, or set {DataDirectory.Variable} to another directory.";

    /// <summary>What .NET's host reads by a name without a section.</summary>
    private static readonly string[] HostSettings = ["urls", "environment", "contentRoot", "applicationName", "webroot", "http_ports", "https_ports"];

    /// <summary>Any setting can be given on the command line; one of ours has a section, or is named as its environment variable.</summary>
    private static bool IsSetting(string option) =>
        NameOf(option) is var name
        && (
            name.Contains(':', StringComparison.Ordinal)
            || name.StartsWith("WORKBENCH_", StringComparison.OrdinalIgnoreCase)
            || HostSettings.Contains(name, StringComparer.OrdinalIgnoreCase)
        );

    private static string NameOf(string option) => option[2..].Split('=')[0];

    private static bool IsValueOfAnOption(string[] args, string token)
    {
        var at = Array.IndexOf(args, token);
        return at > 0 && args[at - 1].StartsWith("--", StringComparison.Ordinal) && !args[at - 1].Contains('=', StringComparison.Ordinal);
    }
}
