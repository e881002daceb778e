using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Server.Answers.Exports;
using Workbench.Server.Audit;
using Workbench.Shared.Traces;

namespace Workbench.Server.Answers;

public static class AnswerEndpoints
{
    private const string Csv = "text/csv; charset=utf-8";

    /// <summary>Maps <c>runs/{id}/rows.csv</c> and <c>.xlsx</c> below the prefix of the host.</summary>
    public static IEndpointRouteBuilder MapAnswers(this IEndpointRouteBuilder api)
    {
        api.MapGet("runs/{id:guid}/rows.csv", CsvAsync);
        api.MapGet("runs/{id:guid}/rows.xlsx", XlsxAsync);
        return api;
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> CsvAsync(
        Guid id,
        [FromServices] ITraces traces,
        [FromServices] IAuditLog audit,
        CancellationToken cancellationToken
    )
    {
        if (await traces.FindAsync(id.ToString(), cancellationToken) is not { FinalAnswer: { Columns.Count: > 0 } answer })
            return NoRows(id);
        Note(audit, id, "csv");
        return TypedResults.Stream(body => CsvExport.WriteAsync(answer, body, cancellationToken), Csv, ExportTable.FileNameOf(answer, "csv"));
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> XlsxAsync(
        Guid id,
        [FromServices] ITraces traces,
        [FromServices] IAuditLog audit,
        CancellationToken cancellationToken
    )
    {
        if (await traces.FindAsync(id.ToString(), cancellationToken) is not { FinalAnswer: { Columns.Count: > 0 } answer } run)
            return NoRows(id);
        Note(audit, id, "xlsx");
        var file = new MemoryStream();
        XlsxExport.Write(answer, run.Line.Question, file);
        file.Position = 0;
        return TypedResults.Stream(file, XlsxExport.ContentType, ExportTable.FileNameOf(answer, "xlsx"));
    }

    private static void Note(IAuditLog audit, Guid run, string format) =>
        audit.Note(new AuditEntry(AuditVerb.Exported, AuditKinds.Run, run.ToString()) { Details = new() { ["format"] = format } });

    private static ProblemHttpResult NoRows(Guid id) =>
        TypedResults.Problem($"Run {id} is not known or its answer has no rows.", statusCode: StatusCodes.Status404NotFound, title: "No rows to export");
}
