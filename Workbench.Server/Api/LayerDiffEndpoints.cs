using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.Api;

/// <summary>What a change of the layer does to everybody's numbers.</summary>
internal static class LayerDiffEndpoints
{
    public static void MapLayerDiff(this IEndpointRouteBuilder api) =>
        api.MapPost("/layer/diff", CompareAsync)
            .WithName("layer_diff")
            .WithSummary("Which metrics, verified queries, eval cases and past answers give another number on another state of the layer.");

    private static async Task<Results<Ok<AnswerDiff>, ContentHttpResult, ProblemHttpResult>> CompareAsync(
        LayerDiffRequest request,
        [FromServices] IAnswerDiffs diffs,
        CancellationToken cancellationToken,
        [Description("json, or markdown for the report of a pull request.")] string format = "json"
    )
    {
        if (format is not ("json" or "markdown"))
            return TypedResults.Problem($"\"{format}\" is no value of format. Pass json or markdown.", statusCode: StatusCodes.Status400BadRequest);
        LayerState to = request.Changes is { } changes
            ? new UnsavedLayer([.. changes.Select(c => new LayerFileChange(c.Path, BaseHash: null, c.Text))])
            : LayerState.Of(request.To);
        var settings = new AnswerDiffSettings(request.Level, request.Account, request.WithValues, request.Again);
        await foreach (var step in diffs.CompareAsync(LayerState.Of(request.From), to, settings, cancellationToken))
            switch (step)
            {
                case AnswerDiffDone { Diff: var diff }:
                    return format == "json" ? TypedResults.Ok(diff) : TypedResults.Text(diffs.Markdown(diff), "text/markdown; charset=utf-8");
                case AnswerDiffImpossible impossible:
                    return TypedResults.Problem(
                        string.Join('\n', impossible.Problems.Select(p => $"{p.File}:{p.Line}:{p.Column}: {p.Code} {p.Message}").Prepend(impossible.Reason)),
                        statusCode: StatusCodes.Status422UnprocessableEntity,
                        title: "The layers could not be compared"
                    );
            }
        throw new System.Diagnostics.UnreachableException();
    }
}

/// <param name="From"><c>current</c> or a revision.</param>
/// <param name="To">The same; not read when there are changes.</param>
/// <param name="Changes">Files as they would be saved; a null text removes one.</param>
/// <param name="Again">Does not use numbers that were computed a few minutes ago.</param>
internal sealed record LayerDiffRequest(
    string From = LayerState.InUse,
    string To = LayerState.InUse,
    IReadOnlyList<ChangedLayerFile>? Changes = null,
    string? Level = null,
    string? Account = null,
    bool WithValues = true,
    bool Again = false
);

/// <param name="Path">As in the folder: <c>3-metrics/revenue.yml</c></param>
internal sealed record ChangedLayerFile(string Path, string? Text);
