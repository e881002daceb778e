using Workbench.Client.Components;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <param name="RunsHref">Runs that were asked; null: the line stands for several names.</param>
/// <param name="CallsHref">Runs whose calls make up the cost.</param>
public sealed record CostLineView(
    string Name,
    string Runs,
    string Questions,
    string Answered,
    string Input,
    string Cached,
    string Output,
    string Retries,
    string Cost,
    string ExactCost,
    string PerAnswered,
    string Share,
    string? RunsHref,
    string? CallsHref,
    string? RetriesHref
)
{
    public static CostLineView Create(CostLine line, CostReport report, CostRange range) =>
        Of(
            CostView.NameOf(line, range.By),
            line.Totals,
            report.Totals,
            CostLinks.Asked(range, line.Name, report.TimeZone),
            CostLinks.Calls(range, line.Name, report.TimeZone),
            CostLinks.Calls(range, line.Name, report.TimeZone, "retries")
        );

    public static CostLineView Total(CostReport report, CostRange range) =>
        Of(
            "Total",
            report.Totals,
            report.Totals,
            CostLinks.Asked(range, report.TimeZone),
            CostLinks.Calls(range.From, range.To, report.TimeZone),
            CostLinks.Calls(range.From, range.To, report.TimeZone, "retries")
        );

    private static CostLineView Of(string name, CostTotals totals, CostTotals all, string? runs, string? calls, string? retries)
    {
        var share =
            all.CostUsd > 0 ? totals.CostUsd / all.CostUsd
            : all.Runs > 0 ? (decimal)totals.Runs / all.Runs
            : 0;
        return new CostLineView(
            name,
            Amounts.Count(totals.Runs),
            Amounts.Count(totals.Questions),
            Amounts.Count(totals.Answered),
            Amounts.Count(totals.Input),
            totals.CachedShare is { } cached ? Amounts.Percent(Math.Round((double)cached * 100, 1)) : "–",
            Amounts.Count(totals.Output),
            totals.RetryCalls == 0 ? "–" : Amounts.Cost(totals.RetryUsd),
            Amounts.Cost(totals.CostUsd) + (totals.UnpricedCalls > 0 ? " + unpriced" : ""),
            Amounts.ExactCost(totals.CostUsd),
            totals.CostPerAnswered is { } per ? Amounts.Cost(per) : "–",
            Amounts.Percent((double)share * 100),
            runs,
            totals.Calls == 0 ? null : calls,
            totals.RetryCalls == 0 ? null : retries
        );
    }
}

public sealed record CostRunView(Guid Run, string Question, string Agent, string Model, DateTimeOffset At, string Tokens, string Cost, string ExactCost)
{
    public static CostRunView Create(CostRun run) =>
        new(run.Run, run.Question, run.Agent, run.Model, run.At, Amounts.Count(run.Tokens), Amounts.Cost(run.CostUsd), Amounts.ExactCost(run.CostUsd));
}
