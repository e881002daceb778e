using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Workbench.Server.Storage;
using Workbench.Shared;

namespace Workbench.Server.Api;

/// <summary>What other programs speak to: documents of docs/contracts, problems as ProblemDetails, and their description as OpenAPI.</summary>
public static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(json => UseWireForm(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddExceptionHandler(errors =>
        {
            errors.StatusCodeSelector = e =>
                e is BadHttpRequestException bad ? bad.StatusCode
                : StoreFault.IsIn(e) ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError;
            errors.SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException;
        });
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Describe);
        return services.AddOpenApi(
            "v1",
            api =>
                api.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info.Title = "Workbench";
                        document.Info.Description = "Ask questions about the company; follow, read and stop their runs.";
                        return Task.CompletedTask;
                    }
                )
        );
    }

    /// <summary><c>/api</c>, and its description at <c>/api/openapi.json</c>.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/api/openapi.json");
        var api = routes.MapGroup("/api").DisableAntiforgery();
        api.MapRuns();
        api.MapRunExports();
        api.MapEvals();
        api.MapLayerDiff();
        api.MapLayer();
        api.MapSchemas();
        api.MapAudit();
        api.MapPeople();
        api.MapFallback(
            (HttpContext http) =>
                TypedResults.Problem(
                    $"There is nothing at {http.Request.Path}. /api/openapi.json lists what there is.",
                    statusCode: StatusCodes.Status404NotFound
                )
        );
    }

    private static void Describe(ProblemDetailsContext context)
    {
        if (context.Exception is BadHttpRequestException bad)
        {
            context.ProblemDetails.Title = "The request is not well formed";
            context.ProblemDetails.Detail = bad.InnerException?.Message ?? bad.Message;
        }
        else if (StoreFault.IsIn(context.Exception))
        {
            context.ProblemDetails.Title = "The store takes nothing now";
            context.ProblemDetails.Detail = StoreFault.Describe(context.Exception);
        }
    }

    private static void UseWireForm(JsonSerializerOptions options)
    {
        var wire = WireJson.Options;
        options.PropertyNamingPolicy = wire.PropertyNamingPolicy;
        options.DictionaryKeyPolicy = wire.DictionaryKeyPolicy;
        options.NumberHandling = wire.NumberHandling;
        options.UnmappedMemberHandling = wire.UnmappedMemberHandling;
        options.Encoder = wire.Encoder;
        foreach (var converter in wire.Converters)
            options.Converters.Add(converter);
    }
}
