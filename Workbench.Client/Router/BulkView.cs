using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Client.Costs;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Client.Router;

/// <summary>What the bulk tab shows and saves of judged messages.</summary>
internal static class BulkView
{
    public static IReadOnlyList<CostFigure> Figures(RouterBulkScore score) =>
        [
            new("Accuracy", RouterWords.Percent(score.Accuracy), "", $"of {Amounts.Count(score.Messages, "labelled message", "labelled messages")}"),
            new("Mean recall", RouterWords.Percent(score.MeanRecall), "", "each class counts the same"),
            new("Cheaper than needed", RouterWords.Percent(score.Cheaper), "", "their answers suffer"),
            new("Cost", RouterWords.Percent(score.Cost), "", "of always max"),
            new("Calibration error", RouterWords.Percent(score.CalibrationError), "", "said against right"),
        ];

    /// <summary>The way from the cheapest bias to the dearest, and the point where the slider stands. Null: no message has a label.</summary>
    public static ChartFigure? Curve(RouterBulkScore score, double bias)
    {
        if (score.Curve.Count == 0)
            return null;
        var ways = score.Curve.DistinctBy(p => p.Cost).OrderBy(p => p.Cost).ToList();
        var here = score.Curve.MinBy(p => Math.Abs(p.Bias - bias))!;
        return new ChartFigure
        {
            Type = "line",
            XType = "linear",
            XSuffix = "%",
            Suffix = "%",
            Height = 260,
            Series =
            [
                Series("accuracy", ways, p => p.Accuracy),
                Series("at least the tier needed", ways, p => p.Enough),
                Series("now", [here], p => p.Accuracy),
            ],
            Summary =
                $"Lines of accuracy and of messages that get at least the tier they need, by cost as a share of always max. At bias {RouterWords.Bias(bias)}: cost {RouterWords.Percent(here.Cost)}, accuracy {RouterWords.Percent(here.Accuracy)}.",
            Note = "Left to right: cost as a share of always max. Each point is a bias.",
        };
    }

    private static ChartSeries Series(string name, IReadOnlyList<RouterCostPoint> points, Func<RouterCostPoint, double> share) =>
        new(
            name,
            [.. points.Select(p => (100 * p.Cost).ToString("0.##", CultureInfo.InvariantCulture))],
            [.. points.Select(p => (double?)Math.Round(100 * share(p), 2))],
            [.. points.Select(p => $"{RouterWords.Percent(share(p))} at {RouterWords.Percent(p.Cost)} of the cost, bias {RouterWords.Bias(p.Bias)}")]
        );

    /// <summary>Of a cell of the confusion matrix; else what is wrong, the surest first; else, where nothing has a label, all in their order.</summary>
    public static IEnumerable<RouterJudged> Listed(IReadOnlyList<RouterJudged> judged, double bias, (RouterTier Needs, RouterTier Got)? cell)
    {
        if (cell is var (needs, got))
            return judged.Where(j => j.Sample.Label == needs && j.At(bias) == got).OrderByDescending(Sureness);
        return judged.Any(j => j.Sample.Label is not null)
            ? judged.Where(j => j.Sample.Label is { } label && label != j.At(bias)).OrderByDescending(Sureness)
            : judged;

        double Sureness(RouterJudged j) => j.Verdict.Probabilities[j.At(bias)];
    }

    public static string Csv(IReadOnlyList<RouterJudged> judged, double bias)
    {
        StringBuilder csv = new("id,source,label,tier,fast,standard,max,context,text\r\n");
        foreach (var j in judged)
        {
            var p = j.Verdict.Probabilities;
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{CsvField.Of(j.Sample.Id)},{CsvField.Of(j.Sample.Source)},{(j.Sample.Label is { } label ? RouterTiers.Name(label) : "")},{RouterTiers.Name(j.At(bias))},{p.Fast:0.####},{p.Standard:0.####},{p.Max:0.####},{p.Context:0.####},{CsvField.Of(j.Sample.Text)}\r\n"
            );
        }
        return csv.ToString();
    }

    /// <summary>As <c>router classify</c> writes them, without the time and with the label where there is one.</summary>
    public static string Jsonl(IReadOnlyList<RouterJudged> judged, double bias)
    {
        StringBuilder lines = new();
        foreach (var j in judged)
            lines
                .Append(JsonSerializer.Serialize(new JudgedLine(j.Sample.Id, j.At(bias), j.Verdict.Probabilities, j.Sample.Label), WireJson.Options))
                .Append('\n');
        return lines.ToString();
    }

    private sealed record JudgedLine(string Id, RouterTier Tier, RouterProbabilities Probabilities, RouterTier? Label);
}
