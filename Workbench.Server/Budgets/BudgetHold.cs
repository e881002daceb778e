using System.Collections.Immutable;

namespace Workbench.Server.Budgets;

/// <summary>Money of one attempt, held in this process's blocks.</summary>
internal sealed class BudgetHold(BudgetLedger ledger, ImmutableArray<BudgetBlock> blocks, decimal worst, BudgetMark mark) : IBudgetHold
{
    private int _isSettled;

    public BudgetMark Mark => mark;
    public ImmutableArray<BudgetBlock> Blocks => blocks;
    public decimal Worst => worst;

    public ValueTask SettleAsync(decimal costUsd)
    {
        if (Interlocked.Exchange(ref _isSettled, 1) == 0)
            ledger.Settle(this, costUsd);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => SettleAsync(0);
}

/// <summary>Of a call that no budget covers, or that costs nothing.</summary>
internal sealed class NothingHeld : IBudgetHold
{
    public static BudgetHeld Decision { get; } = new(new NothingHeld());

    public ValueTask SettleAsync(decimal costUsd) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
