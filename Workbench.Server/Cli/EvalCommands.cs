using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Evaluation;
using Workbench.Server.SemanticDraft;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Server.Cli;

/// <summary><c>eval</c> asks questions in bulk; <c>eval score</c> compares what came with gold.</summary>
internal static class EvalCommands
{
    private const int DefaultParallel = 4;

    public static Command Create()
    {
        var input = new Option<string?>("--in")
        {
            Description = "Questions, one JSON object a line: {id, question, instructions?, history?}.",
            HelpName = "FILE",
        };
        var output = new Option<string?>("--out") { Description = "Predictions, one a line. One that was begun is gone on with.", HelpName = "FILE" };
        var database = new Option<string?>("--database") { Description = "A database instead of the account: postgresql://…", HelpName = "URL" };
        var semantic = new Option<string?>("--semantic")
        {
            Description = "The layer's folder. Default: the workspace's; with --database, what `semantic init` makes of it.",
            HelpName = "DIR",
        };
        var account = new Option<string?>("--account") { Description = "The warehouse account.", HelpName = "NAME" };
        var model = new Option<string?>("--model") { Description = "auto, a tier or a model. Default: the agent's.", HelpName = "NAME" };
        var level = new Option<string?>("--level") { Description = "The access level to ask with, not above your own.", HelpName = "NAME" };
        var parallel = new Option<int>("--parallel")
        {
            Description = "How many are asked at once.",
            DefaultValueFactory = _ => DefaultParallel,
            HelpName = "N",
        };
        var command = new Command("eval", "Asks questions in bulk.") { input, output, database, semantic, account, model, level, parallel };
        command.SetAction(
            (parsed, cancellationToken) =>
                AskAllAsync(
                    parsed.GetValue(input),
                    parsed.GetValue(output),
                    parsed.GetValue(database),
                    parsed.GetValue(semantic),
                    new AskRequest("", Model: parsed.GetValue(model), Account: parsed.GetValue(account), Level: parsed.GetValue(level))
                    {
                        Priority = RunPriority.Program,
                    },
                    parsed.GetValue(parallel),
                    cancellationToken
                )
        );
        command.Subcommands.Add(CreateScore());
        foreach (var ofSets in EvalSetCommands.Create())
            command.Subcommands.Add(ofSets);
        return command;
    }

    private static Command CreateScore()
    {
        var database = new Option<string?>("--database") { Description = "Where the gold queries run, read-only: postgresql://…", HelpName = "URL" };
        var gold = new Option<string>("--gold")
        {
            Description = "Gold, one JSON object a line: {id, gold_sql} or {id, rows}.",
            Required = true,
            HelpName = "FILE",
        };
        var predictions = new Option<string>("--predictions")
        {
            Description = "What `eval` wrote.",
            Required = true,
            HelpName = "FILE",
        };
        var lenient = new Option<bool>("--lenient") { Description = "Further columns are allowed, and names of columns do not matter." };
        var min = new Option<double?>("--min") { Description = "Exits with 1 when a smaller share is right.", HelpName = "0.9" };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("score", "Compares predictions with gold.") { database, gold, predictions, lenient, min, json };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var score = await EvalScoring.ScoreAsync(
                    parsed.GetValue(database) is { } url ? PostgresUrl.Parse(url) : null,
                    await JsonLines.ReadAsync<GoldLine>(parsed.GetRequiredValue(gold), cancellationToken),
                    await JsonLines.ReadAsync<PredictionLine>(parsed.GetRequiredValue(predictions), cancellationToken),
                    cancellationToken
                );
                await Console.Out.WriteLineAsync(parsed.GetValue(json) ? EvalReport.Json(score) : EvalReport.Text(score));
                return score.Share(parsed.GetValue(lenient)) >= (parsed.GetValue(min) ?? 0) ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command;
    }

