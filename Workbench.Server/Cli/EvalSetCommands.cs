using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Server.Evaluation;
using Workbench.Shared;
using Workbench.Shared.Evals;

namespace Workbench.Server.Cli;

/// <summary>Sets in the store: <c>eval import, sets, run, history, result, compare, cancel</c>.</summary>
internal static class EvalSetCommands
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static IEnumerable<Command> Create() => [Import(), Sets(), Run(), History(), Result(), Compare(), Cancel()];

    private static Command Import()
    {
        var name = new Option<string>("--name")
        {
            Description = "The set; it is made when there is none.",
            Required = true,
            HelpName = "NAME",
        };
        var input = new Option<string>("--in")
        {
            Description = "Cases, one JSON object a line: {id, question, instructions?, history?, gold_sql | rows | expect, tags?}.",
            Required = true,
            HelpName = "FILE",
        };
        var gold = new Option<string?>("--gold") { Description = "What is expected, by id, where it stands in a file of its own.", HelpName = "FILE" };
        var command = new Command("import", "Keeps the questions of a file as a set. Cases that are there are replaced.") { name, input, gold };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var file = parsed.GetRequiredValue(input);
                var cases = await EvalImport.ReadAsync(file, parsed.GetValue(gold), cancellationToken);
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var outcome = await Evals(host).AddAsync(parsed.GetRequiredValue(name), cases, cancellationToken);
                return await ToldAsync(outcome, $"{cases.Count} cases of {file} are in the set {parsed.GetRequiredValue(name)}.");
            }
        );
        return command;
    }

    private static Command Sets()
    {
        var json = Json();
        var command = new Command("sets", "Lists the sets with their newest result.") { json };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var sets = await Evals(host).ListAsync(cancellationToken);
                await PrintAsync(parsed.GetValue(json), sets, () => EvalSetReport.Sets(sets));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Run()
    {
        var set = Set();
        var parallel = new Option<int>("--parallel")
        {
            Description = "How many are asked at once, 1 to 16.",
            DefaultValueFactory = _ => 4,
            HelpName = "N",
        };
        var agent = new Option<string?>("--agent") { Description = "Who answers. Default: d0.", HelpName = "NAME" };
        var model = new Option<string?>("--model") { Description = "auto, a tier or a model. Default: the agent's.", HelpName = "NAME" };
        var account = new Option<string?>("--account") { Description = "The warehouse account.", HelpName = "NAME" };
        var level = new Option<string?>("--level") { Description = "The access level to ask with, not above your own.", HelpName = "NAME" };
        var min = new Option<double?>("--min") { Description = "Exits with 1 when a smaller share is right.", HelpName = "0.9" };
        var json = Json();
        var command = new Command("run", "Asks every case of a set. One that was cut off is gone on with.")
        {
            set,
            parallel,
            agent,
            model,
            account,
            level,
            min,
            json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetRequiredValue(set),
                    new EvalSettings(
                        parsed.GetValue(agent),
                        parsed.GetValue(model),
                        parsed.GetValue(account),
                        parsed.GetValue(level),
                        parsed.GetValue(parallel)
                    ),
                    parsed.GetValue(min) ?? 0,
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(string set, EvalSettings settings, double min, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        var evals = Evals(host);
        var outcome = await evals.StartAsync(set, settings, cancellationToken);
        if (outcome is not EvalStarted started)
            return await ToldAsync(outcome, "");
        if (started.IsContinued)
            await Console.Error.WriteLineAsync($"Going on with {started.Result}.");
        EvalResultView? view;
        HashSet<string> told = new(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                view = await evals.ResultAsync(started.Result, cancellationToken);
                Tell(view!, told);
                if (view!.Result.Status is EvalStatus.Done or EvalStatus.Cancelled)
                    break;
                // Beside a server it is the server's work; alone it is this process's.
                if (host.Server is not null || !await WorkAsync(host, view, told, cancellationToken))
                    await Task.Delay(Look, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(
                host.Server is null
                    ? "Stopped. The same command goes on where it was."
                    : $"The server goes on with it. ./workbench eval cancel {started.Result} stops it."
            );
            return ExitCode.Failed;
        }
        await PrintAsync(json, view, () => EvalSetReport.Result(view));
        var share = view.Result.Total == 0 ? 0 : (double)view.Result.Counts.Right / view.Result.Total;
        return view.Result.Status == EvalStatus.Done && share >= min ? ExitCode.Done : ExitCode.Failed;
    }

    private static Task<bool> WorkAsync(CommandHost host, EvalResultView view, HashSet<string> told, CancellationToken cancellationToken) =>
        host
            .Services.GetRequiredService<EvalWork>()
            .WorkAsync(
                view.Result.Id,
                outcome =>
                {
                    lock (told)
                        Tell(outcome, told, view.Result.Total);
                },
                cancellationToken
            );

    private static void Tell(EvalResultView view, HashSet<string> told)
    {
        lock (told)
            foreach (var outcome in view.Cases)
                Tell(outcome, told, view.Result.Total);
    }

    private static void Tell(EvalCaseResult outcome, HashSet<string> told, int total)
    {
        if (told.Add(outcome.Id))
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{told.Count, 4}/{total}  {EvalWords.Of(outcome.Verdict), -8}{outcome.DurationMs / 1000, 7:0.00} s  {outcome.Id}"
                )
            );
    }

    private static Command History()
    {
        var set = Set();
        var json = Json();
        var command = new Command("history", "Lists the results of a set, newest first.") { set, json };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var name = parsed.GetRequiredValue(set);
                if (await Evals(host).FindAsync(name, cancellationToken) is null)
                    return await ToldAsync(new EvalRejected($"There is no set \"{name}\". `./workbench eval sets` lists them."), "");
                var results = await Evals(host).HistoryAsync(name, cancellationToken);
                await PrintAsync(parsed.GetValue(json), results, () => EvalSetReport.History(results));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Result()
    {
        var id = Id("id");
        var json = Json();
        var command = new Command("result", "Shows a result: what was not right, and how reliable the confidence was.") { id, json };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                if (await Evals(host).ResultAsync(parsed.GetValue(id), cancellationToken) is not { } view)
                    return await ToldAsync(new EvalRejected($"There is no result {parsed.GetValue(id)}."), "");
                await PrintAsync(parsed.GetValue(json), view, () => EvalSetReport.Result(view));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Compare()
    {
        var before = Id("before");
        var after = Id("after");
        var json = Json();
        var command = new Command("compare", "Says which cases one result sees otherwise than an earlier one.") { before, after, json };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                if (await Evals(host).CompareAsync(parsed.GetValue(before), parsed.GetValue(after), cancellationToken) is not { } comparison)
                    return await ToldAsync(new EvalRejected("One of the results is not there. `./workbench eval history --set NAME` lists them."), "");
                await PrintAsync(parsed.GetValue(json), comparison, () => EvalSetReport.Comparison(comparison));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Cancel()
    {
        var id = Id("id");
        var command = new Command("cancel", "Stops asking; what has been answered stays.") { id };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                return await ToldAsync(await Evals(host).CancelAsync(parsed.GetValue(id), cancellationToken), "It is stopped.");
            }
        );
        return command;
    }

    private static async Task<int> ToldAsync(EvalOutcome outcome, string done)
    {
        if (outcome is not EvalRejected rejected)
        {
            await Console.Error.WriteLineAsync(done);
            return ExitCode.Done;
        }
        await Console.Error.WriteLineAsync(rejected.Message);
        return ExitCode.WrongUsage;
    }

    private static Task PrintAsync<T>(bool json, T document, Func<string> text) =>
        Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(document, WireJson.Indented) : text());

    private static IEvalSets Evals(CommandHost host) => host.Services.GetRequiredService<IEvalSets>();

    private static Option<bool> Json() => new("--json") { Description = "Prints one JSON document." };

    private static Option<string> Set() =>
        new("--set")
        {
            Description = "The set's name.",
            Required = true,
            HelpName = "NAME",
        };

    private static Argument<Guid> Id(string name) => new(name) { Description = "A result's id, as `eval history` lists it." };
}
