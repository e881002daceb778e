using Quartz;
using Workbench.Server.Semantics;

namespace Workbench.Server.LayerHealth;

/// <summary>Measures everything again by the clock; once in the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyProbes(ISemanticLayers layers, LayerProbes probes) : IJob
{
    public static readonly JobKey Key = new("measure", "layer-health");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (layers.TryCurrent is { } layer)
            await probes.MeasureAsync(Probe.Of(layer.Layer), layer, layer.Layer.Account, cancellationToken);
    }
}
