using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Writes what is found on disk into the history: at the start, and whenever the folder changed.</summary>
internal sealed partial class LayerHistoryKeeper(ISemanticLayers layers, LayerSaving saving, TimeProvider time, ILogger<LayerHistoryKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = new AsyncAutoResetEvent();
        layers.Changed += changes.Set;
        try
        {
            for (var isStart = true; ; isStart = false)
            {
                while (!await RecordAsync(isStart, stoppingToken))
                    await Task.Delay(Again, time, stoppingToken);
                await changes.WaitAsync(stoppingToken);
            }
        }
        finally
        {
            layers.Changed -= changes.Set;
        }
    }

    /// <returns>False: to be tried again.</returns>
    private async Task<bool> RecordAsync(bool isStart, CancellationToken cancellationToken)
    {
        try
        {
            await saving.RecordDiskAsync(isStart, cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            NotRecorded(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed in the semantic layer's folder could not be written into its history")]
    private partial void NotRecorded(Exception exception);
}
