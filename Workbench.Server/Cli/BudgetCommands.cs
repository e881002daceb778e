using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Server.Semantics;
using Workbench.Shared;
using Workbench.Shared.Costs;

namespace Workbench.Server.Cli;

/// <summary><c>budgets list</c>, <c>budgets set</c> and <c>budgets remove</c>.</summary>
internal static class BudgetCommands
{
    private static readonly string[] Scopes = [.. Enum.GetNames<BudgetScope>().Select(n => n.ToLowerInvariant())];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var list = new Command("list", "Lists budgets with what is spent of them, the fullest first.") { json };
        list.SetAction((parsed, cancellationToken) => ListAsync(parsed.GetValue(json), cancellationToken));

        var scope = new Argument<string>("scope") { Description = $"Whose: {string.Join(", ", Scopes)}." };
        var subject = new Option<string?>("--name") { Description = "Name of the agent, user, team, key or model; none for everything." };
        var limit = new Option<string>("--limit") { Description = "US dollars, such as 50 or 12.50.", Required = true };
        var per = new Option<string>("--per") { Description = "day or month.", DefaultValueFactory = _ => "month" };
        var set = new Command("set", "Sets a budget, or changes its limit: budgets set agent --name d0 --limit 50 --per month") { scope, subject, limit, per };
        set.SetAction(
            (parsed, cancellationToken) =>
                SetAsync(
                    parsed.GetRequiredValue(scope),
                    parsed.GetValue(subject),
                    parsed.GetRequiredValue(limit),
                    parsed.GetRequiredValue(per),
                    cancellationToken
                )
        );

        var id = new Argument<int>("id") { Description = "The budget's number, from budgets list." };
        var remove = new Command("remove", "Takes a budget away.") { id };
        remove.SetAction((parsed, cancellationToken) => RemoveAsync(parsed.GetRequiredValue(id), cancellationToken));
        return new Command("budgets", "How much may be spent by whom, by day and month.") { list, set, remove };
    }

    private static async Task<int> ListAsync(bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var budgets = await host.Services.GetRequiredService<IBudgetBook>().ListAsync(cancellationToken);
        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(budgets, WireJson.Indented));
        else if (budgets.Count == 0)
            await Console.Out.WriteLineAsync("There is no budget. `./workbench budgets set everything --limit 100` sets one for all calls of a month.");
        else
            foreach (var budget in budgets)
                await Console.Out.WriteLineAsync(Line(budget, ZoneOf(host)));
        return ExitCode.Done;
    }

    private static async Task<int> SetAsync(string scope, string? subject, string limitText, string per, CancellationToken cancellationToken)
    {
        // A comma is a decimal point for some and none for others: nobody's budget may be ten times what he meant.
        var isAmount = decimal.TryParse(limitText, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit);
        var wrong =
            Array.IndexOf(Scopes, scope.ToLowerInvariant()) < 0 ? $"A budget is of one of: {string.Join(", ", Scopes)}; not of \"{scope}\"."
            : !isAmount ? $"--limit is an amount of US dollars without separators, such as 1500 or 12.50; not \"{limitText}\"."
            : per is not ("day" or "month") ? $"--per is day or month, not \"{per}\"."
            : null;
        if (wrong is not null)
        {
            await Console.Error.WriteLineAsync(wrong);
            return ExitCode.WrongUsage;
        }
        var period = per == "day" ? BudgetPeriod.Day : BudgetPeriod.Month;
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var draft = new BudgetDraft(Enum.Parse<BudgetScope>(scope, ignoreCase: true), subject, period, limit);
        switch (await host.Services.GetRequiredService<IBudgetBook>().SetAsync(draft, cancellationToken))
        {
            case BudgetSet set:
                await Console.Out.WriteLineAsync(Line(set.State, ZoneOf(host)));
                if (set.Note is { } note)
                    await Console.Error.WriteLineAsync(note);
                return ExitCode.Done;
            case BudgetRejected rejected:
                await Console.Error.WriteLineAsync(rejected.Problem);
                return ExitCode.WrongUsage;
            case var other:
                throw new InvalidOperationException($"A budget ended as {other.GetType().Name}.");
        }
    }

    private static async Task<int> RemoveAsync(int id, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        if (await host.Services.GetRequiredService<IBudgetBook>().RemoveAsync(id, cancellationToken))
            return ExitCode.Done;
        await Console.Error.WriteLineAsync($"There is no budget {id}. `./workbench budgets list` shows their numbers.");
        return ExitCode.WrongUsage;
    }

    private static TimeZoneInfo ZoneOf(CommandHost host) => CompanyDays.ZoneOf(host.Services.GetRequiredService<ISemanticLayers>());

    private static string Line(BudgetState b, TimeZoneInfo zone) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{b.Id, 4}  {b.Spender, -30} ${b.LimitUsd:#,0.00} {BudgetWords.Per(b.Period), -8} {b.Share * 100, 6:0.0} %  spent ${b.SpentUsd:#,0.00##}, held ${b.HeldUsd:#,0.00##}{(b.LostUsd > 0 ? $", counted for calls that a crash cut off ${b.LostUsd:#,0.00##}" : "")}, left ${b.LeftUsd:#,0.00##}; anew {TimeZoneInfo.ConvertTime(b.ResetsAt, zone):yyyy-MM-dd HH:mm} ({zone.Id}){(b.Level == BudgetLevel.Fine ? "" : $"  {b.State.ToLowerInvariant()}")}"
        );
}
