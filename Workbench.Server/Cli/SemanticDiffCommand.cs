using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;
using Workbench.Shared;
using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.Cli;

/// <summary><c>semantic diff A B</c>: which numbers another state of the layer moves. Ends with 1 when one moves, so that a pipeline can stop.</summary>
internal static class SemanticDiffCommand
{
    public static Command Create()
    {
        const string side = "A folder, a revision, current, or a folder at a commit of Git: HEAD:semantic-layer.";
        var a = new Argument<string>("a") { Description = $"The old state. {side}" };
        var b = new Argument<string>("b") { Description = "The new state." };
        var account = new Option<string?>("--account") { Description = "The warehouse account. Default: the layer's.", HelpName = "NAME" };
        var database = new Option<string?>("--database")
        {
            Description = "A database instead of an account: postgresql://… Past answers and eval sets are then left out.",
            HelpName = "URL",
        };
        var level = new Option<string?>("--level") { Description = "The access level to compare with, not above your own.", HelpName = "NAME" };
        var values = new Option<bool>("--values") { Description = "Runs what compiles otherwise; the default." };
        var noValues = new Option<bool>("--no-values") { Description = "Compares statements alone: needs no database." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var markdown = new Option<string?>("--markdown") { Description = "Writes the report for a pull request; - is stdout.", HelpName = "FILE" };
        var command = new Command(
            "diff",
            "Which metrics, verified queries, eval cases and past answers give another number on B. Exits with 0 when none does, 1 when one does, 2 when they could not be compared."
        )
        {
            a,
            b,
            account,
            database,
            level,
            values,
            noValues,
            json,
            markdown,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    new Wish(
                        parsed.GetRequiredValue(a),
                        parsed.GetRequiredValue(b),
                        parsed.GetValue(database),
                        new AnswerDiffSettings(parsed.GetValue(level), parsed.GetValue(account), WithValues: !parsed.GetValue(noValues)),
                        parsed.GetValue(json),
                        parsed.GetValue(markdown)
                    ),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(Wish wish, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareAsync(wish, cancellationToken);
        }
        catch (Exception e)
            when (e
                    is NotComparableException
                        or ArgumentException
                        or InvalidDataException
                        or InvalidOperationException
                        or IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or NpgsqlException
                        or StorageUnavailableException
            )
        {
            // 1 says that numbers move; that nothing could be compared is another thing to a pipeline.
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.WrongUsage;
        }
    }

    private static async Task<int> CompareAsync(Wish wish, CancellationToken cancellationToken)
    {
        var (a, b) = (await LayerSource.FindAsync(wish.A, cancellationToken), await LayerSource.FindAsync(wish.B, cancellationToken));
        var (old, now) = (a?.Read(), b?.Read());
        if ((old ?? now) is UnusableSide || now is UnusableSide)
            return await ToldAsync((old as UnusableSide ?? now as UnusableSide)!);
        if (!wish.Settings.WithValues && (old, now) is (UsableSide from, UsableSide to))
            return await WriteAsync(Structural(from.Side, to.Side, wish.Settings.Level), wish, cancellationToken);
        using var scratch = new ScratchLayer();
        // Not null, also when nothing is set: this process gives the levels their rights itself, beside a server as well.
        var settings = await SettingsAsync(wish, a ?? b, scratch, cancellationToken);
        await using var host = await CommandHost.OpenAsync(cancellationToken, settings);
        var diffs = host.Services.GetRequiredService<ILayerDiffs>();
        old ??= await diffs.FindAsync(LayerState.Of(wish.A), cancellationToken);
        now ??= await diffs.FindAsync(LayerState.Of(wish.B), cancellationToken);
        if ((old, now) is not (UsableSide before, UsableSide after))
            return await ToldAsync((old as UnusableSide ?? now as UnusableSide)!);
        if (wish.Settings.WithValues)
            await host.StartAsync(cancellationToken);
        var diff = await diffs.CompareAsync(before.Side, after.Side, wish.Settings, withHistory: wish.Database is null, Tell, cancellationToken);
        return await WriteAsync(diff, wish, cancellationToken);
    }

    /// <summary>Without a store and without a warehouse.</summary>
    private static AnswerDiff Structural(LayerSide from, LayerSide to, string? level)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .Build();
        var own = level ?? configuration.GetSection("Access").Get<AccessOptions>()?.LocalLevel ?? new AccessOptions().LocalLevel;
        var today = new Today(TimeProvider.System, configuration).In(from.Layer.Calendar.TimeZone);
        var scope = new DiffScope(from.Layer.Account, own, today, DataThrough: null, WithValues: false);
        var compiler = new SemanticCompiler();
        return DiffPlan.Create(from, to, scope, AnswerHistory.None, compiler, new GroupableFields(compiler)).Judge(PairResults.None);
    }

    /// <summary>With a database, the layer that says who may read what there is one of the two.</summary>
    private static async Task<IReadOnlyDictionary<string, string?>> SettingsAsync(
        Wish wish,
        LayerSource? source,
        ScratchLayer scratch,
        CancellationToken cancellationToken
    )
    {
        if (wish.Database is not { } url)
            return new Dictionary<string, string?>(StringComparer.Ordinal);
        var owner = PostgresUrl.Parse(url);
        if (source is null)
            throw new NotComparableException("With --database, one of the two is a folder or a commit of Git: its layer says who may read what there.");
        await scratch.WriteAsync(source.Files, cancellationToken);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Semantics:Folder"] = scratch.Folder,
            ["Warehouses:Demo:Enabled"] = "false",
            [$"Warehouses:Accounts:{LayerReader.Read(source.Files).Content.Account}:Url"] = owner.ConnectionString,
        };
    }

    private static async Task<int> WriteAsync(AnswerDiff diff, Wish wish, CancellationToken cancellationToken)
    {
        if (wish.Markdown is { } file and not "-")
            await File.WriteAllTextAsync(file, DiffMarkdown.Of(diff), cancellationToken);
        await Console.Out.WriteLineAsync(
            wish.Json ? JsonSerializer.Serialize(diff, WireJson.Indented)
            : wish.Markdown == "-" ? DiffMarkdown.Of(diff).TrimEnd()
            : SemanticDiffText.Of(diff)
        );
        // A pipeline must not take "nothing was looked at" for "nothing changes".
        return diff.Counts.Sum(c => c.Total) == 0 ? ExitCode.WrongUsage
            : diff.IsChanged ? ExitCode.Failed
            : ExitCode.Done;
    }

    private static async Task<int> ToldAsync(UnusableSide side)
    {
        await Console.Error.WriteLineAsync(side.Reason);
        foreach (var problem in side.Problems)
            await Console.Error.WriteLineAsync(problem.ToString());
        return ExitCode.WrongUsage;
    }

    private static void Tell(AnswerDiffProgress progress)
    {
        if (progress.Done == 0 || progress.Done == progress.Total)
            Console.Error.WriteLine(
                progress.Total == 0
                    ? $"{progress.Step} …"
                    : string.Create(CultureInfo.InvariantCulture, $"{progress.Step}: {progress.Done} of {progress.Total}")
            );
    }

    private sealed record Wish(string A, string B, string? Database, AnswerDiffSettings Settings, bool Json, string? Markdown);
}
