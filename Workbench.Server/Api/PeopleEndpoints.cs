using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Workbench.Server.People;
using Workbench.Shared.People;

namespace Workbench.Server.Api;

/// <summary>What there is of each person.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        var people = api.MapGroup("/people");
        people.MapGet("/", ListAsync).WithName("people").WithSummary("People that are known, by name.");
        people.MapGet("/{name}", PlanAsync).WithName("person").WithSummary("What erasing a person would delete, and what it would keep under another name.");
        people.MapGet("/{name}/export.zip", ExportAsync).WithName("exportPerson").WithSummary("All that there is of a person, as a .zip of JSON.");
        people.MapPost("/{name}/erase", EraseAsync).WithName("erasePerson").WithSummary("Erases a person, for ever. The body repeats the name.");
    }

    private static Task<PeoplePage> ListAsync(
        [FromServices] IPeople people,
        CancellationToken cancellationToken,
        [Description("A part of the name.")] string? search = null,
        [Description("The `next` of the page before.")] string? after = null,
        [Description("1 to 200.")] int count = 50
    ) => people.ListAsync(search, after, count, cancellationToken);

    private static async Task<Results<Ok<ErasurePlan>, ProblemHttpResult>> PlanAsync(
        string name,
        [FromServices] IPeople people,
        CancellationToken cancellationToken
    ) => await people.PlanAsync(name, cancellationToken) is { } plan ? TypedResults.Ok(plan) : Unknown(name);

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ExportAsync(
        string name,
        [FromServices] PersonExport export,
        CancellationToken cancellationToken
    )
    {
        // A .zip is written with its directory at the end: first into a file, which goes with the response.
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 65_536,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            if (await export.WriteAsync(name, file, cancellationToken) is null)
            {
                await file.DisposeAsync();
                return Unknown(name);
            }
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        file.Position = 0;
        return TypedResults.Stream(file, "application/zip", "person.zip");
    }

    private static async Task<Results<Ok<PersonErased>, ProblemHttpResult>> EraseAsync(
        string name,
        ErasureRequest request,
        [FromServices] IPeople people,
        CancellationToken cancellationToken
    ) =>
        await people.EraseAsync(name, request.Confirm, cancellationToken) switch
        {
            PersonErased erased => TypedResults.Ok(erased),
            ErasureRefused refused => TypedResults.Problem(refused.Reason, statusCode: StatusCodes.Status409Conflict, title: "Not erased"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static ProblemHttpResult Unknown(string name) =>
        TypedResults.Problem($"Nobody of the name {name} is known.", statusCode: StatusCodes.Status404NotFound, title: "Unknown person");
}

/// <param name="Confirm">The name once more.</param>
internal sealed record ErasureRequest(string Confirm);
