namespace Workbench.Server.Runs;

/// <summary>Decides what a run does next, and does it, until it ends or waits.</summary>
internal interface IRunLoop
{
    /// <returns>When the journal says that the run ended or waits.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; steps are left open.</exception>
    Task RunAsync(RunSession session, CancellationToken cancellationToken);

    /// <summary>Ends a run that was stopped by its own limit with the best that it has, and says so.</summary>
    /// <param name="limit">In words: <c>the limit of 300 s</c>.</param>
    Task EndEarlyAsync(RunSession session, string limit, CancellationToken cancellationToken);

    /// <summary>How long the run may take in one go.</summary>
    ValueTask<TimeSpan> WallClockAsync(RunRow run, CancellationToken cancellationToken);
}
