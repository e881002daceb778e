using Microsoft.AspNetCore.Http.HttpResults;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary><c>POST /api/layer/check</c>: what a hook of Git or another editor asks before it keeps a change.</summary>
public static class LayerCheckEndpoints
{
    public static void MapSemanticLanguage(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/layer/check", CheckAsync)
            .WithTags("layer")
            .WithSummary("Problems of the semantic layer with the given files in the place of those on disk")
            .DisableAntiforgery();

    private static async Task<Ok<LayerCheck>> CheckAsync(LayerTexts texts, ILayerLanguage language, CancellationToken cancellationToken) =>
        TypedResults.Ok(await language.CheckAsync(texts, cancellationToken));
}
