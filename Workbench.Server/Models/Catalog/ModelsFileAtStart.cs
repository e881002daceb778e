namespace Workbench.Server.Models.Catalog;

/// <summary>Reads the file when the program starts, so that a mistake in it is told then, and not when the first call comes.</summary>
internal sealed class ModelsFileAtStart(ModelsFile file) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = file.Current;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
