using Microsoft.Extensions.Options;
using Quartz;

namespace Workbench.Server.Budgets;

/// <summary>Removes what lost processes left, once nobody counts it any more: every night, once in the whole cluster.</summary>
[DisallowConcurrentExecution]
internal sealed class PruneBudgets(BudgetStore store, IOptions<BudgetsOptions> options) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await store.PruneAsync(options.Value.KeepLost, cancellationToken);
}
