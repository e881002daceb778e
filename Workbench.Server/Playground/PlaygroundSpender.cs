using Workbench.Server.Budgets;
using Workbench.Shared.Costs;
using Workbench.Shared.Playground;

namespace Workbench.Server.Playground;

internal sealed class PlaygroundSpender : IKnownSpenders
{
    public ValueTask<IReadOnlyList<string>> NamesAsync(BudgetScope scope, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>(scope == BudgetScope.Agent ? [IPlayground.Agent] : []);
}
