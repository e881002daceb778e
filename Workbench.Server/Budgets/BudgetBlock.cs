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

    /// <summary>When it last got more, in ticks of the clock.</summary>
    public long LeasedAt { get; set; }

    /// <summary>One at a time asks the store for more.</summary>
    public SemaphoreSlim Asking { get; } = new(1);

    /// <summary>What the store said when it gave nothing.</summary>
    public BudgetShortage? Shortage { get; set; }
}

/// <param name="SpentByOthers">By other processes as far as they told, and by whom no process counted.</param>
/// <param name="At">In ticks of the clock.</param>
internal sealed record BudgetShortage(decimal? Limit, decimal SpentByOthers, long At);
