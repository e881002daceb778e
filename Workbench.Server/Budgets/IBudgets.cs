namespace Workbench.Server.Budgets;

/// <summary>Money that may be spent: held back before a call, settled after it, so that parallel calls cannot overrun it.</summary>
public interface IBudgets
{
    /// <summary>Holds the worst case back on every budget that covers the call, on all of them or on none.</summary>
    /// <param name="worstCaseUsd">
    /// Null: the model is unpriced, or the call has an open end. Where a budget covers the call, it is refused then, for nobody could say what it spends.
    /// </param>
    ValueTask<BudgetDecision> ReserveAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken);
}

/// <summary>What a call counts for.</summary>
/// <param name="Team">Of the user; null as long as nobody signs in.</param>
/// <param name="Key">Name of the virtual key of another program.</param>
public sealed record BudgetCall(string Agent, string User, string? Team, string? Key, string Model, DateTimeOffset At)
{
    /// <summary>Why nobody can say what it costs at most, and what to do, without the full stop; null: somebody can, or the model has no price.</summary>
    public string? OpenEnd { get; init; }

    /// <summary>How long it has waited for money already, such as for that of another member of its tier: its patience is one.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Who is to answer it.</summary>
    public string Provider { get; init; } = "";
}

public abstract record BudgetDecision
{
    private protected BudgetDecision() { }
}

public sealed record BudgetHeld(IBudgetHold Hold) : BudgetDecision;

/// <param name="Message">Which budget, how much of it is spent, when it begins anew, and who can raise it.</param>
/// <param name="ResetsAt">When its next day or month begins; null: the same call will be refused then, too.</param>
public sealed record BudgetSpent(string Budget, decimal LimitUsd, decimal SpentUsd, DateTimeOffset? ResetsAt, string Message) : BudgetDecision;

/// <summary>Money held back for one attempt. Disposed without having been settled, it goes back whole.</summary>
public interface IBudgetHold : IAsyncDisposable
{
    /// <summary>To be kept with the attempt (<c>ModelAttempt.Held</c>); null: no budget covers the call.</summary>
    BudgetMark? Mark => null;

    /// <summary>Counts what the attempt cost, and lets go of the rest. Once.</summary>
    ValueTask SettleAsync(decimal costUsd);
}
