using System.IO.Compression;
using System.Text;
using Workbench.Server.Access;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Import and export for the page, of the layer as it is on disk, at the asker's level.</summary>
internal sealed class LayerInterchange(LayerDisk disk, LayerPermissions permissions, IAsker asker) : ILayerInterchange
{
    public IReadOnlyList<InterchangeFormat> Formats => Interchange.Formats;

    public Task<LayerImport> ImportAsync(string? format, IReadOnlyList<InterchangeUpload> uploads, CancellationToken cancellationToken) =>
        Task.Run(() => Import(format, uploads), cancellationToken);

    public Task<LayerExport> ExportAsync(string format, CancellationToken cancellationToken) => Task.Run(() => Export(format), cancellationToken);

    private LayerImport Import(string? format, IReadOnlyList<InterchangeUpload> uploads)
    {
        var texts = UploadedTexts.Of(uploads, out var fault);
        if (fault is { } reason)
            return Nothing(reason);
        if (!SeesWhole())
            return Nothing("Your access level does not see the whole layer, so nothing can be imported into it: ask somebody who does.");
        var imported = Interchange.Import(format, texts);
        var present = Present().ToDictionary(f => f.Path, StringComparer.Ordinal);
        var files = imported.Files.Select(f => new LayerImportFile(f.Path, f.Text, present.GetValueOrDefault(f.Path)?.Text, About(f))).ToList();
        var together = present.Values.Concat(imported.Files.Where(f => !present.ContainsKey(f.Path)));
        return new LayerImport(
            imported.Format,
            imported.LooksLike,
            files,
            [.. imported.Problems.Select(Problem)],
            files.Count == 0 ? [] : [.. LayerReader.Read(together).Problems.Select(Problem)],
            imported.Report
        );
    }

    private static LayerImport Nothing(string reason) =>
        new(null, null, [], [new LayerProblem("", 1, 1, LayerProblemCodes.UnreadableFile, IsError: true, reason)], [], InterchangeReport.Empty);

    private LayerExport Export(string format)
    {
        if (!SeesWhole())
            return NoExport("Your access level does not see the whole layer, and an export would hold all of it: ask somebody who does.");
        var exported = Interchange.Export(format, Present());
        if (exported.Files.IsEmpty)
            return NoExport(
                $"The layer has errors and cannot be exported: {exported.Problems.FirstOrDefault()?.ToString() ?? "it is empty."} Mend them, then export again."
            );
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

    private IReadOnlyList<LayerFileText> Present() => disk.Read().Files;

    /// <summary>An export holds every file; a part of the layer in another format could not be told from the whole.</summary>
    private bool SeesWhole() => permissions.SeesWhole(disk.Read(), asker.Current.Level);

    private static string About(LayerFileText file)
    {
        var content = LayerReader.Read([file]).Content;
        var parts = new (int Count, string One)[]
        {
            (content.Tables.Length, "table"),
            (content.Metrics.Length, "metric"),
            (content.Rules.Length, "rule"),
            (content.Glossary.Length, "term"),
            (content.Verified.Length, "verified query"),
        };
        return file.Path == KeptSources.Path ? "the imported files, for the way back"
            : content.Entities is [var entity] ? $"{Number(entity.Dimensions.Length + entity.Times.Length, "field")}, {Number(entity.Joins.Length, "join")}"
            : string.Join(", ", parts.Where(p => p.Count > 0).Select(p => Number(p.Count, p.One))) is { Length: > 0 } words ? words
            : "name and account";
    }

    private static string Number(int count, string one) => $"{count} {(count == 1 ? one : one.EndsWith('y') ? $"{one[..^1]}ies" : $"{one}s")}";

    private static LayerProblem Problem(SemanticProblem p) => new(p.At.File, p.At.Line, p.At.Column, p.Code, p.Severity == ProblemSeverity.Error, p.Message);
}
