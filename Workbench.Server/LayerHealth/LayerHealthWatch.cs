using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.LayerHealth;

/// <summary>Measures what the layer claims anew: what was never measured in its present form, after the start and after each change of the layer.</summary>
internal sealed partial class LayerHealthWatch(
    ISemanticLayers layers,
    LayerProbes probes,
    StoredMeasurements store,
    StartupProgress startup,
    IOptions<LayerHealthOptions> options,
    TimeProvider time,
    ILogger<LayerHealthWatch> logger
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
                if (!await TryMeasureAsync(stoppingToken))
                {
                    await Task.Delay(AfterFault, time, stoppingToken);
                    Tell();
                }
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
    private async Task<bool> TryMeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await startup.WhenReadyAsync(cancellationToken);
            if (layers.TryCurrent is not { } layer)
                return true; // Told again when there is one.
            var known = await store.NewestAsync(layer.Layer.Account, cancellationToken);
            ImmutableArray<Probe> missing = [.. Probe.Of(layer.Layer).Where(p => IsMissing(known.GetValueOrDefault(p.Fingerprint)))];
            if (missing.IsEmpty)
                return true;
            var measured = await probes.MeasureAsync(missing, layer, layer.Layer.Account, cancellationToken);
            Measured(measured.Length, missing.Length, layer.Id);
            // What a person stopped is left alone until the layer changes.
            return probes.WasStopped || (measured.Length == missing.Length && !measured.Any(m => IsMissing(new KnownMeasurement(m, null))));
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            NotMeasured(e);
            return false;
        }
    }

    /// <summary>Of a warehouse that was away, nothing is known.</summary>
    private static bool IsMissing(KnownMeasurement? known) => known is null or { Last.FailureCode: "warehouse_down" or "no_account" };

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Measured} of {Missing} joins and keys of revision {Revision} measured")]
    private partial void Measured(int measured, int missing, string revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Joins could not be measured; trying again in a minute")]
    private partial void NotMeasured(Exception exception);
}
