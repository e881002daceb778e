using System.Threading.Channels;
using Workbench.Server.Semantics;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Writes what is found on disk into the history: at the start, and whenever the folder changed.</summary>
internal sealed partial class LayerHistoryKeeper(ISemanticLayers layers, LayerSaving saving, TimeProvider time, ILogger<LayerHistoryKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Changed() => changes.Writer.TryWrite(true);
        layers.Changed += Changed;
        try
        {
            var isStart = true;
            do
            {
                changes.Reader.TryRead(out _);
                while (!await RecordAsync(isStart, stoppingToken))
                    await Task.Delay(Again, time, stoppingToken);
                isStart = false;
            } while (await changes.Reader.WaitToReadAsync(stoppingToken));
        }
        finally
        {
            layers.Changed -= Changed;
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
