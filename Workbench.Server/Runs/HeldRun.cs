namespace Workbench.Server.Runs;

/// <summary>A run that this process owns, until the lease runs out or somebody takes it over.</summary>
/// <param name="Clock">Tells the times that go into its journal; see <see cref="RunClock"/>.</param>
internal sealed record HeldRun(RunRow Run, int Fence, TimeProvider Clock)
{
    public Guid Id => Run.Id;
}
