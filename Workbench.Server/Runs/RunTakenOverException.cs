namespace Workbench.Server.Runs;

/// <summary>Another executor owns the run now; what this one wrote was refused.</summary>
public sealed class RunTakenOverException(Guid run, int fence, Exception? inner = null)
    : Exception($"Run {run} is not held with fence {fence} any more: another executor took it, or it ended.", inner)
{
    /// <summary>SQLSTATE that <c>hold_run</c> raises.</summary>
    internal const string SqlState = "WB001";

    public Guid Run => run;
    public int Fence => fence;
}
