using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <param name="Subject">Empty for everything.</param>
internal sealed record Budget(int Id, BudgetScope Scope, string Subject, BudgetPeriod Period, decimal LimitUsd, string SetBy, DateTimeOffset SetAt)
{
    public string Spender => BudgetWords.Spender(Scope, Subject);
    public string Per => BudgetWords.Per(Period);

    public static string Text(BudgetScope scope) => scope.ToString().ToLowerInvariant();

    public static string Text(BudgetPeriod period) => period.ToString().ToLowerInvariant();
}
