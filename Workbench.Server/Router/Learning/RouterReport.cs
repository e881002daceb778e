using System.Globalization;
using System.Text;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>Predictions as Markdown tables.</summary>
internal sealed class RouterReport
{
    private static readonly RouterTier[] Tiers = Enum.GetValues<RouterTier>();
    private static readonly double[] Biases = [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3];

    private readonly StringBuilder _text = new();

    public RouterReport Line(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    /// <summary>A row for each way of predicting.</summary>
    public RouterReport Comparison(IEnumerable<(string Name, IReadOnlyList<Prediction> Predictions)> ways)
    {
        Line("| | accuracy | mean recall | fast | standard | max | context | log loss |").Line("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, predictions) in ways)
        {
            RouterScore score = new(predictions);
            Line(
                $"| {name} | {Percent(score.Accuracy)} | {Percent(score.MacroRecall)} | {string.Join(" | ", Tiers.Select(t => Percent(score.Recall(t))))} | {Number(score.LogLoss)} |"
            );
        }
        return Line();
    }

    public RouterReport Whole(IReadOnlyList<Prediction> predictions)
    {
        RouterScore score = new(predictions);
        Line(
            $"{score.Right} of {score.Count} messages: **{Percent(score.Accuracy)}**; mean recall {Percent(score.MacroRecall)}, log loss {Number(score.LogLoss)}, calibration error (ECE) {Number(score.CalibrationError)}."
        );
        Line($"Cheaper than needed: {Percent(RouterScore.UnderRouted(predictions, 0))}. `context` found: {Percent(score.Recall(RouterTier.Context))}.").Line();
        return Confusion(score).Sources(predictions).Calibration(score).Costs(predictions);
    }

    public override string ToString() => _text.ToString();

    private RouterReport Confusion(RouterScore score)
    {
        Line("| needs ↓, got → | fast | standard | max | context | found |").Line("|---|---:|---:|---:|---:|---:|");
        foreach (var label in Tiers)
            Line($"| {RouterTiers.Name(label)} | {string.Join(" | ", Tiers.Select(t => score.Confused(label, t)))} | {Percent(score.Recall(label))} |");
        return Line($"| precision | {string.Join(" | ", Tiers.Select(t => Percent(score.Precision(t))))} | |").Line();
    }

    private RouterReport Sources(IReadOnlyList<Prediction> predictions)
    {
        Line("| source | messages | right |").Line("|---|---:|---:|");
        foreach (var source in predictions.GroupBy(p => p.Example.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
            Line($"| `{source.Key}` | {source.Count()} | {Percent(source.Average(p => p.IsRight ? 1.0 : 0.0))} |");
        return Line();
    }

    private RouterReport Calibration(RouterScore score)
    {
        Line("| sure | messages | said | right |").Line("|---|---:|---:|---:|");
        foreach (var bin in score.Calibration.Where(b => b.Count > 0))
            Line($"| {Percent(bin.From)} to {Percent(bin.To)} | {bin.Count} | {Percent(bin.Confidence)} | {Percent(bin.Accuracy)} |");
        return Line();
    }

    private RouterReport Costs(IReadOnlyList<Prediction> predictions)
    {
        var costs = TierCosts.Usual;
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Cost against always `max`, with fast : standard : max = {costs.Fast} : {costs.Standard} : {costs.Max} a message, `context` as standard:"
            )
        );
        Line().Line("| bias | accuracy | at least the tier needed | cost |").Line("|---:|---:|---:|---:|");
        foreach (var point in Biases.Select(b => CostPoint.Of(predictions, b, costs)))
            Line($"| {point.Bias.ToString(CultureInfo.InvariantCulture)} | {Percent(point.Accuracy)} | {Percent(point.Enough)} | {Percent(point.Cost)} |");
        return Line();
    }

    public static string Percent(double? share) => share is { } s ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
