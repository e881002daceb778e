using System.Runtime.CompilerServices;
using System.Threading.Channels;
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
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Changed() => changes.Writer.TryWrite(true);

        progress.Changed += Changed;
        layers.Changed += Changed;
        await using var timer = time.CreateTimer(_ => Changed(), null, DayCheck, DayCheck);
        try
        {
            var shown = Current;
            yield return shown;
            while (await changes.Reader.WaitToReadAsync(cancellationToken))
            {
                changes.Reader.TryRead(out _);
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
            progress.Changed -= Changed;
            layers.Changed -= Changed;
        }
    }
}
