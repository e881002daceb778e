using System.Globalization;
using Quartz;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs every verified query again by the clock; once in the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyVerified(ISemanticLayers layers, VerifiedRounds rounds, StoredVerifiedRuns store, Today today, TimeProvider time) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (layers.TryCurrent is not { } layer)
            return;
        // The schedule may be every hour as well: what it is run for is told by the moment that it was due.
        var due = context.ScheduledFireTimeUtc ?? time.GetUtcNow();
        var occasion = string.Create(
            CultureInfo.InvariantCulture,
            $"clock {today.In(layer.Layer.Calendar.TimeZone):yyyy-MM-dd} {due.UtcDateTime:yyyy-MM-dd HH:mm}"
        );
        var verified = layer.Layer.Content.Verified;
        await rounds.RunAsync(verified, layer, occasion, cancellationToken);
        await store.ForgetOthersAsync(layer.Layer.Account, [.. verified.Select(VerifiedFingerprint.Of)], cancellationToken);
    }
}
