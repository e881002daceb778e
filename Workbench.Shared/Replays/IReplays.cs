namespace Workbench.Shared.Replays;

/// <summary>Past runs once more.</summary>
public interface IReplays
{
    /// <summary>
    /// Goes through a run again from its journal alone: models and tools reply what they replied, nothing is called, written or paid. Every request that the agent's loop makes is held
    /// against the one that it made then, byte for byte.
    /// </summary>
    /// <returns>Null: there is no such run.</returns>
    Task<ReplayOutcome?> ReplayAsync(Guid run, CancellationToken cancellationToken);
}

/// <param name="ModelCalls">Whose prompts were compared.</param>
/// <param name="ToolCalls">Whose arguments were compared.</param>
public abstract record ReplayOutcome(int ModelCalls, int ToolCalls);

/// <summary>The same requests, byte for byte.</summary>
/// <param name="Bytes">That were compared.</param>
/// <param name="Ending">How far it goes: <c>answered</c>, or where the journal stops.</param>
public sealed record ReplayedExactly(int ModelCalls, int ToolCalls, long Bytes, string Ending) : ReplayOutcome(ModelCalls, ToolCalls);

/// <summary>The first request that is another one now.</summary>
/// <param name="Step">Number of the step in the journal; null: the run had ended where the loop goes on.</param>
/// <param name="What">In words: <c>message 3 of the prompt</c>.</param>
public sealed record ReplayDiverged(int ModelCalls, int ToolCalls, int? Step, string What, string? Then, string? Now) : ReplayOutcome(ModelCalls, ToolCalls);

/// <summary>It cannot be gone through again; says why.</summary>
public sealed record ReplayRefused(string Reason) : ReplayOutcome(0, 0);
