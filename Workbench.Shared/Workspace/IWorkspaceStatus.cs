namespace Workbench.Shared.Workspace;

/// <summary>What the frame of every page shows: who asks, on what, and whether the workbench is ready.</summary>
public interface IWorkspaceStatus
{
    WorkspaceView Current { get; }

    /// <summary>The current view and then each change: start-up progress, a new revision of the layer, a day gone by.</summary>
    IAsyncEnumerable<WorkspaceView> FollowAsync(CancellationToken cancellationToken);
}

/// <param name="Level">The asker's access level.</param>
/// <param name="DataThrough">Last day that the warehouse covers.</param>
/// <param name="Today">The run's today, in the layer's time zone.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record WorkspaceView(
    string Workspace,
    string User,
    string Level,
    string Account,
    DateOnly? DataThrough,
    DateOnly? Today,
    string TimeZone,
    StartupView Startup,
    int LayerErrors
);

/// <param name="IsReady">Questions can be answered.</param>
/// <param name="Step">"Generating usage_daily"</param>
/// <param name="Fraction">0..1</param>
/// <param name="Failure">Why it never will be, and what to do.</param>
public sealed record StartupView(bool IsReady, string Step, double Fraction, string? Failure);
