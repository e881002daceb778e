using Workbench.Shared.Workspace;

namespace Workbench.Server.Workspace;

public static class WorkspaceServices
{
    public static IServiceCollection AddWorkspace(this IServiceCollection services)
    {
        services.AddSingleton<Today>().AddSingleton<StartupProgress>().AddSingleton<WorkspaceStartup>();
        return services.AddSingleton<IWorkspaceStatus, WorkspaceStatus>();
    }

    /// <summary><c>/healthz</c>: the process lives; <c>/readyz</c>: it answers questions, and was not asked to stop.</summary>
    public static void MapWorkspace(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Text("ok"));
        routes.MapGet(
            "/readyz",
            (StartupProgress progress, IHostApplicationLifetime lifetime) =>
                lifetime.ApplicationStopping.IsCancellationRequested ? Results.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable)
                : progress.Current is { IsReady: true } ? Results.Text("ready")
                : Results.Json(progress.Current, Shared.WireJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable)
        );
    }
}
