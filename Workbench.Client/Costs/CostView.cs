using System.Globalization;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>What agents cost over some days: first the line that matters, then the days, then who.</summary>
public sealed record CostView
{
    private const int MostSeries = 7;
    private const int LongestSeries = 32;

    public required IReadOnlyList<CostFigure> Month { get; init; }
    public required IReadOnlyList<CostFigure> Range { get; init; }
    public required ChartFigure? Chart { get; init; }
    public required IReadOnlyList<CostLineView> Lines { get; init; }
    public required CostLineView Total { get; init; }
    public required IReadOnlyList<CostRunView> Dearest { get; init; }

    /// <summary>Said where no run cost anything.</summary>
    public required string? AllFree { get; init; }
    public required string? Unpriced { get; init; }
    public required string UnpricedHref { get; init; }
    public required string Grouping { get; init; }
    public required string Csv { get; init; }
    public required bool IsEmpty { get; init; }

    /// <param name="month">The current month, whatever days are shown.</param>
    public static CostView Create(CostReport report, CostRange range, CostMonth month, IReadOnlyList<BudgetState> budgets, RouterSaving? saving) =>
        new()
        {
            Month = CostFigures.OfMonth(month, budgets),
            Range = CostFigures.OfRange(report, range, saving),
            Chart = ChartOf(report, range.By),
            Lines = [.. report.Lines.Select(l => CostLineView.Create(l, report, range))],
            Total = CostLineView.Total(report, range),
            Dearest = [.. report.DearestRuns.Select(CostRunView.Create)],
            AllFree =
                report.DearestRuns.Count > 0 ? null
                : report.Totals.Runs == 1 ? "The run of these days cost nothing: $0."
                : $"All {Amounts.Count(report.Totals.Runs)} runs of these days cost nothing: $0.",
            Unpriced =
                report.Totals.UnpricedCalls == 0
                    ? null
                    : $"{Amounts.Count(report.Totals.UnpricedCalls, "model call has", "model calls have")} no price in the price table and {(report.Totals.UnpricedCalls == 1 ? "is" : "are")} not in these amounts: their cost is unknown, not $0.",
            UnpricedHref = CostLinks.Calls(range.From, range.To, report.TimeZone, "unpriced"),
            Grouping = range.By.ToString(),
            Csv = CostCsv.Of(report),
            IsEmpty = report.Totals is { Runs: 0, Calls: 0, RefusedCalls: 0 },
        };

    public static string NameOf(CostLine line, CostGrouping by) =>
        line.Name.Length == 0 ? (by == CostGrouping.Key ? "no key" : "no tier")
        : by != CostGrouping.Conversation ? line.Name
        : line.Name == CostLine.Others ? "Other conversations"
        : line.Label ?? line.Name;

    /// <summary>A legend has no room for the title of a conversation; the table has it whole.</summary>
    private static string Short(string name) => name.Length <= LongestSeries ? name : $"{name.AsSpan(0, LongestSeries - 1).TrimEnd()}…";

    /// <summary>Costs by day, stacked; when everything was free, questions by day: a chart of zeros says nothing.</summary>
    private static ChartFigure? ChartOf(CostReport report, CostGrouping by)
    {
        if (report.Days.Count == 0 || (report.Totals is { Runs: 0, Calls: 0, RefusedCalls: 0 }))
            return null;
        var isFree = report.Totals.CostUsd == 0;
        var own = report.Lines.Count > MostSeries + 1 ? report.Lines.Take(MostSeries).ToList() : report.Lines;
        var others = report.Lines.Skip(own.Count).Select(l => l.Name).ToList();
        var days = report.Days.Select(d => d.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ToList();
        List<ChartSeries> series = [.. own.Select(line => SeriesOf(Short(NameOf(line, by)), [line.Name]))];
        if (others.Count > 0)
            series.Add(SeriesOf(Amounts.Count(others.Count, "other", "others"), others));
        return new ChartFigure
        {
            Type = "bar",
            IsStacked = true,
            XType = "date",
            Prefix = isFree ? null : "$",
            Height = 260,
            Series = series,
            Summary =
                $"Stacked bars of {(isFree ? "questions" : "cost in US dollars")} by day, {Amounts.Count(days.Count, "day", "days")}, split by {string.Join(", ", series.Select(s => s.Name))}.",
            Note = isFree ? "All calls were free ($0): the bars count questions." : null,
        };

        ChartSeries SeriesOf(string name, IReadOnlyList<string> lines)
        {
            var sums = report.Days.Select(d => lines.Aggregate(CostTotals.Nothing, (sum, l) => d.ByName.TryGetValue(l, out var t) ? sum + t : sum)).ToList();
            return new ChartSeries(
                name,
                days,
                [.. sums.Select(t => isFree ? t.Questions : (double?)t.CostUsd)],
                [.. sums.Select(t => $"{Amounts.Cost(t.CostUsd)}, {Amounts.Count(t.Questions, "question", "questions")}")]
            );
        }
    }
}
