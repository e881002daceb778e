using System.Globalization;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>Addresses of the runs behind a number.</summary>
public static class CostLinks
{
    /// <summary>Runs that made model calls in these days: what they cost is the number.</summary>
    public static string Calls(DateOnly from, DateOnly to, string zone, string kind = "all") => $"/traces?calls={kind}&{Days(from, to, zone)}";

    /// <summary>As <see cref="Calls(DateOnly, DateOnly, string, string)"/>, of one line. Null: a line that stands for several.</summary>
    public static string? Calls(CostRange range, string name, string zone, string kind = "all") =>
        name == CostLine.Others && range.By == CostGrouping.Conversation
            ? null
            : $"/traces?calls={kind}&{Filter(range.By, name)}&{Days(range.From, range.To, zone)}";

    /// <summary>Runs that were asked in these days; tiers, keys and the models that answered are known of calls alone.</summary>
    public static string? Asked(CostRange range, string name, string zone) =>
        range.By is CostGrouping.Model or CostGrouping.Tier or CostGrouping.Key ? Calls(range, name, zone)
        : name == CostLine.Others && range.By == CostGrouping.Conversation ? null
        : $"/traces?{Filter(range.By, name)}&{Days(range.From, range.To, zone)}";

    public static string Asked(CostRange range, string zone) => $"/traces?{Days(range.From, range.To, zone)}";

    /// <summary>What a budget counts.</summary>
    public static string Budget(BudgetState budget, DateOnly to, string zone)
    {
        var days = Days(budget.From, to, zone);
        CostGrouping? by = budget.Scope switch
        {
            BudgetScope.Agent => CostGrouping.Agent,
            BudgetScope.User => CostGrouping.User,
            BudgetScope.Key => CostGrouping.Key,
            BudgetScope.Model => CostGrouping.Model,
            _ => null,
        };
        return by is null || budget.Subject is null ? $"/traces?calls=all&{days}" : $"/traces?calls=all&{Filter(by.Value, budget.Subject)}&{days}";
    }

    private static string Filter(CostGrouping by, string name) => $"{by.ToString().ToLowerInvariant()}={(name.Length == 0 ? "-" : Uri.EscapeDataString(name))}";

    private static string Days(DateOnly from, DateOnly to, string zone) =>
        string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&zone={Uri.EscapeDataString(zone)}");
}
