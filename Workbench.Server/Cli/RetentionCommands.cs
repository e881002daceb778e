using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Workbench.Server.Access;
using Workbench.Server.Retention;
using Workbench.Shared;
using Workbench.Shared.Retention;

namespace Workbench.Server.Cli;

/// <summary><c>retention preview</c> and <c>retention apply</c>.</summary>
internal static class RetentionCommands
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var days = new Option<int?>("--days")
        {
            Description = "What if runs were kept for so many days? Shows it without a rule; 0 is for ever.",
            Validators = { Check },
        };
        var agent = new Option<string>("--agent")
        {
            Description = "Whose runs --days is for: an agent, or a beginning of names with a star, such as key:*; all by default.",
            DefaultValueFactory = _ => "*",
        };
        var preview = new Command(
            "preview",
            "Shows which runs the next night would delete, how much room they take, and which old ones stay, why. Deletes nothing."
        )
        {
            days,
            agent,
            json,
        };
        preview.SetAction(
            (parsed, cancellationToken) =>
                PreviewAsync(
                    parsed.GetValue(days) is { } tried ? new RetentionTrial(parsed.GetRequiredValue(agent), tried) : null,
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        var apply = new Command("apply", "Deletes now what the next night would delete.") { json };
        apply.SetAction((parsed, cancellationToken) => ApplyAsync(parsed.GetValue(json), cancellationToken));
        return new Command("retention", "How long runs are kept.") { preview, apply };
    }

    private static void Check(OptionResult days)
    {
        if (days.GetValueOrDefault<int?>() is not (null or 0 or (>= RetentionOptions.FewestDays and <= RetentionOptions.MostDays)))
            days.AddError($"--days is 0 (for ever), or {RetentionOptions.FewestDays} to {RetentionOptions.MostDays}.");
    }

    private static async Task<int> PreviewAsync(RetentionTrial? trial, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var retention = host.Services.GetRequiredService<IRetention>();
        var plan = await retention.PlanAsync(trial, cancellationToken);
        var room = await retention.RoomAsync(trial, cancellationToken);
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { plan, room }, WireJson.Indented));
            return ExitCode.Done;
        }
        if (plan.KeepsAll)
            await Console.Out.WriteLineAsync(
                "Everything is kept for ever. Retention:Days and Retention:Rules say otherwise (docs/retention.md); --days 90 shows what would go."
            );
        foreach (var line in plan.Agents)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{line.Agent, -30} {(line.Days is { } days ? $"{days} days" : "for ever"), -10} {line.Runs, 12:#,0} runs, {line.Due, 12:#,0} would go; oldest {line.Oldest:yyyy-MM-dd}"
                )
            );
        foreach (var kept in plan.Kept)
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kept.Runs:#,0} old runs stay, which {kept.Reason}"));
        if (plan.Due > 0)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plan.Due:#,0} runs would go: {room.Blobs:#,0} texts of {room.BlobBytes:#,0} bytes that no other run needs, and about {room.RowBytes:#,0} bytes of rows."
                )
            );
        return ExitCode.Done;
    }

    private static async Task<int> ApplyAsync(bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var by = host.Services.GetRequiredService<IAsker>().Current.User;
        if (await host.Services.GetRequiredService<RetentionRounds>().RunAsync(by, cancellationToken) is not { } round)
        {
            await Console.Error.WriteLineAsync("Another process deletes runs at this moment. Try again when it is done.");
            return ExitCode.Failed;
        }
        await Console.Out.WriteLineAsync(
            json
                ? JsonSerializer.Serialize(round, WireJson.Indented)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{round.Runs:#,0} runs deleted with {round.Conversations:#,0} conversations; {round.Blobs:#,0} blobs ({round.Bytes:#,0} bytes) of runs deleted on earlier days. PostgreSQL uses the room again (docs/retention.md)."
                )
        );
        return ExitCode.Done;
    }
}
