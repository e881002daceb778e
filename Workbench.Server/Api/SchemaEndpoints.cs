using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Evals;
using Workbench.Shared.Queries;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Api;

/// <summary>JSON Schemas of the documents that programs read and write, made from their records.</summary>
internal static class SchemaEndpoints
{
    private static readonly FrozenDictionary<string, Lazy<JsonElement>> Schemas = new Dictionary<string, Lazy<JsonElement>>
    {
        ["answer"] = new(WireSchema.For<Answer>),
        ["ask"] = new(WireSchema.For<AskRequest>),
        ["asked"] = new(WireSchema.For<Asked>),
        ["eval_case"] = new(WireSchema.For<EvalCase>),
        ["eval_result"] = new(WireSchema.For<EvalResultView>),
        ["eval_set"] = new(WireSchema.For<EvalSetView>),
        ["run_progress"] = new(WireSchema.For<RunProgress>),
        ["run"] = new(WireSchema.For<TraceView>),
        ["runs"] = new(WireSchema.For<TracePage>),
        ["semantic_query"] = new(WireSchema.For<SemanticQuery>),
        ["step"] = new(WireSchema.For<StepRow>),
    }
        .Concat(
            LayerSchemas.Names.Select(n =>
                KeyValuePair.Create($"layer_{n}", new Lazy<JsonElement>(() => JsonSerializer.SerializeToElement(LayerSchemas.Of(n))))
            )
        )
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Schemas.Keys.Order(StringComparer.Ordinal);

    public static void MapSchemas(this IEndpointRouteBuilder api)
    {
        api.MapGet("/schemas", () => TypedResults.Ok(Names.ToDictionary(n => n, n => $"/api/schemas/{n}")))
            .WithName("schemas")
            .WithSummary("The schemas there are.");
        api.MapGet("/schemas/{name}", Find).WithName("schema").WithSummary("JSON Schema of a document.");
    }

    private static Results<JsonHttpResult<JsonElement>, ProblemHttpResult> Find(string name) =>
        Schemas.TryGetValue(Path.GetFileNameWithoutExtension(name), out var schema)
            ? TypedResults.Json(schema.Value, contentType: "application/schema+json")
            : TypedResults.Problem(
                $"There is no schema \"{name}\". There are: {string.Join(", ", Names)}.",
                statusCode: StatusCodes.Status404NotFound,
                title: "Unknown schema"
            );
}
