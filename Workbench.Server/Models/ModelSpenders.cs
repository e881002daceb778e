using Workbench.Server.Budgets;
using Workbench.Shared.Costs;

namespace Workbench.Server.Models;

/// <summary>Models of models.yml, also those whose provider has no key yet. A tier spends as the models in it.</summary>
internal sealed class ModelSpenders(ModelProviders providers) : IKnownSpenders
{
    public ValueTask<IReadOnlyList<string>> NamesAsync(BudgetScope scope, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>(scope == BudgetScope.Model ? [.. providers.Current.Models.Select(m => m.Name)] : []);
}
