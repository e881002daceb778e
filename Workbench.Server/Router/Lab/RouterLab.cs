using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Workbench.Server.Embeddings;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Lab;

/// <summary>The router of this process, tried out with the measures that training reports.</summary>
internal sealed class RouterLab(IMessageRouter router, NearestExamples nearest, IEmbedder embedder, IOptions<RouterOptions> options) : IRouterLab
{
    private static readonly ImmutableArray<double> Biases = [.. Enumerable.Range(-16, 33).Select(i => i * 0.25)];
    private static readonly RouterTier[] Tiers = Enum.GetValues<RouterTier>();

    public double Bias => options.Value.Bias;
    public string? Provider => embedder is ISentenceEncoder ? null : embedder.Model;
    public IReadOnlyList<RouterSampleSet> Sets => RouterSamples.Sets;

    public Task<RouterNeighbours> NearestAsync(string text, int count, CancellationToken cancellationToken) =>
        nearest.FindAsync(text, count, cancellationToken);

    public Task<IReadOnlyList<RouterSample>> ReadSetAsync(string name, CancellationToken cancellationToken) =>
        RouterSamples.ReadSetAsync(name, cancellationToken);

    public Task<IReadOnlyList<RouterSample>> ReadAsync(Stream lines, string name, CancellationToken cancellationToken) =>
        RouterSamples.ReadAsync(lines, name, cancellationToken);

    public async IAsyncEnumerable<RouterJudged> JudgeAsync(IReadOnlyList<RouterSample> samples, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var sample in samples)
            yield return new RouterJudged(sample, await router.RouteAsync(sample.Text, MessagePlace.Unknown, bias: 0, cancellationToken));
    }

    public RouterBulkScore Score(IReadOnlyList<RouterJudged> judged, double bias, RouterPrices prices)
    {
        List<Prediction> predictions =
        [
            .. judged
                .Where(j => j.Sample.Label is not null)
                .Select(j => new Prediction(
                    new RouterExample(j.Sample.Id, j.Sample.Text, j.Sample.Source, "", j.Sample.Label!.Value, ""),
                    j.Verdict.Probabilities
                )),
        ];
        if (predictions.Count == 0)
            return Nothing;
        TierCosts costs = new(prices.Fast, prices.Standard, prices.Max);
        RouterScore score = new(predictions, bias);
        return new RouterBulkScore
        {
            Messages = score.Count,
            Accuracy = score.Accuracy,
            MeanRecall = score.MacroRecall,
            Cheaper = RouterScore.UnderRouted(predictions, bias),
            Cost = CostPoint.Of(predictions, bias, costs).Cost,
            CalibrationError = score.CalibrationError,
            Confusion = [.. Tiers.Select(label => Tiers.Select(tier => score.Confused(label, tier)).ToList())],
            Calibration = [.. score.Calibration.Where(b => b.Count > 0).Select(b => new RouterCalibrationBin(b.From, b.To, b.Count, b.Confidence, b.Accuracy))],
            Curve = [.. Biases.Select(b => CostPoint.Of(predictions, b, costs)).Select(p => new RouterCostPoint(p.Bias, p.Accuracy, p.Cost, p.Enough))],
        };
    }

    private static RouterBulkScore Nothing { get; } =
        new()
        {
            Messages = 0,
            Accuracy = 0,
            MeanRecall = 0,
            Cheaper = 0,
            Cost = 0,
            CalibrationError = 0,
            Confusion = [],
            Calibration = [],
            Curve = [],
        };
}
