namespace Workbench.Server.Budgets;

/// <summary>This process's part of a budget's period. Guarded by the lock of <see cref="BudgetLedger"/>.</summary>
internal sealed class BudgetBlock(Budget budget, BudgetWindow window)
{
    public Budget Budget { get; set; } = budget;
    public BudgetWindow Window => window;

    /// <summary>Of the limit, leased from the store: what this process may spend in all.</summary>
    public decimal Granted { get; set; }

    public decimal Spent { get; set; }
    public decimal Held { get; set; }
    public int Running { get; set; }
    public decimal Free => Granted - Spent - Held;

    /// <summary>Changed since the store was told.</summary>
    public bool IsDirty { get; set; }

    /// <summary>When it was last held back on, in ticks of the clock.</summary>
    public long UsedAt { get; set; }

    /// <summary>At which limit the store was told that a call was refused; 0: it was not told.</summary>
    public decimal RefusalTold { get; set; }

    /// <summary>What the store said when it gave nothing.</summary>
    public BudgetShortage? Shortage { get; set; }

    /// <summary>By all processes: those of others as they told, this one's as it is.</summary>
    public decimal SpentByAll => (Shortage?.SpentByOthers ?? 0) + Spent;

    public decimal Left => (Shortage is { Limit: var limit } ? limit ?? 0 : Budget.LimitUsd) - SpentByAll;
}

/// <param name="Limit">Null: the budget was removed.</param>
/// <param name="SpentByOthers">By other processes as far as they told, and by whom no process counted.</param>
/// <param name="Needed">That the store did not have: for less it may have enough.</param>
/// <param name="At">In ticks of the clock.</param>
internal sealed record BudgetShortage(decimal? Limit, decimal SpentByOthers, decimal Needed, long At);
