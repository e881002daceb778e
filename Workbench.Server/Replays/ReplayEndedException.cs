namespace Workbench.Server.Replays;

/// <summary>The journal says nothing of what came after this: the run was stopped here, waits, or goes on.</summary>
internal sealed class ReplayEndedException() : Exception("The journal ends here.");
