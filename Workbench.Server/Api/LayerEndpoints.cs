using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.Api;

/// <summary>The files of the semantic layer, their history, and the whole of it as an archive.</summary>
internal static class LayerEndpoints
{
    private const int LargestArchive = 64 << 20;

    public static void MapLayer(this IEndpointRouteBuilder api)
    {
        var layer = api.MapGroup("/layer");
        layer.MapGet("/files", FilesAsync).WithName("layer_files").WithSummary("The files, and whether they may be changed.");
        layer.MapGet("/file", FileAsync).WithName("layer_file").WithSummary("A file with the hash that a change of it names.");
        layer
            .MapPost("/save", SaveAsync)
            .WithName("save_layer")
            .WithSummary(
                "Saves changes of several files as one revision, or none: merged with what others changed, refused when they conflict or break the layer."
            );
        layer.MapPost("/check", CheckAsync).WithName("check_layer").WithSummary("What a save would come to. Nothing is written.");
        layer.MapGet("/history", HistoryAsync).WithName("layer_history").WithSummary("Revisions, newest first.");
        layer.MapGet("/revisions/{id}", RevisionAsync).WithName("layer_revision").WithSummary("A revision with what it changed.");
        layer
            .MapPost("/revisions/{id}/revert", RevertAsync)
            .WithName("revert_layer")
            .WithSummary("Takes back what a revision changed, merged with what came after it.");
        layer.MapGet("/archive", ArchiveAsync).WithName("layer_archive").WithSummary("All files that the caller may read whole, as .zip.");
        layer
            .MapPost("/archive", ImportAsync)
            .WithName("import_layer")
            .WithSummary("Reads a .zip and saves what differs as one revision; without a message it only says what differs.")
            .WithMetadata(new RequestSizeLimitAttribute(LargestArchive));
    }

    private static async Task<Ok<LayerFileList>> FilesAsync(
        [FromServices] ISemanticLayerBrowser browser,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken
    )
    {
        var overview = await browser.OverviewAsync(cancellationToken);
        return TypedResults.Ok(
            new LayerFileList(
                overview.Revision,
                editing.Rights(),
                [LayerFormat.LayerFile, .. overview.Folders.SelectMany(f => f.Files).Select(f => f.Path)],
                overview.Problems
            )
        );
    }

    private static async Task<Results<Ok<LayerFileView>, ProblemHttpResult>> FileAsync(
        [Description("3-metrics/revenue.yml")] string path,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken
    ) =>
        await editing.ReadAsync(path, cancellationToken) is { Hash.Length: > 0 } file
            ? TypedResults.Ok(new LayerFileView(file.Path, file.Hash, file.IsReadOnly, file.Reason, file.Text))
            : Unknown($"There is no file \"{path}\" in the layer. /api/layer/files lists them.");

    private static async Task<Results<Ok<LayerSaved>, Conflict<LayerConflict>, ProblemHttpResult>> SaveAsync(
        LayerSaveRequest request,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken
    ) => Outcome(await editing.SaveAsync(request.Save, cancellationToken));

    private static async Task<Results<Ok<LayerSaved>, Conflict<LayerConflict>, ProblemHttpResult>> CheckAsync(
        LayerSaveRequest request,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken
    ) => Outcome(await editing.CheckAsync(request.Save, cancellationToken));

    private static async Task<Ok<IReadOnlyList<RevisionLine>>> HistoryAsync(
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken,
        [Description("Only those that changed this file.")] string? file = null,
        [Description("Id of the last revision of the page before.")] string? before = null,
        [Description("1 to 500.")] int count = 50
    ) => TypedResults.Ok(await editing.HistoryAsync(file, before, Math.Clamp(count, 1, 500), cancellationToken));

    private static async Task<Results<Ok<RevisionDetail>, ProblemHttpResult>> RevisionAsync(
        [Description("Its number, or a content hash.")] string id,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken
    ) => await editing.FindRevisionAsync(id, cancellationToken) is { } found ? TypedResults.Ok(found) : Unknown($"There is no revision {id}.");

    private static async Task<Results<Ok<LayerSaved>, Conflict<LayerConflict>, ProblemHttpResult>> RevertAsync(
        string id,
        LayerRevert revert,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken
    ) =>
        await editing.FindRevisionAsync(id, cancellationToken) is null
            ? Unknown($"There is no revision {id}.")
            : Outcome(await editing.RevertAsync(id, revert.Message, cancellationToken));

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ArchiveAsync(
        [FromServices] ILayerArchives archives,
        CancellationToken cancellationToken,
        [Description("Its number, or a content hash; without it the files as they are now.")] string? revision = null
    ) =>
        await archives.PackAsync(revision, cancellationToken) is { } archive
            ? TypedResults.File(archive.Zip, "application/zip", archive.FileName)
            : Unknown($"There is no revision {revision}.");

    private static async Task<Results<Ok<LayerSaved>, Ok<LayerArchiveRead>, Conflict<LayerConflict>, ProblemHttpResult>> ImportAsync(
        HttpRequest request,
        [FromServices] ILayerArchives archives,
        [FromServices] ILayerEditing editing,
        CancellationToken cancellationToken,
        [Description("One line for the history; without it nothing is written.")] string? message = null,
        [Description("Files that the archive does not hold are removed.")] bool remove = false
    )
    {
        // A form of another site could send anything else without being asked.
        if (request.ContentType is not ("application/zip" or "application/octet-stream"))
            return TypedResults.Problem(
                "Send the archive as application/zip.",
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "Nothing was read"
            );
        switch (await archives.ReadAsync(request.Body, remove, cancellationToken))
        {
            case LayerArchiveRefused refused:
                return NotSaved(refused.Reason);
            case LayerArchiveRead read when message is null || read.Changes.Count == 0:
                return TypedResults.Ok(read);
            case LayerArchiveRead read:
                return Outcome(
                    await editing.SaveAsync(new LayerSave(read.Changes, message) { Origin = RevisionOrigins.Import }, cancellationToken)
                ).Result switch
                {
                    Ok<LayerSaved> saved => saved,
                    Conflict<LayerConflict> conflict => conflict,
                    ProblemHttpResult problem => problem,
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Results<Ok<LayerSaved>, Conflict<LayerConflict>, ProblemHttpResult> Outcome(LayerSaveOutcome outcome) =>
        outcome switch
        {
            LayerSaved saved => TypedResults.Ok(saved),
            LayerConflict conflict => TypedResults.Conflict(conflict),
            LayerInvalid invalid => TypedResults.Problem(
                $"With these changes the layer could not be used: nothing was written. {invalid.WhatToDo}".TrimEnd(),
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "The layer would be broken",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["problems"] = invalid.Problems }
            ),
            LayerNotSaved not => NotSaved(not.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static ProblemHttpResult NotSaved(string reason) =>
        TypedResults.Problem(reason, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Nothing was saved");

    private static ProblemHttpResult Unknown(string message) => TypedResults.Problem(message, statusCode: StatusCodes.Status404NotFound, title: "Not found");
}

internal sealed record LayerFileList(string Revision, LayerRights Rights, IReadOnlyList<string> Files, IReadOnlyList<LayerProblem> Problems);

internal sealed record LayerFileView(string Path, string Hash, bool IsReadOnly, string? Reason, string Text);

/// <param name="Message">One line for the history; empty: what was reverted.</param>
internal sealed record LayerRevert(string Message = "");

internal sealed record LayerSaveRequest(string Message, IReadOnlyList<LayerFileChange> Changes)
{
    internal LayerSave Save => new(Changes, Message) { Origin = RevisionOrigins.Api };
}
