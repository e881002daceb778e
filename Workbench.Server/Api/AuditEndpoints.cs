using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Server.Audit;
using Workbench.Shared.Audit;

namespace Workbench.Server.Api;

/// <summary>The audit log as files.</summary>
internal static class AuditEndpoints
{
    /// <summary>Of the last entry: kept elsewhere, they show later that nothing before it was cut off or written anew.</summary>
    private const string LastEntry = "Audit-Last-Entry";
    private const string LastHash = "Audit-Last-Hash";

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapGet("/audit.jsonl", JsonLinesAsync).WithName("auditJsonLines").WithSummary("The audit log, an entry a line, oldest first.");
        api.MapGet("/audit.csv", CsvAsync).WithName("auditCsv").WithSummary("The audit log as CSV, oldest first.");
    }

    private static Task<PushStreamHttpResult> JsonLinesAsync(
        HttpContext http,
        [FromServices] AuditExport export,
        CancellationToken cancellationToken,
        [Description("A name.")] string? who = null,
        [Description("A verb, such as asked.")] string? what = null,
        [Description("What it was done to, such as run.")] string? kind = null,
        [Description("First day, in UTC.")] DateOnly? from = null,
        [Description("Last day, in UTC.")] DateOnly? to = null,
        [Description("Words of the subject or the details.")] string? text = null
    ) => WriteAsync(http, export, new AuditFilter(who, what, kind, from, to, text), AuditFormat.JsonLines, cancellationToken);

    private static Task<PushStreamHttpResult> CsvAsync(
        HttpContext http,
        [FromServices] AuditExport export,
        CancellationToken cancellationToken,
        [Description("A name.")] string? who = null,
        [Description("A verb, such as asked.")] string? what = null,
        [Description("What it was done to, such as run.")] string? kind = null,
        [Description("First day, in UTC.")] DateOnly? from = null,
        [Description("Last day, in UTC.")] DateOnly? to = null,
        [Description("Words of the subject or the details.")] string? text = null
    ) => WriteAsync(http, export, new AuditFilter(who, what, kind, from, to, text), AuditFormat.Csv, cancellationToken);

    private static async Task<PushStreamHttpResult> WriteAsync(
        HttpContext http,
        AuditExport export,
        AuditFilter filter,
        AuditFormat format,
        CancellationToken cancellationToken
    )
    {
        var tail = await export.BeginAsync(cancellationToken);
        http.Response.Headers[LastEntry] = FormattableString.Invariant($"{tail.Number}");
        http.Response.Headers[LastHash] = tail.Hash;
        var (type, ending) = format == AuditFormat.Csv ? ("text/csv; charset=utf-8", "csv") : ("application/x-ndjson; charset=utf-8", "jsonl");
        return TypedResults.Stream(body => export.WriteAsync(filter, format, tail, body, cancellationToken), type, $"audit.{ending}");
    }
}