    private static async Task<int> AskAllAsync(
        string? input,
        string? output,
        string? database,
        string? semantic,
        AskRequest template,
        int parallel,
        CancellationToken cancellationToken
    )
    {
        if (input is null || output is null || parallel < 1)
        {
            await Console.Error.WriteLineAsync("eval needs --in FILE and --out FILE, and --parallel of 1 or more.");
            return ExitCode.WrongUsage;
        }
        var questions = await JsonLines.ReadAsync<EvalQuestion>(input, cancellationToken);
        if (questions.GroupBy(q => q.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            await Console.Error.WriteLineAsync($"{input}: the id \"{twice.Key}\" is there {twice.Count()} times; each question needs its own.");
            return ExitCode.WrongUsage;
        }
        var settings = await SettingsAsync(database, semantic, cancellationToken);
        await using var host = await CommandHost.OpenAsync(cancellationToken, settings);
        await host.StartAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        var predictions = await new EvalRun(host.Services.GetRequiredService<IChat>()).RunAsync(
            questions,
            template,
            output,
            parallel,
            (prediction, count) => Console.Error.WriteLine(Line(prediction, count, questions.Count)),
            cancellationToken
        );
        await Console.Error.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{predictions.Count} questions in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {string.Join(", ", predictions.CountBy(p => p.Status).Select(s => $"{s.Value} {Word(s.Key)}"))}. {output}"
            )
        );
        return ExitCode.Done;
    }

    /// <summary>Another database or layer than the workspace's, for this process alone.</summary>
    private static async Task<IReadOnlyDictionary<string, string?>?> SettingsAsync(string? database, string? semantic, CancellationToken cancellationToken)
    {
        if (database is null && semantic is null)
            return null;
        if (database is null)
            return new Dictionary<string, string?>(StringComparer.Ordinal) { ["Semantics:Folder"] = Path.GetFullPath(semantic!) };
        var owner = PostgresUrl.Parse(database);
        var folder = semantic is null ? await DraftAsync(owner, cancellationToken) : Path.GetFullPath(semantic);
        var content = LayerReader.Read(await LayerFolder.ReadAsync(folder, cancellationToken)).Content;
        var account = content.Account;
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Semantics:Folder"] = folder,
            ["Warehouses:Demo:Enabled"] = "false",
            [$"Warehouses:Accounts:{account}:Url"] = owner.ConnectionString,
        };
        // Whoever gives the database's own URL reads all of it already: a guess at what is personal is no reason to refuse. --level asks for less.
        // An author's layer says itself who may read what: there the level is the setting's.
        if (semantic is null && content.Access.Levels is [.., var highest])
            settings["Access:LocalLevel"] = highest.Name;

        return settings;
    }

    /// <summary>What <c>semantic init</c> makes of the database, made anew: the tables may have changed.</summary>
    private static async Task<string> DraftAsync(NpgsqlConnectionStringBuilder owner, CancellationToken cancellationToken)
    {
        var directory = DataDirectory.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var folder = Path.Combine(directory.Path, "drafts", string.Concat((owner.Database ?? "database").Split(Path.GetInvalidFileNameChars())));
        await using var source = NpgsqlDataSource.Create(owner);
        var report = await SemanticInit.DraftAsync(source, new DraftRequest(null, null), TimeProvider.System, new Progress<string>(), cancellationToken);
        await DraftFolder.WriteAsync(folder, report.Files, force: true, keepsReplaced: false, cancellationToken);
        await Console.Error.WriteLineAsync($"Drafted a layer of {report.Entities} entities and {report.Metrics} metrics: {folder}");
        return folder;
    }

    private static string Line(EvalPrediction prediction, int count, int total) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count, 4}/{total}  {Word(prediction.Status), -9}{prediction.DurationMs / 1000, 7:0.00} s  {prediction.Id}"
        );

    private static string Word(AnswerStatus status) => JsonSerializer.Serialize(status, WireJson.Options).Trim('"');
}
