using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics;
using Workbench.Server.SemanticWorkspace;

namespace Workbench.Server.LayerHealth;

/// <summary>Measures what the layer claims anew: what was never measured in its present form, after the start and after each change of the layer.</summary>
internal sealed partial class LayerHealthWatch(
    LayerFollowing following,
    LayerProbes probes,
    StoredMeasurements store,
    AskedAccounts accounts,
    IOptions<LayerHealthOptions> options,
    ILogger<LayerHealthWatch> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.OnChange ? following.FollowAsync("Measuring joins", options.Value.Quiet, MeasureAsync, stoppingToken) : Task.CompletedTask;

    /// <returns>False: to be tried again.</returns>
    private async Task<bool> MeasureAsync(LayerRevision layer, CancellationToken cancellationToken)
    {
        if (!await MeasureAsync(layer, layer.Layer.Account, cancellationToken))
            return false;
        // Of the others whatever can be measured now; one that is away is tried again at night.
        foreach (var account in (await accounts.OfAsync(layer.Layer, cancellationToken)).Skip(1).TakeWhile(_ => !probes.WasStopped))
            await MeasureAsync(layer, account, cancellationToken);
        return true;
    }

    private async Task<bool> MeasureAsync(LayerRevision layer, string account, CancellationToken cancellationToken)
    {
        var known = await store.NewestAsync(account, cancellationToken);
        ImmutableArray<Probe> missing = [.. Probe.Of(layer.Layer).Where(p => IsMissing(known.GetValueOrDefault(p.Fingerprint)))];
        if (missing.IsEmpty)
            return true;
        var measured = await probes.MeasureAsync(missing, layer, account, cancellationToken);
        Measured(measured.Length, missing.Length, layer.Id, account);
        // What a person stopped is left alone until the layer changes.
        return probes.WasStopped || (measured.Length == missing.Length && !measured.Any(m => IsMissing(new KnownMeasurement(m, null))));
    }

    /// <summary>Of a warehouse that was away, nothing is known.</summary>
    private static bool IsMissing(KnownMeasurement? known) => known is null or { Last.FailureCode: "warehouse_down" or "no_account" };

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Measured} of {Missing} joins and keys of revision {Revision} measured on {Account}")]
    private partial void Measured(int measured, int missing, string revision, string account);
}
