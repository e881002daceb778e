namespace Workbench.Server.Runs;

/// <summary>A run that this process owns, until the lease runs out or somebody takes it over.</summary>
internal sealed record HeldRun(RunRow Run, int Fence)
{
    public Guid Id => Run.Id;
}
