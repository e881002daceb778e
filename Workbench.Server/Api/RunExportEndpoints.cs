using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Workbench.Client.Traces;
using Workbench.Shared.Traces;

namespace Workbench.Server.Api;

/// <summary>All runs that a filter finds, as they are read from the store.</summary>
internal static class RunExportEndpoints
{
    public static void MapRunExports(this IEndpointRouteBuilder api) =>
        api.MapGet("/runs.jsonl", ExportAsync)
            .WithName("exportRuns")
            .WithSummary("Everything of the runs that the filters of /traces find, a line of JSON each, newest first.");

    /// <remarks>A fault in the middle cuts the connection: what is not whole does not look whole.</remarks>
    private static async Task<IResult> ExportAsync(
        HttpContext http,
        [FromServices] IRunExports exports,
        [FromServices] TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (values, unread) = TraceQuery.Parse(http.Request.QueryString.Value ?? "");
        if (unread.Count > 0)
            return TypedResults.Problem(
                $"{string.Join(", ", unread)}: not a filter, or not a value of it. Filters are those of the address of /traces, such as status=failed&agent=d0.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "The request is not well formed"
            );
        var name = string.Create(CultureInfo.InvariantCulture, $"runs-{time.GetUtcNow():yyyyMMdd-HHmmss}.jsonl");
        return TypedResults.Stream(
            async body =>
            {
                await foreach (var run in exports.ReadAsync(TraceQuery.Read(values, TimeZoneInfo.Utc), cancellationToken))
                    using (run)
                    {
                        await JsonSerializer.SerializeAsync(body, run, cancellationToken: cancellationToken);
                        await body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                    }
            },
            "application/x-ndjson",
            name
        );
    }
}
