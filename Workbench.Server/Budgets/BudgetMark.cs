using System.Collections.Immutable;

namespace Workbench.Server.Budgets;

/// <summary>
/// Which hold an attempt was paid from. It goes into the attempt's usage row, so that after a crash each amount is found again once: in the bill, or
/// among what was held back.
/// </summary>
/// <param name="Node">The process that held it.</param>
/// <param name="Number">Counts the holds of that process.</param>
/// <param name="Budgets">That it was held on.</param>
public sealed record BudgetMark(long Node, long Number, ImmutableArray<int> Budgets);
