using Quartz;
using Workbench.Server.Semantics;

namespace Workbench.Server.LayerHealth;

/// <summary>Measures everything again by the clock; once in the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyProbes(ISemanticLayers layers, LayerProbes probes, AskedAccounts accounts) : IJob
{
    public static readonly JobKey Key = new("measure", "layer-health");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (layers.TryCurrent is not { } layer)
            return;
        await probes.MeasureAsync(Probe.Of(layer.Layer), layer, layer.Layer.Account, cancellationToken);
        foreach (var account in (await accounts.OfAsync(layer.Layer, cancellationToken)).Skip(1).TakeWhile(_ => !probes.WasStopped))
            await probes.MeasureAsync(Probe.Of(layer.Layer), layer, account, cancellationToken);
    }
}
