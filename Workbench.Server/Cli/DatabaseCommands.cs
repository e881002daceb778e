using System.CommandLine;
using Npgsql;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Warehouses.Demo;
using Workbench.Server.Workspace;

namespace Workbench.Server.Cli;

/// <summary><c>migrate</c> and <c>db url</c>.</summary>
internal static class DatabaseCommands
{
    public static Command CreateMigrate()
    {
        var command = new Command("migrate", "Brings the schema of the store up to date.");
        command.SetAction(
            async (_, cancellationToken) =>
            {
                // Opening it does it; asking again says what there is.
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                await Console.Error.WriteLineAsync($"The store at {new NpgsqlConnectionStringBuilder(host.Store.ConnectionString).Host} is up to date.");
                return ExitCode.Done;
            }
        );
        return command;
    }

    public static Command CreateDb()
    {
        var warehouse = new Option<string?>("--warehouse")
        {
            Description = "An account's database instead of the store: acme is the demo company.",
            HelpName = "NAME",
        };
        var url = new Command("url", "Prints the address of the store, or of a warehouse, and leaves the embedded server running.") { warehouse };
        url.SetAction((parsed, cancellationToken) => UrlAsync(parsed.GetValue(warehouse), cancellationToken));
        return new Command("db", "The databases of this workspace.") { url };
    }

    private static async Task<int> UrlAsync(string? account, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var accounts = host.Services.GetRequiredService<WarehouseAccounts>();
        if (account is not null && accounts.Find(account) is null)
        {
            await Console.Error.WriteLineAsync(
                $"There is no warehouse account \"{account}\". There are: {string.Join(", ", accounts.All.Select(a => a.Name))}."
            );
            return ExitCode.WrongUsage;
        }

        if (account is not null)
        {
            // Whoever gets the address finds the data there; a server that is still writing them is waited for.
            await host.Services.GetRequiredService<WorkspaceStartup>().GenerateDemoAsync(new Quiet(), cancellationToken);
        }

        if (host.Server is null)
            host.Store.Embedded?.LeaveRunning();

        var settings = account is null ? new NpgsqlConnectionStringBuilder(host.Store.ConnectionString) : accounts.Owner(account);
        await Console.Out.WriteLineAsync(PostgresUrl.Print(settings));
        return ExitCode.Done;
    }

    private sealed class Quiet : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) { }
    }
}
