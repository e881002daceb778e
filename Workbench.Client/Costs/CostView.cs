using System.Globalization;
using System.Text;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>What agents cost over some days: first the line that matters, then the days, then who.</summary>
public sealed record CostView
{
    public required IReadOnlyList<CostFigure> Figures { get; init; }
    public required ChartFigure? Chart { get; init; }
    public required IReadOnlyList<CostLineView> Lines { get; init; }
    public required CostLineView Total { get; init; }
    public required IReadOnlyList<CostRunView> Dearest { get; init; }
    public required string? Unpriced { get; init; }
    public required string Grouping { get; init; }
    public required string Csv { get; init; }
    public required bool IsEmpty { get; init; }

    /// <param name="month">The current month's report, whatever days are shown.</param>
    public static CostView Create(CostReport report, CostRange range, CostTotals today, CostTotals month)
    {
        var total = LineOf("Total", report.Totals, report.Totals, range, report.TimeZone, null);
        return new CostView
        {
            Figures =
            [
                new("Today", Amounts.Cost(today.CostUsd), Amounts.ExactCost(today.CostUsd), Amounts.Count(today.Questions, "question", "questions")),
                new("This month", Amounts.Cost(month.CostUsd), Amounts.ExactCost(month.CostUsd), Amounts.Count(month.Questions, "question", "questions")),
                new(
                    "Shown days",
                    Amounts.Cost(report.Totals.CostUsd),
                    Amounts.ExactCost(report.Totals.CostUsd),
                    Amounts.Count(report.Totals.Runs, "run", "runs")
                ),
                PerUnit("Per question", report.Totals.CostPerQuestion, report.Totals.Questions),
                PerUnit("Per answered question", report.Totals.CostPerAnswered, report.Totals.Answered),
            ],
            Chart = ChartOf(report),
            Lines =
            [
                .. report
                    .Lines.OrderByDescending(l => l.Totals.CostUsd)
                    .ThenByDescending(l => l.Totals.Runs)
                    .Select(l => LineOf(l.Name, l.Totals, report.Totals, range, report.TimeZone, l.Name)),
            ],
            Total = total,
            Dearest = [.. report.DearestRuns.Select(CostRunView.Create)],
            Unpriced =
                report.Totals.UnpricedCalls == 0
                    ? null
                    : $"{Amounts.Count(report.Totals.UnpricedCalls, "model call has", "model calls have")} no price in the price table and {(report.Totals.UnpricedCalls == 1 ? "is" : "are")} not in these amounts: their cost is unknown, not $0.",
            Grouping = range.By.ToString(),
            Csv = CsvOf(report),
            IsEmpty = report.Totals.Runs == 0,
        };
    }

    private static CostFigure PerUnit(string label, decimal? cost, long count) =>
        new(label, cost is null ? "–" : Amounts.Cost(cost), cost is null ? "No questions in these days" : Amounts.ExactCost(cost), Amounts.Count(count));

    private static CostLineView LineOf(string name, CostTotals totals, CostTotals all, CostRange range, string zone, string? filter)
    {
        var share =
            all.CostUsd > 0 ? totals.CostUsd / all.CostUsd
            : all.Runs > 0 ? (decimal)totals.Runs / all.Runs
            : 0;
        var days = string.Create(CultureInfo.InvariantCulture, $"from={range.From:yyyy-MM-dd}&to={range.To:yyyy-MM-dd}&zone={Uri.EscapeDataString(zone)}");
        return new CostLineView(
            name,
            Amounts.Count(totals.Runs),
            Amounts.Count(totals.Questions),
            Amounts.Count(totals.Answered),
            Amounts.Count(totals.Input),
            Amounts.Count(totals.Cached),
            Amounts.Count(totals.Output),
            Amounts.Cost(totals.CostUsd) + (totals.UnpricedCalls > 0 ? " + unpriced" : ""),
            Amounts.ExactCost(totals.CostUsd),
            totals.CostPerAnswered is { } per ? Amounts.Cost(per) : "–",
            Amounts.Percent((double)share * 100),
            filter is null ? $"/traces?{days}" : $"/traces?{range.By.ToString().ToLowerInvariant()}={Uri.EscapeDataString(filter)}&{days}"
        );
    }

    /// <summary>Costs by day, stacked; when everything was free, questions by day: a chart of zeros says nothing.</summary>
    private static ChartFigure? ChartOf(CostReport report)
    {
        if (report.Days.Count == 0 || report.Totals.Runs == 0)
            return null;
        var isFree = report.Totals.CostUsd == 0;
        var names = report.Lines.Select(l => l.Name).ToList();
        var days = report.Days.Select(d => d.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ToList();
        return new ChartFigure
        {
            Type = "bar",
            IsStacked = true,
            XType = "date",
            Prefix = isFree ? null : "$",
            Height = 260,
            Series =
            [
                .. names.Select(name => new ChartSeries(
                    name,
                    days,
                    [
                        .. report.Days.Select(d =>
                            d.ByName.TryGetValue(name, out var t)
                                ? isFree
                                    ? t.Questions
                                    : (double?)t.CostUsd
                                : 0
                        ),
                    ],
                    [
                        .. report.Days.Select(d =>
                            d.ByName.TryGetValue(name, out var t)
                                ? $"{Amounts.Cost(t.CostUsd)}, {Amounts.Count(t.Questions, "question", "questions")}"
                                : "$0, 0 questions"
                        ),
                    ]
                )),
            ],
            Summary =
                $"Stacked bars of {(isFree ? "questions" : "cost in US dollars")} by day, {Amounts.Count(days.Count, "day", "days")}, split by {string.Join(", ", names)}.",
            Note = isFree ? "All calls were free ($0): the bars count questions." : null,
        };
    }

    private static string CsvOf(CostReport report)
    {
        var csv = new StringBuilder("day,name,runs,questions,answered,input_tokens,cached_tokens,output_tokens,cost_usd,unpriced_calls\r\n");
        foreach (var day in report.Days)
        {
            foreach (var (name, t) in day.ByName.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"{day.Day:yyyy-MM-dd},{Quote(name)},{t.Runs},{t.Questions},{t.Answered},{t.Input},{t.Cached},{t.Output},{t.CostUsd},{t.UnpricedCalls}\r\n"
                );
            }
        }
        return csv.ToString();
    }

    /// <summary>A name that begins like a formula would be computed by a spreadsheet: it gets an apostrophe.</summary>
    private static string Quote(string name)
    {
        var safe = name is ['=' or '+' or '-' or '@', ..] ? "'" + name : name;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}

public sealed record CostFigure(string Label, string Value, string Exact, string Note);

public sealed record CostLineView(
    string Name,
    string Runs,
    string Questions,
    string Answered,
    string Input,
    string Cached,
    string Output,
    string Cost,
    string ExactCost,
    string PerAnswered,
    string Share,
    string RunsHref
);

public sealed record CostRunView(Guid Run, string Question, string Agent, string Model, DateTimeOffset At, string Tokens, string Cost, string ExactCost)
{
    public static CostRunView Create(CostRun run) =>
        new(run.Run, run.Question, run.Agent, run.Model, run.At, Amounts.Count(run.Tokens), Amounts.Cost(run.CostUsd), Amounts.ExactCost(run.CostUsd));
}
