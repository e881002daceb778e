using Workbench.Shared.Runs;

namespace Workbench.Server.Cli;

/// <summary>Which steps of a run the console has told: each once, when it has ended. They end in another order than they began.</summary>
internal sealed class StepsTold
{
    private readonly HashSet<int> _told = [];

    /// <returns>Steps that have ended since the last time.</returns>
    public IEnumerable<StepLine> TakeNew(RunProgress progress) => progress.Steps.Where(s => s.Status != StepStatus.Running && _told.Add(s.Seq));
}
