using System.CommandLine;
using System.Globalization;
using Workbench.Server.People;
using Workbench.Shared.People;

namespace Workbench.Server.Cli;

/// <summary><c>people list</c>, <c>people export</c> and <c>people erase</c>.</summary>
internal static class PeopleCommands
{
    private const int PageSize = 200;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "As runs and the audit log show it." };
        var to = new Option<string?>("--to") { Description = "The .zip to write; by default NAME.zip in this directory." };
        var yes = new Option<bool>("--yes") { Description = "Erases without asking." };
        var list = new Command("list", "Lists all people that are known.");
        list.SetAction((_, cancellationToken) => ListAsync(cancellationToken));
        var export = new Command("export", "Writes all that there is of a person into a .zip of JSON.") { name, to };
        export.SetAction((parsed, cancellationToken) => ExportAsync(parsed.GetRequiredValue(name), parsed.GetValue(to), cancellationToken));
        var erase = new Command("erase", "Shows what goes and what stays under another name, asks for the name again, and erases the person.") { name, yes };
        erase.SetAction((parsed, cancellationToken) => EraseAsync(parsed.GetRequiredValue(name), parsed.GetValue(yes), cancellationToken));
        return new Command("people", "What there is of each person: hand it out, or erase it (docs/people.md).") { list, export, erase };
    }

    private static async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var people = host.Services.GetRequiredService<IPeople>();
        string? after = null;
        do
        {
            var page = await people.ListAsync(search: null, after, PageSize, cancellationToken);
            foreach (var person in page.People)
                await Console.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{person.Name, -30} {person.Runs, 10:#,0} runs in {person.Conversations:#,0} conversations, {person.AuditEntries:#,0} entries of the audit log"
                    )
                );
            after = page.Next;
        } while (after is not null);
        return ExitCode.Done;
    }

    private static async Task<int> ExportAsync(string name, string? to, CancellationToken cancellationToken)
    {
        var path = to ?? $"{string.Concat(name.Split(Path.GetInvalidFileNameChars()))}.zip";
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        if (await host.Services.GetRequiredService<IPeople>().PlanAsync(name, cancellationToken) is null)
            return await UnknownAsync(name);
        await using var file = File.Create(path);
        var runs = await host.Services.GetRequiredService<PersonExport>().WriteAsync(name, file, cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}: {runs:#,0} runs of {name}, and what else there is."));
        return ExitCode.Done;
    }

    private static async Task<int> EraseAsync(string name, bool yes, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var people = host.Services.GetRequiredService<IPeople>();
        if (await people.PlanAsync(name, cancellationToken) is not { } plan)
            return await UnknownAsync(name);
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Goes for ever: {plan.Person.Runs:#,0} runs, {plan.Person.Conversations:#,0} conversations and {plan.Drafts:#,0} drafts of {name}."
            )
        );
        foreach (var rows in plan.Named)
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Stays under another name: {rows.Rows:#,0} {rows.What}."));
        var confirmed = name;
        if (!yes)
        {
            await Console.Out.WriteAsync($"Write {name} to erase it: ");
            confirmed = Console.ReadLine() ?? "";
        }
        switch (await people.EraseAsync(name, confirmed, cancellationToken))
        {
            case PersonErased erased:
                await Console.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{erased.Runs:#,0} runs and {erased.Conversations:#,0} conversations erased; {erased.Renamed:#,0} rows now say {erased.Label}. What was said in them goes with the rounds of retention of the next two nights."
                    )
                );
                foreach (var left in erased.Left)
                    await Console.Error.WriteLineAsync(left);
                return erased.Left.Count == 0 ? ExitCode.Done : ExitCode.Failed;
            case ErasureRefused refused:
                await Console.Error.WriteLineAsync(refused.Reason);
                return ExitCode.Failed;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<int> UnknownAsync(string name)
    {
        await Console.Error.WriteLineAsync($"Nobody of the name {name} is known. `workbench people list` lists all.");
        return ExitCode.Failed;
    }
}
