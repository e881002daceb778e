using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Shared.Evals;

namespace Workbench.Server.Api;

/// <summary>Sets of questions with what must come of them, and how they did.</summary>
internal static class EvalEndpoints
{
    public static void MapEvals(this IEndpointRouteBuilder api)
    {
        var sets = api.MapGroup("/eval-sets");
        sets.MapGet(
                "/",
                async ([FromServices] IEvalSets evals, CancellationToken cancellationToken) => TypedResults.Ok(await evals.ListAsync(cancellationToken))
            )
            .WithName("eval_sets")
            .WithSummary("The sets, each with its newest result.");
        sets.MapPost("/", CreateAsync).WithName("create_eval_set").WithSummary("Makes an empty set.");
        sets.MapGet("/{name}", FindAsync).WithName("eval_set").WithSummary("A set with its cases.");
        sets.MapPost("/{name}/cases", AddAsync).WithName("add_eval_cases").WithSummary("Adds cases, or puts them in the place of those with their ids.");
        sets.MapPost("/{name}/cases/from-run", AddRunAsync).WithName("add_run_to_eval_set").WithSummary("Adds a run's question with what it should say.");
        sets.MapPost("/{name}/runs", StartAsync)
            .WithName("run_eval_set")
            .WithSummary("Asks every case in the background. Goes on with one of the same settings that has not ended.");
        sets.MapGet("/{name}/runs", HistoryAsync).WithName("eval_history").WithSummary("Results of a set, newest first.");
        var results = api.MapGroup("/eval-results");
        results.MapGet("/{id:guid}", ResultAsync).WithName("eval_result").WithSummary("A result case by case, with the reliability of its confidence.");
        results.MapPost("/{id:guid}/cancel", CancelAsync).WithName("cancel_eval").WithSummary("Stops asking.");
        results.MapGet("/{id:guid}/changes", CompareAsync).WithName("compare_evals").WithSummary("Which cases another result sees otherwise.");
    }

    private static async Task<Results<Created, ProblemHttpResult>> CreateAsync(
        NewEvalSet set,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) =>
        await evals.CreateAsync(set.Name, set.Description, cancellationToken) is EvalRejected rejected
            ? Problem(rejected)
            : TypedResults.Created($"/api/eval-sets/{Uri.EscapeDataString(set.Name.Trim())}");

    private static async Task<Results<Ok<EvalSetView>, ProblemHttpResult>> FindAsync(
        string name,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) => await evals.FindAsync(name, cancellationToken) is { } found ? TypedResults.Ok(found) : Unknown($"There is no set \"{name}\".");

    private static async Task<Results<NoContent, ProblemHttpResult>> AddAsync(
        string name,
        IReadOnlyList<EvalCase> cases,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) => await evals.AddAsync(name, cases, cancellationToken) is EvalRejected rejected ? Problem(rejected) : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> AddRunAsync(
        string name,
        CaseOfRun added,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    )
    {
        ExpectedOfRun expected =
            added.Refuse ? new ShouldRefuse()
            : added.Expected is { } written ? new InsteadOfAnswer(written)
            : new AsAnswered();
        return await evals.AddRunAsync(name, added.Run, expected, cancellationToken) is EvalRejected rejected ? Problem(rejected) : TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<EvalStarted>, ProblemHttpResult>> StartAsync(
        string name,
        EvalSettings settings,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) =>
        await evals.StartAsync(name, settings, cancellationToken) switch
        {
            EvalStarted started => TypedResults.Accepted($"/api/eval-results/{started.Result}", started),
            EvalRejected rejected => Problem(rejected),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static async Task<Results<Ok<IReadOnlyList<EvalResultLine>>, ProblemHttpResult>> HistoryAsync(
        string name,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) =>
        await evals.FindAsync(name, cancellationToken) is null
            ? Unknown($"There is no set \"{name}\".")
            : TypedResults.Ok(await evals.HistoryAsync(name, cancellationToken));

    private static async Task<Results<Ok<EvalResultView>, ProblemHttpResult>> ResultAsync(
        Guid id,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) => await evals.ResultAsync(id, cancellationToken) is { } found ? TypedResults.Ok(found) : Unknown($"There is no result {id}.");

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        Guid id,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) => await evals.CancelAsync(id, cancellationToken) is EvalRejected rejected ? Problem(rejected) : TypedResults.NoContent();

    private static async Task<Results<Ok<EvalComparison>, ProblemHttpResult>> CompareAsync(
        Guid id,
        [Description("The earlier result.")] Guid since,
        [FromServices] IEvalSets evals,
        CancellationToken cancellationToken
    ) => await evals.CompareAsync(since, id, cancellationToken) is { } found ? TypedResults.Ok(found) : Unknown($"There is no result {id}, or none {since}.");

    private static ProblemHttpResult Problem(EvalRejected rejected) =>
        rejected.IsUnknown
            ? Unknown(rejected.Message)
            : TypedResults.Problem(rejected.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Nothing was changed");

    private static ProblemHttpResult Unknown(string message) => TypedResults.Problem(message, statusCode: StatusCodes.Status404NotFound, title: "Not found");
}

internal sealed record NewEvalSet(string Name, string? Description = null);

/// <param name="Expected">A value, or a query that gives the rows; null: what the run said is right.</param>
/// <param name="Refuse">It should not have answered.</param>
internal sealed record CaseOfRun(Guid Run, string? Expected = null, bool Refuse = false);
