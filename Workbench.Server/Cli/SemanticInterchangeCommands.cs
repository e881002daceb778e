using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Workbench.Server.SemanticDraft;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.Cli;

/// <summary><c>semantic import</c> and <c>semantic export</c>: layers of other formats.</summary>
internal static class SemanticInterchangeCommands
{
    private static readonly string FormatNames = string.Join(", ", Interchange.Formats.Select(f => f.Id));

    public static Command Import()
    {
        var format = new Option<string?>("--format") { Description = $"{FormatNames}. Default: the one that the files look like.", HelpName = "F" };
        var path = new Option<string>("--in")
        {
            Description = "A file, or a folder of YAML files.",
            HelpName = "PATH",
            Required = true,
        };
        var folder = new Option<string>("--out")
        {
            Description = "The folder that the layer is written to.",
            HelpName = "DIR",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Replaces the files of the layer that is in the folder; the old ones are kept beside it." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("import", "Makes a layer of another format's files.") { format, path, folder, force, json };
        command.SetAction(
            (parsed, cancellationToken) =>
                ImportAsync(
                    parsed.GetValue(format),
                    parsed.GetRequiredValue(path),
                    Path.GetFullPath(parsed.GetRequiredValue(folder)),
                    parsed.GetValue(force),
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    public static Command Export(Func<string?, string> folderOf)
    {
        var format = new Option<string>("--format")
        {
            Description = $"{FormatNames}.",
            HelpName = "F",
            Required = true,
        };
        var semantic = new Option<string?>("--semantic") { Description = "The layer's folder. Default: the workspace's.", HelpName = "DIR" };
        var path = new Option<string>("--out")
        {
            Description = "The file to write; a folder where the layer was imported from several files.",
            HelpName = "PATH",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Replaces the file, or writes into a folder that is not empty." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("export", "Writes a layer in another format.") { format, semantic, path, force, json };
        command.SetAction(
            (parsed, cancellationToken) =>
                ExportAsync(
                    parsed.GetRequiredValue(format),
                    folderOf(parsed.GetValue(semantic)),
                    Path.GetFullPath(parsed.GetRequiredValue(path)),
                    parsed.GetValue(force),
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> ImportAsync(string? format, string path, string folder, bool force, bool json, CancellationToken cancellationToken)
    {
        if (await IsUnknownAsync(format))
            return ExitCode.WrongUsage;
        if ((DraftFolder.WhyNot(folder, force) ?? WhyNotReport(ReportBeside(folder), force)) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return ExitCode.WrongUsage;
        }
        if (ForeignFolder.Read(path, out var whyNot) is not { } files)
        {
            await Console.Error.WriteLineAsync(whyNot);
            return File.Exists(path) || Directory.Exists(path) ? ExitCode.Failed : ExitCode.WrongUsage;
        }
        var imported = Interchange.Import(format, files);
        var layer = imported.HasErrors ? [] : LayerReader.Read(imported.Files).Problems;
        var title = $"Import of {Path.GetFileName(path.TrimEnd('/'))} ({imported.Format?.Label ?? "no format"})";
        string? replaced = null;
        if (!imported.HasErrors)
        {
            replaced = await DraftFolder.WriteAsync(folder, [.. imported.Files.Select(f => new DraftedFile(f.Path, f.Text, "", ""))], force, cancellationToken);
            await WriteReportAsync(ReportBeside(folder), title, imported.Report, cancellationToken);
        }
        var problems = imported.Problems.AddRange(layer);
        if (json)
            await Console.Out.WriteLineAsync(
                Json(imported.Format?.Id, imported.HasErrors ? null : folder, [.. imported.Files.Select(f => f.Path)], problems, imported.Report)
            );
        else if (!imported.HasErrors)
            await Console.Out.WriteLineAsync(ReportText.Markdown(title, imported.Report));
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync(problem.ToString());
        await Console.Error.WriteLineAsync(
            imported.HasErrors ? "Nothing was written."
            : problems.IsEmpty ? $"The layer is in {folder}; the report in {ReportBeside(folder)}."
            : $"The layer is in {folder}, and what the source leaves open is listed above: mend it there, then run `semantic validate {folder}`."
        );
        if (replaced is not null)
            await Console.Error.WriteLineAsync($"The files that it replaces are in {replaced}.");
        return imported.HasErrors || layer.Any(p => p.Severity == ProblemSeverity.Error) ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<int> ExportAsync(string format, string folder, string path, bool force, bool json, CancellationToken cancellationToken)
    {
        if (await IsUnknownAsync(format))
            return ExitCode.WrongUsage;
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"There is no folder {folder}.");
            return ExitCode.WrongUsage;
        }
        var exported = Interchange.Export(format, await Semantics.Layer.LayerFolder.ReadAsync(folder, cancellationToken));
        var isFolder = exported.Files.Length > 1;
        if ((ForeignFolder.WhyNot(path, isFolder, force) ?? WhyNotReport(ReportBeside(path), force)) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return ExitCode.WrongUsage;
        }
        if (!exported.Files.IsEmpty)
        {
            await ForeignFolder.WriteAsync(path, exported.Files, cancellationToken);
            var title = $"Export of {Path.GetFileName(folder.TrimEnd('/'))} ({Interchange.Formats.First(f => f.Id == format).Label})";
            await WriteReportAsync(ReportBeside(path), title, exported.Report, cancellationToken);
            if (!json)
                await Console.Out.WriteLineAsync(ReportText.Markdown(title, exported.Report));
        }
        if (json)
            await Console.Out.WriteLineAsync(
                Json(format, exported.Files.IsEmpty ? null : path, [.. exported.Files.Select(f => f.Path)], exported.Problems, exported.Report)
            );
        foreach (var problem in exported.Problems.Where(p => p.Severity == ProblemSeverity.Error))
            await Console.Error.WriteLineAsync(problem.ToString());
        await Console.Error.WriteLineAsync(
            exported.Files.IsEmpty ? "The layer has errors: nothing was written." : $"The layer is in {path}; the report in {ReportBeside(path)}."
        );
        return exported.Files.IsEmpty ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<bool> IsUnknownAsync(string? format)
    {
        if (format is null || Interchange.Formats.Any(f => f.Id == format))
            return false;
        await Console.Error.WriteLineAsync($"There is no format \"{format}\": {FormatNames}.");
        return true;
    }

    private static string ReportBeside(string path) => $"{path.TrimEnd('/')}.report.md";

    private static string? WhyNotReport(string report, bool force) =>
        File.Exists(report) && !force ? $"{report}, where the report goes, is there already: move it away, or add --force to replace it." : null;

    private static Task WriteReportAsync(string path, string title, InterchangeReport report, CancellationToken cancellationToken) =>
        ForeignFolder.WriteAsync(path, [new ForeignText(Path.GetFileName(path), ReportText.Markdown(title, report))], cancellationToken);

    private static string Json(
        string? format,
        string? written,
        ImmutableArray<string> files,
        ImmutableArray<SemanticProblem> problems,
        InterchangeReport report
    ) =>
        JsonSerializer.Serialize(
            new
            {
                Format = format,
                Out = written,
                Files = files,
                Problems = problems.Select(p => new
                {
                    p.At.File,
                    p.At.Line,
                    p.At.Column,
                    p.Code,
                    p.Severity,
                    p.Message,
                }),
                report.Counts,
                report.Losses,
            },
            WireJson.Indented
        );
}
