using Workbench.Server.Budgets;
using Workbench.Shared.Costs;

namespace Workbench.Server.Agents;

internal sealed class AgentSpenders(IAgents agents) : IKnownSpenders
{
    public ValueTask<IReadOnlyList<string>> NamesAsync(BudgetScope scope, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>(scope == BudgetScope.Agent ? [.. agents.Current.Select(a => a.Name)] : []);
}
