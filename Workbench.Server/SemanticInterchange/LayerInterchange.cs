using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Import and export for the page, of the layer as it is on disk, at the asker's level.</summary>
internal sealed class LayerInterchange(LayerDisk disk, LayerPermissions permissions, SeenWarehouse warehouse, NamedTables tables, IAsker asker, IAuditLog audit)
    : ILayerInterchange
{
    private const string WhatToDo = "The layer cannot be saved with it: leave its file unticked, or write the name and type that it has there.";
    private const string NotAll = "Your access level does not see the whole layer";

    public IReadOnlyList<InterchangeFormat> Formats => Interchange.Formats;

    public Task<LayerImport> ImportAsync(string? format, IReadOnlyList<InterchangeUpload> uploads, LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.Run(() => ImportNowAsync(format, uploads, unsaved, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<LayerProblem>> CheckAsync(IReadOnlyList<LayerFileChange> chosen, LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.Run(async () => SeesWhole() ? await ProblemsAsync(Present(unsaved), chosen, cancellationToken) : [], cancellationToken);

    public Task<LayerExport> ExportAsync(string format, CancellationToken cancellationToken) => Task.Run(() => Export(format), cancellationToken);

    private async Task<LayerImport> ImportNowAsync(
        string? format,
        IReadOnlyList<InterchangeUpload> uploads,
        LayerTexts unsaved,
        CancellationToken cancellationToken
    )
    {
        var texts = UploadedTexts.Of(uploads, out var fault);
        if (fault is { } reason)
            return Nothing(reason);
        if (!SeesWhole())
            return Nothing($"{NotAll}, so nothing can be imported into it: ask somebody who does.");
        var imported = Interchange.Import(format, texts);
        var present = Present(unsaved);
        if (await warehouse.ReadNowAsync(AccountOf(present), isSure: false, cancellationToken) is { } schema)
            imported = imported with { Files = [.. imported.Files.Select(f => LiveTypes.Put(f, schema))] };
        var files = imported.Files.IsEmpty ? [] : LayerArrival.Of(present, imported, Interchange.LastImport(imported.Format!.Id, present));
        return new LayerImport(
            imported.Format,
            imported.LooksLike,
            files,
            [.. imported.Problems.Select(Problem)],
            await ProblemsAsync(present, [.. files.Where(f => f.Changes.Count == 0).Select(f => f.ToChange())], cancellationToken),
            imported.Report
        );
    }

    /// <summary>Problems that are there with the changes and not without them.</summary>
    private async Task<IReadOnlyList<LayerProblem>> ProblemsAsync(
        ImmutableArray<LayerFileText> present,
        IReadOnlyList<LayerFileChange> changes,
        CancellationToken cancellationToken
    )
    {
        if (changes.Count == 0)
            return [];
        var before = LayerReader.Read(present);
        var known = before.Problems.Select(p => (p.Code, p.At.File, p.Message)).ToHashSet();
        var after = LayerReader.Read(LayerFolder.With(present, changes.Select(c => (c.Path, c.Text))));
        var named = await tables.CheckAsync(before.Content, after.Content, cancellationToken);
        List<LayerProblem> problems = [.. named.Lacking.Select(p => Problem(p with { Message = $"{p.Message} {WhatToDo}" }))];
        problems.AddRange(after.Problems.Where(p => !known.Contains((p.Code, p.At.File, p.Message))).Select(Problem));
        if (named.Unasked is { } why)
            problems.Add(new LayerProblem(LayerFormat.LayerFile, 1, 1, LayerProblemCodes.WarehouseUnreachable, IsError: false, why));
        return problems;
    }

    private static string AccountOf(ImmutableArray<LayerFileText> present) => LayerReader.Read(present).Content.Account;

    private static LayerImport Nothing(string reason) =>
        new(null, null, [], [new LayerProblem("", 1, 1, LayerProblemCodes.UnreadableFile, IsError: true, reason)], [], InterchangeReport.Empty);

    private LayerExport Export(string format)
    {
        if (!SeesWhole())
            return NoExport($"{NotAll}, and an export would hold all of it: ask somebody who does.");
        var exported = Interchange.Export(format, disk.Read().Files);
        if (exported.Files.IsEmpty)
            return NoExport(
                $"The layer has errors and cannot be exported: {exported.Problems.FirstOrDefault()?.ToString() ?? "it is empty."} Mend them, then export again."
            );
        audit.Note(new AuditEntry(AuditVerb.Exported, AuditKinds.Layer, "in use") { Details = new() { ["format"] = format } });
        if (exported.Files is [{ } only])
            return new LayerExport(Path.GetFileName(only.Path), "application/yaml", Encoding.UTF8.GetBytes(only.Text), exported.Report, null);
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var file in exported.Files)
            {
                using var entry = zip.CreateEntry(file.Path).Open();
                entry.Write(Encoding.UTF8.GetBytes(file.Text));
            }
        return new LayerExport($"layer.{format}.zip", "application/zip", archive.ToArray(), exported.Report, null);
    }

    private static LayerExport NoExport(string reason) => new("", "", ReadOnlyMemory<byte>.Empty, InterchangeReport.Empty, reason);

    private ImmutableArray<LayerFileText> Present(LayerTexts unsaved) => LayerFolder.With(disk.Read().Files, unsaved.Files.Select(f => (f.Key, f.Value)));

    /// <summary>An export holds every file; a part of the layer in another format could not be told from the whole.</summary>
    private bool SeesWhole() => permissions.SeesWhole(disk.Read(), asker.Current.Level);

    private static LayerProblem Problem(SemanticProblem p) => new(p.At.File, p.At.Line, p.At.Column, p.Code, p.Severity == ProblemSeverity.Error, p.Message);
}
