using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Workbench.Server.SemanticDraft;
using Workbench.Server.Storage;
using Workbench.Shared;

namespace Workbench.Server.Cli;

/// <summary><c>semantic init</c>: a first layer from a live database.</summary>
internal static class SemanticInitCommand
{
    private const int MostShown = 12;

    public static Command Create()
    {
        var database = new Option<string>("--database")
        {
            Description = "The database: postgresql://…",
            HelpName = "URL",
            Required = true,
        };
        var folder = new Option<string>("--out")
        {
            Description = "The folder that the layer is written to.",
            HelpName = "DIR",
            Required = true,
        };
        var name = new Option<string?>("--name") { Description = "Name of the layer. Default: the database's.", HelpName = "NAME" };
        var account = new Option<string?>("--account")
        {
            Description = "The warehouse account that it will describe. Default: the database's name.",
            HelpName = "NAME",
        };
        var force = new Option<bool>("--force") { Description = "Replaces the layer that is in the folder." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("init", "Drafts a first layer from a live PostgreSQL database.") { database, folder, name, account, force, json };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetRequiredValue(database),
                    Path.GetFullPath(parsed.GetRequiredValue(folder)),
                    new DraftRequest(parsed.GetValue(name), parsed.GetValue(account)),
                    parsed.GetValue(force),
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(string url, string folder, DraftRequest request, bool force, bool json, CancellationToken cancellationToken)
    {
        if (DraftFolder.WhyNot(folder, force) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return ExitCode.WrongUsage;
        }

        DraftReport report;
        var settings = PostgresUrl.Parse(url);
        settings.ApplicationName ??= "workbench semantic init";
        // One statement may take long; the server's own limit ends it.
        settings.CommandTimeout = 0;
        try
        {
            await using var source = NpgsqlDataSource.Create(settings);
            report = await SemanticInit.DraftAsync(source, request, TimeProvider.System, new Progress(), cancellationToken);
        }
        catch (NpgsqlException e)
        {
            var why = e.InnerException is SocketException or TimeoutException ? e.InnerException.Message : (e as PostgresException)?.MessageText ?? e.Message;
            await Console.Error.WriteLineAsync(
                $"The database {settings.Database} at {settings.Host}:{settings.Port} could not be read as {settings.Username}: {why}"
            );
            return ExitCode.Failed;
        }
        catch (EmptyDatabaseException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }

        if (await DraftFolder.WriteAsync(folder, report.Files, force, cancellationToken) is { } replaced)
            await Console.Error.WriteLineAsync($"The files that it replaces are in {replaced}.");
        await Console.Out.WriteLineAsync(json ? Json(report, folder) : Text(report, folder));
        foreach (var problem in report.Problems)
            await Console.Error.WriteLineAsync(problem);

        return report.Problems.IsEmpty ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Json(DraftReport report, string folder) =>
        JsonSerializer.Serialize(
            new
            {
                folder,
                report.Database,
                report.Tables,
                report.Entities,
                report.Metrics,
                files = report.Files.Select(f => new
                {
                    f.Path,
                    f.Sure,
                    f.Why,
                }),
                report.InferredKeys,
                report.Joins,
                report.PersonalData,
                report.LeftOut,
                report.Assumed,
                report.Problems,
                report.SecondsInDatabase,
                report.SecondsBeyond,
            },
            WireJson.Indented
        );

    private static string Text(DraftReport report, string folder)
    {
        var text = new StringWriter();
        text.WriteLine($"{report.Tables} tables became {report.Entities} entities and {report.Metrics} metrics in {folder}");
        var declared = report.Joins.Count(j => j.IsDeclared);
        text.WriteLine($"{report.Joins.Length} joins: {declared} declared, {report.Joins.Length - declared} inferred");
        foreach (
            var group in report
                .Files.GroupBy(f => f.Sure)
                .OrderBy(g =>
                    g.Key switch
                    {
                        "low" => 0,
                        "medium" => 1,
                        _ => 2,
                    }
                )
        )
        {
            text.WriteLine($"How sure, {group.Key}: {group.Count()} files");
            if (group.Key == "low")
                Show(text, group, f => $"{f.Path}: {f.Why}");
        }

        Section(
            text,
            "Look at these first: keys that are not declared",
            report.InferredKeys.OrderBy(k => k.IsSure),
            k => $"{k.Entity} ({string.Join(", ", k.Columns)}): {k.Why}"
        );
        Section(
            text,
            "Joins that are not declared",
            report.Joins.Where(j => !j.IsDeclared).OrderBy(j => j.IsSure),
            j => $"{j.From}.{j.Name} to {j.To}: {j.Why}"
        );
        Section(text, "Units and times that were assumed", report.Assumed, a => $"{a.What}: {a.Why}");
        Section(
            text,
            "Taken for personal data (restricted; secrets are not in the layer)",
            report.PersonalData,
            p => $"{p.Table}.{p.Column}: {p.What}, {p.Why}"
        );
        Section(text, "Left out", report.LeftOut, l => $"{l.What}: {l.Why}");
        text.WriteLine();
        text.Write($"Check it: ./workbench semantic validate {folder} --database URL");
        return text.ToString();
    }

    private static void Section<T>(StringWriter text, string heading, IEnumerable<T> items, Func<T, string> line)
    {
        if (!items.Any())
            return;

        text.WriteLine();
        text.WriteLine($"{heading}:");
        Show(text, items, line);
    }

    private static void Show<T>(StringWriter text, IEnumerable<T> items, Func<T, string> line)
    {
        foreach (var item in items.Take(MostShown))
            text.WriteLine($"  {line(item)}");

        if (items.Count() is var all && all > MostShown)
            text.WriteLine($"  … and {all - MostShown} more: --json lists them all");
    }

    /// <summary>On stderr, each change once.</summary>
    private sealed class Progress : IProgress<string>
    {
        private string _said = "";

        public void Report(string value)
        {
            if (Console.IsErrorRedirected)
            {
                // A file wants the steps, not each table.
                var step = value.Split(' ')[0];
                if (step != _said)
                {
                    _said = step;
                    Console.Error.WriteLine(value);
                }

                return;
            }

            Console.Error.Write($"\r{value[..Math.Min(value.Length, 100)].PadRight(Math.Min(100, _said.Length))}");
            _said = value;
            if (value.StartsWith("Checking", StringComparison.Ordinal))
                Console.Error.WriteLine();
        }
    }
}
