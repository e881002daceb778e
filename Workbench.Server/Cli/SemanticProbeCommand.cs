using System.CommandLine;
using System.Text.Json;
using Workbench.Server.LayerHealth;
using Workbench.Server.Warehouses;
using Workbench.Shared;
using Workbench.Shared.LayerHealth;

namespace Workbench.Server.Cli;

/// <summary><c>semantic probe</c>: the joins and keys of the layer held against the data, from the command line.</summary>
internal static class SemanticProbeCommand
{
    public static Command Create()
    {
        var entity = new Argument<string?>("entity")
        {
            Description = "An entity: its key and its joins. Default: all of the layer.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var join = new Option<string?>("--join") { Description = "One join of the entity.", HelpName = "NAME" };
        var account = new Option<string?>("--account") { Description = "A warehouse account other than the layer's own.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("probe", "Measures joins and keys on the warehouse; ends with 1 when one of them is red or could not be measured.")
        {
            entity,
            join,
            account,
            json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(account), parsed.GetValue(entity), parsed.GetValue(join), parsed.GetValue(json), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(string? account, string? entity, string? join, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        var accounts = host.Services.GetRequiredService<IWarehouseAccounts>();
        if (account is not null && accounts.Find(account) is null)
        {
            await Console.Error.WriteLineAsync(
                $"There is no warehouse account \"{account}\". There are: {string.Join(", ", accounts.All.Select(a => a.Name))}."
            );
            return ExitCode.WrongUsage;
        }
        var measuring = host.Services.GetRequiredService<IMeasuring>();
        var claims = await measuring.MeasureAsync(
            account,
            entity,
            join,
            claim => Console.Error.WriteLine($"{Name(claim)}: {Word(claim.State)}"),
            cancellationToken
        );
        if (claims is null)
        {
            await Console.Error.WriteLineAsync(
                $"There is no key or join{(entity is null ? "" : $" at {entity}{(join is null ? "" : "." + join)}")} in the layer."
            );
            return ExitCode.WrongUsage;
        }
        Console.WriteLine(
            json ? JsonSerializer.Serialize(claims, WireJson.Options) : string.Join('\n', claims.Select(c => $"{Word(c.State), -14} {Name(c)}  {c.Words}"))
        );
        return claims.Any(c => c.State is HealthState.Red or HealthState.Failed) ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Name(MeasuredClaim claim) => claim.Join is null ? $"{claim.Entity} (key)" : $"{claim.Entity}.{claim.Join}";

    private static string Word(HealthState state) => state.ToString().ToLowerInvariant();
}
