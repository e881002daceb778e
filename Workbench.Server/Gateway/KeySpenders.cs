using Workbench.Server.Budgets;
using Workbench.Shared.Costs;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary>Keys that can be called with, by themselves and as the agents for which their calls are counted.</summary>
internal sealed class KeySpenders(StoredKeys store, TimeProvider time) : IKnownSpenders
{
    public async ValueTask<IReadOnlyList<string>> NamesAsync(BudgetScope scope, CancellationToken cancellationToken)
    {
        if (scope is not (BudgetScope.Key or BudgetScope.Agent))
            return [];
        var now = time.GetUtcNow();
        var names = (await store.ListAsync(now, cancellationToken)).Where(k => k.StateAt(now) == KeyState.Good).Select(k => k.Name);
        return [.. scope == BudgetScope.Key ? names : names.Select(n => GatewayKey.AgentPrefix + n)];
    }
}
