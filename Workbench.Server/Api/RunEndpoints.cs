using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Server.Storage;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Shared.SecondOpinions;
using Workbench.Shared.Traces;

namespace Workbench.Server.Api;

/// <summary>Asking, and the runs that come of it.</summary>
internal static class RunEndpoints
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        api.MapPost("/ask", AskAsync).WithName("ask").WithSummary("Asks a question. Answers at once with the run; its answer comes at /api/runs/{id}/answer.");
        var runs = api.MapGroup("/runs");
        runs.MapGet("/", ListAsync).WithName("runs").WithSummary("Runs, newest first.");
        runs.MapGet("/{id}", FindAsync).WithName("run").WithSummary("A run by its id or a unique beginning of it.");
        runs.MapGet("/{id:guid}/answer", AnswerAsync).WithName("answer").WithSummary("The answer; 202 with the progress while the run works on it.");
        runs.MapGet("/{id:guid}/steps", StepsAsync).WithName("steps").WithSummary("Steps of a run, by range.");
        runs.MapGet("/{id:guid}/steps/{seq:int}/files/{number:int}", FileAsync).WithName("stepFile").WithSummary("A file that a step made.");
        runs.MapGet("/{id:guid}/export", ExportAsync).WithName("export").WithSummary("Everything of a run as one document.");
        runs.MapGet("/{id:guid}/events", EventsAsync).WithName("events").WithSummary("Progress as server-sent events, until the run ends or waits.");
        runs.MapPost("/{id:guid}/stop", StopAsync).WithName("stop").WithSummary("Stops a run.");
        runs.MapGet("/{id:guid}/second-opinion", FindOpinionAsync).WithName("secondOpinion").WithSummary("The newest second opinion of a run's numbers.");
        runs.MapPost("/{id:guid}/second-opinion", AskOpinionAsync)
            .WithName("askSecondOpinion")
            .WithSummary("Computes the numbers of a run's answer another way, and says whether they are the same.");
    }

    private static async Task<Results<Accepted<Asked>, ProblemHttpResult>> AskAsync(
        AskRequest request,
        [FromServices] IChat chat,
        CancellationToken cancellationToken
    ) =>
        await chat.AskAsync(request, cancellationToken) switch
        {
            Asked asked => TypedResults.Accepted($"/api/runs/{asked.Run}/answer", asked),
            AskRejected rejected => TypedResults.Problem(
                rejected.Message,
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "The question was not asked"
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static async Task<Results<Ok<TracePage>, ProblemHttpResult>> ListAsync(
        [FromServices] ITraces traces,
        CancellationToken cancellationToken,
        [Description("Words of questions, prompts, replies, SQL and errors: all of them, \"phrases\", -not these.")] string? text = null,
        RunStatus? status = null,
        Guid? conversation = null,
        [Description("The `next` of the page before.")] string? after = null,
        [Description("1 to 200.")] int count = 50
    )
    {
        // Beginning again in silence would page for ever.
        if (after is not null && PageCursor.Parse(after) is null)
            return Malformed($"\"{after}\" is no value of after. Pass the `next` of the page before, or leave it out.");
        // A number is read as one of the words, whether there is such a word or not.
        if (status is { } given && !Enum.IsDefined(given))
            return Malformed($"{given:D} is no value of status. Pass one of: {string.Join(", ", Enum.GetNames<RunStatus>()).ToLowerInvariant()}.");
        return TypedResults.Ok(
            await traces.ListAsync(
                new TraceFilter
                {
                    Text = text,
                    Status = status,
                    Conversation = conversation,
                },
                after,
                Math.Clamp(count, 1, 200),
                cancellationToken
            )
        );
    }

    private static async Task<Results<Ok<TraceView>, ProblemHttpResult>> FindAsync(
        string id,
        [FromServices] ITraces traces,
        CancellationToken cancellationToken
    ) => await traces.FindAsync(id, cancellationToken) is { } run ? TypedResults.Ok(run) : Unknown(id);

    private static async Task<Results<Ok<Answer>, Accepted<RunProgress>, ProblemHttpResult>> AnswerAsync(
        Guid id,
        [FromServices] IChat chat,
        [FromServices] ITraces traces,
        [FromServices] ISecondOpinions opinions,
        CancellationToken cancellationToken,
        [Description("Seconds to wait for it, at most 60.")] double wait = 0
    )
    {
        if (double.IsNaN(wait))
            return Malformed("wait is not a number. Pass seconds, 0 to 60.");
        if (await traces.FindAsync(id.ToString(), cancellationToken) is null)
            return Unknown(id.ToString());

        var seconds = Math.Clamp(wait, 0, LongestWait.TotalSeconds);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RunProgress? last = null;
        var isWaiting = false;
        try
        {
            await foreach (var progress in chat.FollowAsync(id, patience.Token))
            {
                last = progress;
                if (RunAnswers.Of(progress) is { } answer)
                    return TypedResults.Ok(await WithOpinionAsync(answer, opinions, cancellationToken));

                if (seconds == 0)
                    break;

                // The first picture always comes; the waiting is for those after it.
                if (!isWaiting)
                {
                    isWaiting = true;
                    patience.CancelAfter(TimeSpan.FromSeconds(seconds));
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time is up; the caller asks again.
        }

        return last is null ? Unknown(id.ToString()) : TypedResults.Accepted($"/api/runs/{id}/answer", last);
    }

    private static async Task<Results<Ok<IReadOnlyList<StepRow>>, ProblemHttpResult>> StepsAsync(
        Guid id,
        [FromServices] ITraces traces,
        CancellationToken cancellationToken,
        int skip = 0,
        [Description("1 to 1000.")] int count = 200
    ) =>
        await traces.FindAsync(id.ToString(), cancellationToken) is null
            ? Unknown(id.ToString())
            : TypedResults.Ok(await traces.StepsAsync(id, Math.Max(skip, 0), Math.Clamp(count, 1, 1000), cancellationToken));

    /// <summary>An agent wrote it: a browser shows it as a picture or keeps it as a file, and never runs what it says.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> FileAsync(
        Guid id,
        int seq,
        int number,
        [FromServices] ITraces traces,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await traces.FileAsync(id, seq, number, cancellationToken) is not { } file)
            return TypedResults.Problem(
                $"Step {seq} of run {id} made no file {number}, or it was too large to be kept.",
                statusCode: StatusCodes.Status404NotFound,
                title: "No such file"
            );
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return StepPictures.IsPicture(file.MediaType)
            ? TypedResults.File(file.Content.ToArray(), file.MediaType)
            : TypedResults.File(file.Content.ToArray(), "application/octet-stream", file.Name);
    }

    private static async Task<Results<Ok<JsonDocument>, ProblemHttpResult>> ExportAsync(
        Guid id,
        [FromServices] ITraces traces,
        CancellationToken cancellationToken
    ) => await traces.ExportAsync(id, cancellationToken) is { } document ? TypedResults.Ok(document) : Unknown(id.ToString());

    private static async Task<Results<ServerSentEventsResult<RunProgress>, ProblemHttpResult>> EventsAsync(
        Guid id,
        [FromServices] IChat chat,
        [FromServices] ITraces traces,
        CancellationToken cancellationToken
    ) =>
        await traces.FindAsync(id.ToString(), cancellationToken) is null
            ? Unknown(id.ToString())
            : TypedResults.ServerSentEvents(chat.FollowAsync(id, cancellationToken), eventType: "progress");

    private static async Task<Results<NoContent, ProblemHttpResult>> StopAsync(Guid id, [FromServices] IChat chat, CancellationToken cancellationToken) =>
        await chat.StopAsync(id, cancellationToken) switch
        {
            Stopping => TypedResults.NoContent(),
            AlreadyEnded ended => TypedResults.Problem(
                $"The run ended at {ended.At:u}.",
                statusCode: StatusCodes.Status409Conflict,
                title: "Run already ended"
            ),
            UnknownRun unknown => Unknown(unknown.Run.ToString()),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static async Task<Results<Ok<SecondOpinion>, ProblemHttpResult>> FindOpinionAsync(
        Guid id,
        [FromServices] ISecondOpinions opinions,
        CancellationToken cancellationToken
    ) => await opinions.FindAsync(id, cancellationToken) is { } found ? TypedResults.Ok(found) : NoOpinion(id);

    private static async Task<Results<Ok<SecondOpinion>, ProblemHttpResult>> AskOpinionAsync(
        Guid id,
        [FromServices] ISecondOpinions opinions,
        CancellationToken cancellationToken
    ) => await opinions.AskAsync(id, cancellationToken) is { } made ? TypedResults.Ok(made) : NoOpinion(id);

    private static ProblemHttpResult NoOpinion(Guid id) =>
        TypedResults.Problem(
            $"Run {id} is not known, has no answer, or has no second opinion yet.",
            statusCode: StatusCodes.Status404NotFound,
            title: "No second opinion"
        );

    /// <summary>A number that came out differently since it was answered is not told without saying so.</summary>
    private static async Task<Answer> WithOpinionAsync(Answer answer, ISecondOpinions opinions, CancellationToken cancellationToken) =>
        answer.Query is not null && await opinions.FindAsync(answer.RunId, cancellationToken) is { Outcome: OpinionOutcome.Differs, ResolvedAt: null } differs
            ? answer with
            {
                Warnings = [.. answer.Warnings, new AnswerWarning("second_opinion", differs.Words)],
            }
            : answer;

    private static ProblemHttpResult Malformed(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The request is not well formed");

    private static ProblemHttpResult Unknown(string id) =>
        TypedResults.Problem($"There is no run {id}.", statusCode: StatusCodes.Status404NotFound, title: "Unknown run");
}
