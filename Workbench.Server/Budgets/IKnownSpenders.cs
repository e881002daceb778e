using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>Names of those who can spend. Whoever keeps agents, models or keys supplies one; a budget for a name that nobody keeps would limit nothing.</summary>
public interface IKnownSpenders
{
    /// <returns>None: of this scope it knows nobody.</returns>
    ValueTask<IReadOnlyList<string>> NamesAsync(BudgetScope scope, CancellationToken cancellationToken);
}
