using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Versions;
using Workbench.Server.Storage;
using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary><c>router train</c>. It needs no database, and learns from its labels where there is one.</summary>
internal static class RouterTrainCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of labelled messages. Default: router/examples.", HelpName = "DIR" };
        var production = new Option<bool?>("--production")
        {
            Description =
                "Learns also from the labels that people gave in this workspace. Default: where there is a database, but not with --out, whose weights are those of the folder alone.",
        };
        var output = new Option<string?>("--out")
        {
            Description = "File of weights to write: router/router-v1.bin for those that the program brings. Default: a candidate in the data directory.",
            HelpName = "FILE",
        };
        var report = new Option<string?>("--report") { Description = "Markdown file for the report. Default: beside the weights.", HelpName = "FILE" };
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed gives the same weights.",
            DefaultValueFactory = _ => TrainingSettings.Default.Seed,
            HelpName = "N",
        };
        var sweep = new Option<bool>("--sweep") { Description = "Also compares baselines, sizes and features; takes several times as long." };
        var ship = new Option<bool>("--ship") { Description = "Then puts the candidate into use, where the comparison says that it is better." };
        var command = new Command(
            "train",
            "Trains a candidate on labelled messages and reports how right it is on sources left out of training. What is in use stays: router ship changes it."
        )
        {
            data,
            production,
            output,
            report,
            seed,
            sweep,
            ship,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(ship) && result.GetValue(output) is not null)
                result.AddError("--ship is for a candidate: leave --out away.");
        });
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var name = await TrainAsync(
                    new Wish(
                        parsed.GetValue(data) ?? Path.Combine(RouterModelSource.Folder, "examples"),
                        parsed.GetValue(production),
                        parsed.GetValue(output),
                        parsed.GetValue(report),
                        TrainingSettings.Default with
                        {
                            Seed = parsed.GetValue(seed),
                        },
                        parsed.GetValue(sweep)
                    ),
                    cancellationToken
                );
                return parsed.GetValue(ship) ? await RouterShipCommands.ShipAsync(name, insisted: null, json: false, cancellationToken) : ExitCode.Done;
            }
        );
        return command;
    }

    /// <returns>The name of the new weights.</returns>
    private static async Task<string> TrainAsync(Wish wish, CancellationToken cancellationToken)
    {
        var examples = await ExamplesAsync(wish, cancellationToken);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var host = await RouterHost.OpenAsync(configuration, weights: null, cancellationToken);
        var embedder = host.Services.GetRequiredService<IEmbedder>();
        if (embedder.Problem is { } problem)
            throw new InvalidDataException(problem);
        var started = Stopwatch.GetTimestamp();
        SampleSet set = new(examples, await embedder.EmbedAllAsync(examples.Select(e => e.Text), cancellationToken));
        await Console.Error.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{examples.Count} messages embedded in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s.")
        );
        var trained = await Task.Run(() => RouterTrainingRun.Run(set, wish.Settings, embedder.Model, cancellationToken), cancellationToken);
        var comparison = wish.Sweeps ? await Task.Run(() => TrainingReport.Comparison(set, wish.Settings, cancellationToken), cancellationToken) : "";
        var (kept, place) = wish.Output is { } output
            ? (trained, await WriteAsync(trained, output, wish.Report, comparison, cancellationToken))
            : await KeepAsync(trained, wish.Report, comparison, configuration, cancellationToken);
        RouterScore score = new(kept.Calibrated);
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{kept.Weights.Name}: {RouterReport.Percent(score.Accuracy)} right on sources left out. Seed {wish.Settings.Seed}, data {kept.Weights.DataHash[..12]}, {kept.Duration.TotalSeconds:0} s. {place}"
            )
        );
        return kept.Weights.Name;
    }

    private static async Task<string> WriteAsync(
        TrainedRouter trained,
        string output,
        string? reportFile,
        string comparison,
        CancellationToken cancellationToken
    )
    {
        var report = reportFile ?? Path.ChangeExtension(output, ".md");
        await RouterWeightsFile.WriteAsync(trained.Weights, output, cancellationToken);
        await File.WriteAllTextAsync(report, TrainingReport.Of(trained) + comparison, cancellationToken);
        await VersionFiles.WriteScoresAsync(Path.ChangeExtension(output, ".json"), AboutOf(trained), cancellationToken);
        return $"Weights: {output}. Report: {report}.";
    }

    private static async Task<(TrainedRouter Trained, string Place)> KeepAsync(
        TrainedRouter trained,
        string? reportFile,
        string comparison,
        IConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var own = VersionFiles.ReadOwn(RouterModelSource.DefaultPath);
        var (candidate, folder) = await new VersionFiles(DataDirectory.Find(configuration)).KeepAsync(
            trained.Weights,
            weights => AboutOf(trained with { Weights = weights }),
            weights => TrainingReport.Of(trained with { Weights = weights }) + comparison,
            own is null ? [] : [own],
            cancellationToken
        );
        if (reportFile is not null)
            File.Copy(Path.Combine(folder, VersionFiles.ReportFile), reportFile, overwrite: true);
        return (trained with { Weights = candidate }, $"Candidate: {folder}. `./workbench router ship {candidate.Name}` compares it with what is in use.");
    }

    private static RouterVersionAbout AboutOf(TrainedRouter trained) =>
        new(
            trained.Weights.Name,
            TimeProvider.System.GetUtcNow(),
            trained.Weights.Seed,
            trained.Weights.DataHash,
            trained.Weights.Encoder,
            trained.Calibrated.Count,
            trained.Calibrated.Count(p => p.Example.Source == ProductionExamples.Source),
            VersionComparison.Score(RouterSetScore.SourcesLeftOut, trained.Calibrated),
            Math.Round(trained.Duration.TotalSeconds, 1)
        );

    private static async Task<IReadOnlyList<RouterExample>> ExamplesAsync(Wish wish, CancellationToken cancellationToken)
    {
        var examples = await RouterExamples.ReadFolderAsync(wish.Data, cancellationToken);
        if (!(wish.Production ?? (wish.Output is null && HasDatabase())))
            return examples;
        IReadOnlyList<LabelledText> labelled;
        try
        {
            await using var host = await CommandHost.OpenAsync(cancellationToken);
            labelled = LabelledText.Of(await host.Services.GetRequiredService<StoredRouterLabels>().AllAsync(cancellationToken));
        }
        catch (Exception e) when (wish.Production is null && e is StorageUnavailableException or NpgsqlException or TimeoutException or IOException)
        {
            await Console.Error.WriteLineAsync($"The labels of this workspace cannot be read, and are not learned from: {e.Message}");
            return examples;
        }
        var all = ProductionExamples.AddTo(examples, labelled, await VersionExams.HeldOutAsync(VersionExams.HeldOutFolder, cancellationToken));
        await Console.Error.WriteLineAsync(
            $"{labelled.Count} messages were labelled in this workspace: {all.Count(e => e.Source == ProductionExamples.Source)} are learned from, {labelled.Count(t => t.IsKeptAside)} kept aside to compare versions."
        );
        return all;
    }

    /// <summary>Training starts no database of its own: where none was ever used, there are no labels.</summary>
    private static bool HasDatabase()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return configuration.GetConnectionString("Workbench") is { Length: > 0 }
            || Directory.Exists(Path.Combine(DataDirectory.PathOf(configuration), "postgres"));
    }

    /// <param name="Production">Null: where there is a database, and no <paramref name="Output"/>.</param>
    /// <param name="Output">Null: a candidate.</param>
    private sealed record Wish(string Data, bool? Production, string? Output, string? Report, TrainingSettings Settings, bool Sweeps);
}
