using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>A budget with the bar of what is spent of it.</summary>
/// <param name="Spent">Width of the bar.</param>
/// <param name="Held">Width of what is held back, after it.</param>
/// <param name="Tone">Class of the badge and the bar.</param>
public sealed record BudgetView(
    int Id,
    string Spender,
    string Limit,
    string Period,
    string State,
    string Tone,
    string Words,
    string Spent,
    string Held,
    string Share,
    DateTimeOffset ResetsAt,
    string SetBy,
    string RunsHref
)
{
    public static BudgetView Create(BudgetState budget, DateOnly today, string zone)
    {
        var spent = Math.Clamp(budget.Share * 100, 0, 100);
        var held = Math.Clamp(budget.HeldUsd / budget.LimitUsd * 100, 0, 100 - spent);
        List<string> words = [$"{Amounts.Cost(budget.SpentUsd)} spent", $"{Amounts.Cost(budget.LeftUsd)} left"];
        if (budget.HeldUsd > 0)
            words.Add($"{Amounts.Cost(budget.HeldUsd)} held back for calls that run");
        if (budget.LostUsd > 0)
            words.Add($"{Amounts.Cost(budget.LostUsd)} counted for calls that a crash cut off");
        return new BudgetView(
            budget.Id,
            budget.Spender,
            "$" + budget.LimitUsd.ToString("#,0.00", CultureInfo.InvariantCulture),
            BudgetWords.Per(budget.Period),
            budget.State,
            budget.Level switch
            {
                BudgetLevel.Fine => "good",
                BudgetLevel.Warning => "warning",
                _ => "bad",
            },
            string.Join(" · ", words),
            Percent(spent),
            Percent(held),
            Amounts.Percent(Math.Round((double)budget.Share * 100, 1)),
            budget.ResetsAt,
            budget.SetBy,
            CostLinks.Budget(budget, today, zone)
        );
    }

    private static string Percent(decimal share) => share.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <summary>What stands in the fields of the form.</summary>
public sealed class BudgetForm
{
    public BudgetScope Scope { get; set; } = BudgetScope.Everything;
    public string? Subject { get; set; }
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Month;
    public string? Limit { get; set; }

    /// <summary>A scope that somebody can have: nobody has a team as long as nobody signs in.</summary>
    public static IReadOnlyList<BudgetScope> Scopes { get; } = [.. Enum.GetValues<BudgetScope>().Where(s => s != BudgetScope.Team)];

    public static BudgetForm Of(BudgetState budget) =>
        new()
        {
            Scope = budget.Scope,
            Subject = budget.Subject,
            Period = budget.Period,
            Limit = budget.LimitUsd.ToString("0.##", CultureInfo.InvariantCulture),
        };

    /// <returns>Null and what is wrong, or a draft.</returns>
    public (BudgetDraft? Draft, string? Problem) Read()
    {
        var text = Limit?.Trim().TrimStart('$').Replace(",", "", StringComparison.Ordinal);
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var limit))
            return (null, "The limit is an amount in US dollars, such as 50.");
        var draft = new BudgetDraft(Scope, Scope == BudgetScope.Everything ? null : Subject?.Trim(), Period, limit);
        return draft.Problem is { } problem ? (null, problem) : (draft, null);
    }
}
