using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <param name="Exact">On hover.</param>
/// <param name="Href">The runs behind it; null: it is no sum of runs.</param>
public sealed record CostFigure(string Label, string Value, string Exact, string Note, string? Href = null);

/// <summary>The lines of figures above the chart.</summary>
internal static class CostFigures
{
    /// <summary>The month: what it came to, what it will come to, what is left, what an answer costs.</summary>
    public static IReadOnlyList<CostFigure> OfMonth(CostMonth month, IReadOnlyList<BudgetState> budgets)
    {
        var first = new DateOnly(month.Today.Year, month.Today.Month, 1);
        return
        [
            new(
                "This month so far",
                Sum(month.Totals),
                Amounts.ExactCost(month.Totals.CostUsd),
                $"{Amounts.Count(month.Totals.Questions, "question", "questions")}, today {Sum(month.TodayTotals)}",
                CostLinks.Calls(first, month.Today, month.TimeZone)
            ),
            Forecast(month),
            BudgetLeft(budgets),
            PerUnit("Per answered question", month.Totals, month.Totals.CostPerAnswered, "this month", month.Totals.Answered, "answered"),
        ];
    }

    /// <summary>The days that are shown.</summary>
    public static IReadOnlyList<CostFigure> OfRange(CostReport report, CostRange range, RouterSaving? saving)
    {
        var totals = report.Totals;
        List<CostFigure> figures =
        [
            new(
                "Shown days",
                Sum(totals),
                Amounts.ExactCost(totals.CostUsd),
                $"{Amounts.Count(totals.Runs, "run", "runs")}, {Amounts.Count(totals.Calls, "model call", "model calls")}{(totals.RefusedCalls == 0 ? "" : $", {Amounts.Count(totals.RefusedCalls)} refused")}",
                CostLinks.Calls(range.From, range.To, report.TimeZone)
            ),
            PerUnit("Per question", totals, totals.CostPerQuestion, "in the shown days", totals.Questions, "asked"),
            PerUnit("Per answered question", totals, totals.CostPerAnswered, "in the shown days", totals.Answered, "answered"),
            new(
                "Cached input",
                totals.CachedShare is { } share ? Amounts.Percent(Math.Round((double)share * 100, 1)) : "–",
                $"{Amounts.Count(totals.Cached)} of {Amounts.Count(totals.Input)} input tokens were read from a provider's cache.",
                $"{Amounts.Count(totals.Input)} input tokens"
            ),
            new(
                "Retries",
                Amounts.Cost(totals.RetryUsd),
                $"{Amounts.ExactCost(totals.RetryUsd)}: attempts that failed at a provider, or that another attempt of the same step came after. They are part of the cost. What a budget or a limit refused before is not among them.",
                Amounts.Count(totals.RetryCalls, "attempt", "attempts"),
                totals.RetryCalls == 0 ? null : CostLinks.Calls(range.From, range.To, report.TimeZone, "retries")
            ),
        ];
        if (saving is not null)
            figures.Add(OfSaving(saving));
        return figures;
    }

    /// <summary>What tiers saved; the exact value tells what that assumes.</summary>
    public static CostFigure OfSaving(RouterSaving saving) =>
        new(
            saving.SavedUsd >= 0 ? "Saved against max" : "Dearer than max",
            Amounts.Cost(Math.Abs(saving.SavedUsd)),
            $"Assumes that {saving.MaxModel} would have used the same tokens, images, sounds and searches, cached as they were and in the same service tier: {Amounts.ExactCost(saving.AtMaxUsd)} instead of {Amounts.ExactCost(saving.PaidUsd)}.{(saving.LeftOut == 0 ? "" : $" {Amounts.Count(saving.LeftOut, "call", "calls")} without a price in both left out.")}",
            $"{Amounts.Count(saving.Calls, "call", "calls")} by tier, same tokens at {saving.MaxModel}'s price"
        );

    private static CostFigure Forecast(CostMonth month) =>
        month.Forecast is { } forecast
            ? new(
                "Forecast to month end",
                Amounts.Cost(Rounded(forecast.ExpectedUsd)),
                forecast.Method,
                $"{Amounts.Cost(Rounded(forecast.LowUsd))} to {Amounts.Cost(Rounded(forecast.HighUsd))}, from {Amounts.Count(forecast.Days, "day", "days")}"
            )
            : new("Forecast to month end", "–", "It needs at least one whole day of calls.", "After the first whole day");

    private static CostFigure BudgetLeft(IReadOnlyList<BudgetState> budgets)
    {
        var tightest =
            budgets.FirstOrDefault(b => b is { Scope: BudgetScope.Everything, Period: BudgetPeriod.Month })
            ?? budgets.OrderBy(b => b.LeftUsd / b.LimitUsd).FirstOrDefault();
        return tightest is null
            ? new("Budget left", "–", "Nothing limits what is spent.", "No budget is set", "#budgets")
            : new(
                "Budget left",
                Amounts.Cost(tightest.LeftUsd),
                $"{Amounts.ExactCost(tightest.LeftUsd)} of {Amounts.ExactCost(tightest.LimitUsd)} {BudgetWords.Per(tightest.Period)} for {tightest.Spender}.",
                $"of {Amounts.Cost(tightest.LimitUsd)} {BudgetWords.Per(tightest.Period)}, {tightest.Spender}",
                "#budgets"
            );
    }

    /// <summary>Calls of other programs and from the playground are no questions: what they cost is not in it, and said.</summary>
    private static CostFigure PerUnit(string label, CostTotals totals, decimal? cost, string when, long count, string verb)
    {
        var others = totals.CostUsd - totals.QuestionUsd;
        return new(
            label,
            cost is null ? "–" : Amounts.Cost(cost),
            cost is null
                ? $"No question was {verb} {when}."
                : $"{Amounts.ExactCost(totals.QuestionUsd)} for {Amounts.Count(count)} {verb}: {Amounts.ExactCost(decimal.Round(cost.Value, 10))} each.{(others == 0 ? "" : $" {Amounts.ExactCost(others)} of other programs and the playground is not in it.")}",
            string.Create(CultureInfo.InvariantCulture, $"{Amounts.Count(count)} {verb}{(others == 0 ? "" : ", programs left out")}")
        );
    }

    private static string Sum(CostTotals totals) => Amounts.Cost(totals.CostUsd) + (totals.UnpricedCalls > 0 ? " + unpriced" : "");

    private static decimal Rounded(decimal usd) => decimal.Round(usd, 6);
}
