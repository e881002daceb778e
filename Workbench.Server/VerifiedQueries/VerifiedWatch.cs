using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs the verified queries after the start and after each change of the layer.</summary>
internal sealed partial class VerifiedWatch(
    ISemanticLayers layers,
    VerifiedRounds rounds,
    StartupProgress startup,
    IOptions<VerifiedQueriesOptions> options,
    TimeProvider time,
    ILogger<VerifiedWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.OnChange)
            return;
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Tell() => changes.Writer.TryWrite(true);
        layers.Changed += Tell;
        try
        {
            Tell();
            while (await changes.Reader.WaitToReadAsync(stoppingToken))
            {
                do await Task.Delay(options.Value.Quiet, time, stoppingToken);
                while (changes.Reader.TryRead(out _));
                if (await TryRunAsync(stoppingToken))
                    continue;
                await Task.Delay(AfterFault, time, stoppingToken);
                Tell();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            layers.Changed -= Tell;
        }
    }

    /// <returns>False: to be tried again.</returns>
    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await startup.WhenReadyAsync(cancellationToken);
            if (layers.TryCurrent is not { Layer.Content.Verified: { IsEmpty: false } verified } layer)
                return true; // Told again when there is one.
            return await rounds.RunAsync(verified, layer, VerifiedRounds.OfLayer(layer.Id), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            NotRun(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The verified queries could not be run; trying again in a minute")]
    private partial void NotRun(Exception exception);
}
