using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Server.Router.Learning;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary><c>router versions</c> and <c>router ship</c>.</summary>
internal static class RouterShipCommands
{
    public static Command Versions()
    {
        var history = new Option<bool>("--history") { Description = "Lists what was put into use, by whom and why, instead." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var command = new Command("versions", "Lists weights with their scores on the same messages; the one in use first.") { history, json };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var versions = host.Services.GetRequiredService<IRouterVersions>();
                if (parsed.GetValue(history))
                    await PrintAsync(parsed.GetValue(json), await versions.HistoryAsync(100, cancellationToken), Line);
                else
                    await PrintAsync(parsed.GetValue(json), await versions.ListAsync(cancellationToken), Line);
                return ExitCode.Done;
            }
        );
        return command;
    }

    public static Command Ship()
    {
        var name = new Argument<string?>("name") { Description = "The version, from router versions.", Arity = ArgumentArity.ZeroOrOne };
        var insist = new Option<string?>("--insist")
        {
            Description = "Why it shall come into use though the comparison does not say that it is better; the words are kept.",
            HelpName = "WORDS",
        };
        var back = new Option<bool>("--back") { Description = "Undoes the last ship: what was in use before is in use again." };
        var compare = new Option<bool>("--compare") { Description = "Compares, and changes nothing." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var command = new Command("ship", "Puts a version into use on all servers of this database, where the comparison says that it is better.")
        {
            name,
            insist,
            back,
            compare,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is null != result.GetValue(back))
                result.AddError("Name one version, or say --back.");
        });
        command.SetAction(
            (parsed, cancellationToken) =>
                parsed.GetValue(back) ? BackAsync(parsed.GetValue(json), cancellationToken)
                : parsed.GetValue(compare) ? CompareAsync(parsed.GetValue(name)!, parsed.GetValue(json), cancellationToken)
                : ShipAsync(parsed.GetValue(name)!, parsed.GetValue(insist), parsed.GetValue(json), cancellationToken)
        );
        return command;
    }

    public static async Task<int> ShipAsync(string name, string? insisted, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        return await ToldAsync(await host.Services.GetRequiredService<IRouterVersions>().ShipAsync(name, insisted, cancellationToken), json);
    }

    private static async Task<int> BackAsync(bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        return await ToldAsync(await host.Services.GetRequiredService<IRouterVersions>().BackAsync(cancellationToken), json);
    }

    private static async Task<int> CompareAsync(string name, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        return await ToldAsync(await host.Services.GetRequiredService<IRouterVersions>().CompareAsync(name, cancellationToken), json);
    }

    private static async Task<int> ToldAsync(RouterComparisonOutcome outcome, bool json)
    {
        switch (outcome)
        {
            case RouterCompared compared:
                await Console.Out.WriteAsync(json ? JsonSerializer.Serialize(compared.Comparison, WireJson.Indented) + "\n" : Text(compared.Comparison));
                return compared.Comparison.IsBetter ? ExitCode.Done : ExitCode.Failed;
            case RouterNotComparable not:
                await Console.Error.WriteLineAsync(not.Problem);
                return ExitCode.WrongUsage;
            default:
                throw new System.Diagnostics.UnreachableException(outcome.GetType().Name);
        }
    }

    private static async Task<int> ToldAsync(RouterShipOutcome outcome, bool json)
    {
        switch (outcome)
        {
            case RouterShipped { Ship: var ship }:
                if (json)
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(ship, WireJson.Indented));
                else
                    await Console.Out.WriteLineAsync(
                        $"{(ship.Comparison is { } made ? Text(made) : "")}{ship.To} is in use{(ship.IsBack ? " again" : "")}, instead of {ship.From}. Running servers take it within seconds."
                    );
                return ExitCode.Done;
            case RouterShipRejected { Comparison: { } comparison } rejected:
                await Console.Out.WriteAsync(Text(comparison));
                await Console.Error.WriteLineAsync(
                    rejected.Problem == comparison.Words
                        ? $"{comparison.From} stays in use. `./workbench router ship {comparison.To} --insist \"why\"` puts the other one into use all the same."
                        : rejected.Problem
                );
                return ExitCode.Failed;
            case RouterShipRejected rejected:
                await Console.Error.WriteLineAsync(rejected.Problem);
                return ExitCode.WrongUsage;
            default:
                throw new System.Diagnostics.UnreachableException(outcome.GetType().Name);
        }
    }

    private static async Task PrintAsync<T>(bool json, IReadOnlyList<T> items, Func<T, string> text)
    {
        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(items, WireJson.Indented));
        else
            foreach (var item in items)
                await Console.Out.WriteAsync(text(item));
    }

    private static string Line(RouterVersion version)
    {
        var state =
            version.IsInUse ? "in use"
            : version.IsOwn ? "own"
            : "";
        var told = version.Problem is { } problem
            ? problem
            : string.Join(
                ", ",
                version
                    .Scores.Concat(version.About is { } about ? [about.LeftOut] : [])
                    .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Set} {RouterReport.Percent(s.Accuracy)} of {s.Messages}"))
            );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{version.Name, -20} {state, -7} {version.About?.TrainedAt.ToLocalTime(), 16:yyyy-MM-dd HH:mm}  {told}\n"
        );
    }

    private static string Line(RouterShip ship) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ship.At.ToLocalTime():yyyy-MM-dd HH:mm}  {ship.By, -12} {ship.From} → {ship.To}  {(ship.IsBack ? "back" : ship.Insisted is { } why ? $"insisted: {TerminalText.Line(why, 200)}" : ship.Comparison?.Words)}\n"
        );

    private static string Text(RouterComparison comparison)
    {
        var rows = comparison
            .Sets.Append(comparison.Together)
            .Select(s =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{s.Set, -11} {s.To.Messages, 5} messages  right {s.From.Right, 5} → {s.To.Right, 5}  too cheap {s.From.Cheaper, 4} → {s.To.Cheaper, 4}  cost {RouterReport.Percent(s.From.Cost)} → {RouterReport.Percent(s.To.Cost)}  p = {s.P:0.###}\n"
                )
            );
        return $"{comparison.From} → {comparison.To}\n{string.Concat(rows)}{string.Concat(comparison.Notes.Select(n => $"{n}\n"))}{comparison.Words}\n";
    }
}
