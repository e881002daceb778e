namespace Workbench.Server.Workspace;

/// <summary>Makes the workspace ready behind the pages, which are served already.</summary>
internal sealed class WorkspaceStartupService(WorkspaceStartup startup) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => startup.RunUntilReadyAsync(stoppingToken), stoppingToken);
}
