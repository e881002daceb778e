namespace Workbench.Server.Models;

/// <summary>Prices of calls that other programs made by themselves.</summary>
public interface ICallPrices
{
    /// <param name="provider">As the program calls it: a name of models.yml, or the conventions' own such as <c>azure.ai.openai</c>.</param>
    /// <param name="models">The names under which the model is known, the surest first: ours or the provider's.</param>
    /// <returns>Null: none of them has a price at that moment, or the usage does not reconcile.</returns>
    CostParts? PartsOf(string provider, IReadOnlyList<string> models, DateTimeOffset at, TokenUsage usage);
}
