using System.Diagnostics;
using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <summary>What <c>router train</c> does: judge every source by networks that did not see it, calibrate on that, then learn from all.</summary>
internal static class RouterTrainingRun
{
    /// <summary>Sources are left out in so many groups of like size: one by one would take three times as long.</summary>
    public const int Folds = 10;

    public static TrainedRouter Run(SampleSet set, TrainingSettings settings, string encoder, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var crossed = CrossValidation.Predict(set, settings, CrossValidation.BySource, Folds, cancellationToken);
        var calibration = CalibrationFit.Fit(crossed);
        var (scale, networks) = RouterTraining.Train(set, [.. Enumerable.Range(0, set.Examples.Count)], settings, cancellationToken);
        var hash = RouterExamples.Hash(set.Examples);
        RouterWeights weights = new()
        {
            Name = $"v{RouterWeightsFile.Format}-{hash[..6]}-{settings.Seed}",
            Encoder = encoder,
            Input = scale,
            Members = [.. networks.Select(n => n.Network)],
            Calibration = calibration,
            DataHash = hash,
            Seed = settings.Seed,
        };
        return new TrainedRouter(RouterWeightsFile.Rounded(weights), networks, crossed, Calibrated(crossed), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Each source is calibrated by what was fitted on the others, so that the calibration too is measured on sources it does not know.</summary>
    public static IReadOnlyList<Prediction> Calibrated(IReadOnlyList<Prediction> crossed)
    {
        Dictionary<string, Calibration> bySource = new(StringComparer.Ordinal);
        foreach (var source in crossed.Select(p => p.Example.Source).Distinct())
            bySource[source] = CalibrationFit.Fit([.. crossed.Where(p => p.Example.Source != source)]);
        return [.. crossed.Select(p => bySource[p.Example.Source].Apply(p))];
    }
}

/// <param name="Crossed">Every message judged by networks that saw nothing of its source, before calibration.</param>
/// <param name="Calibrated">The same, calibrated.</param>
internal sealed record TrainedRouter(
    RouterWeights Weights,
    IReadOnlyList<TrainedNetwork> Networks,
    IReadOnlyList<Prediction> Crossed,
    IReadOnlyList<Prediction> Calibrated,
    TimeSpan Duration
);
