using System.Globalization;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>What <c>router train</c> tells of its weights.</summary>
internal static class TrainingReport
{
    public static string Of(TrainedRouter trained)
    {
        var weights = trained.Weights;
        RouterReport report = new();
        report
            .Line($"# Router weights {weights.Name}")
            .Line()
            .Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Seed {weights.Seed}; data {weights.DataHash}; encoder {weights.Encoder}; {RouterWeightsFile.Bytes(weights).Length:N0} bytes; trained in {trained.Duration.TotalSeconds:0} s (embeddings not counted)."
                )
            )
            .Line(
                $"{weights.Members.Count} networks, best epochs {string.Join(", ", trained.Networks.Select(n => n.BestEpoch))}; temperature {weights.Calibration.Temperature.ToString("0.00", CultureInfo.InvariantCulture)}."
            )
            .Line()
            .Line("## On sources left out of training")
            .Line()
            .Line(
                "Each message is judged, and calibrated, by networks that saw nothing of its source (sources are left out in ten groups); its place in the conversation is not told."
            )
            .Line()
            .Whole(trained.Calibrated);
        return report.ToString();
    }

    public static string Comparison(SampleSet set, TrainingSettings settings, CancellationToken cancellationToken)
    {
        var bySource = CrossValidation.BySource;
        RouterReport report = new();
        report.Line("## Baselines, sources left out in the same groups").Line();
        report.Comparison([
            ("logistic regression", Cross(Baselines.LogisticRegression(settings))),
            ("15 nearest neighbours", Baselines.NearestNeighbours(set, bySource, cancellationToken)),
            .. Enum.GetValues<RouterTier>().Select(t => ($"always `{RouterTiers.Name(t)}`", Baselines.Always(t, set))),
            ("at random", Baselines.AtRandom(set, settings.Seed)),
        ]);
        report.Line("## Sizes and features, sources left out in the same groups").Line();
        report.Comparison(
            Sweep.Variants(settings).Select(v => (v.Name, CrossValidation.Predict(set, v.Settings, bySource, RouterTrainingRun.Folds, cancellationToken)))
        );
        report.Line("## What else is left out").Line();
        report.Comparison([
            (
                "families of sources, in ten groups",
                CrossValidation.Predict(set, settings, CrossValidation.ByFamily, RouterTrainingRun.Folds, cancellationToken)
            ),
            ("rows only, in ten groups: sources are known", CrossValidation.Predict(set, settings, e => e.Id, RouterTrainingRun.Folds, cancellationToken)),
        ]);
        return report.ToString();

        IReadOnlyList<Prediction> Cross(TrainingSettings variant) =>
            CrossValidation.Predict(set, variant, bySource, RouterTrainingRun.Folds, cancellationToken);
    }
}
