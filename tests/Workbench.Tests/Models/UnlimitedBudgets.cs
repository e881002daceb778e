using Workbench.Server.Budgets;

namespace Workbench.Tests.Models;

/// <summary>Where nobody set a budget: everything may be spent.</summary>
internal sealed class UnlimitedBudgets : IBudgets
{
    private static readonly BudgetDecision Free = new BudgetHeld(new NoHold());

    public ValueTask<BudgetDecision> ReserveAsync(BudgetCall call, decimal? worstCaseUsd, CancellationToken cancellationToken) => ValueTask.FromResult(Free);

    private sealed class NoHold : IBudgetHold
    {
        public ValueTask SettleAsync(decimal costUsd) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
