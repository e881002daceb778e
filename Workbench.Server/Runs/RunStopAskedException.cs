namespace Workbench.Server.Runs;

/// <summary>Somebody asked to stop the run before it could pause for a question.</summary>
internal sealed class RunStopAskedException(Guid run) : Exception($"Run {run} was asked to stop before it could wait for a person.");
