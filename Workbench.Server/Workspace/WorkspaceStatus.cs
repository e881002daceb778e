using System.Runtime.CompilerServices;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.Workspace;

namespace Workbench.Server.Workspace;

internal sealed class WorkspaceStatus(
    IAsker asker,
    ISemanticLayers layers,
    IWarehouseAccounts accounts,
    WorkspaceStartup startup,
    StartupProgress progress,
    Today today,
    TimeProvider time
) : IWorkspaceStatus
{
    /// <summary>How often the day is looked at.</summary>
    private static readonly TimeSpan DayCheck = TimeSpan.FromMinutes(1);

    private const string WithoutLayer = "UTC";

    public WorkspaceView Current
    {
        get
        {
            // Without a layer the frame still stands: the page of its problems stands in it.
            var layer = layers.TryCurrent?.Layer;
            var zone = layer?.Calendar.TimeZone ?? WithoutLayer;
            var who = asker.Current;
            return new WorkspaceView(
                layer?.Name ?? Path.GetFileName(layers.Folder),
                who.User,
                who.Level,
                layer is null ? "No semantic layer" : accounts.Find(layer.Account)?.Label ?? layer.Account,
                startup.DataThrough,
                today.In(zone),
                zone,
                progress.Current,
                layers.Problems.Count(p => p.Severity == ProblemSeverity.Error)
            );
        }
    }

    public async IAsyncEnumerable<WorkspaceView> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = new AsyncAutoResetEvent();

        progress.Changed += changes.Set;
        layers.Changed += changes.Set;
        await using var timer = time.CreateTimer(_ => changes.Set(), null, DayCheck, DayCheck);
        try
        {
            var shown = Current;
            yield return shown;
            while (true)
            {
                await changes.WaitAsync(cancellationToken);
                var now = Current;
                if (now != shown)
                {
                    shown = now;
                    yield return now;
                }
            }
        }
        finally
        {
            progress.Changed -= changes.Set;
            layers.Changed -= changes.Set;
        }
    }
}
