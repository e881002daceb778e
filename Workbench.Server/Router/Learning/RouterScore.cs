using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>How right predictions are; every number is counted, none estimated.</summary>
internal sealed class RouterScore
{
    private const int Bins = 10;

    private static readonly RouterTier[] Tiers = Enum.GetValues<RouterTier>();

    private readonly int[,] _confusion = new int[RouterProbabilities.Classes, RouterProbabilities.Classes];

    /// <param name="bias">Of the tiers that are counted. Calibration and loss are of the probabilities, which it does not move.</param>
    public RouterScore(IReadOnlyList<Prediction> predictions, double bias = 0)
    {
        Count = predictions.Count;
        foreach (var prediction in predictions)
            _confusion[(int)prediction.Example.Label, (int)prediction.At(bias)]++;
        Right = Tiers.Sum(t => Confused(t, t));
        LogLoss = predictions.Average(p => -Math.Log(Math.Max(p.Probabilities[p.Example.Label], 1e-9)));
        Calibration = [.. Enumerable.Range(0, Bins).Select(bin => CalibrationBin.Of(bin, Bins, predictions))];
    }

    public int Count { get; }
    public int Right { get; }
    public double Accuracy => (double)Right / Count;
    public double LogLoss { get; }

    /// <summary>Predictions by how sure they were, in ten steps.</summary>
    public IReadOnlyList<CalibrationBin> Calibration { get; }

    /// <summary>Expected calibration error: by how much sureness and accuracy differ, weighted by how many predictions were so sure.</summary>
    public double CalibrationError => Calibration.Where(b => b.Count > 0).Sum(b => (double)b.Count / Count * Math.Abs(b.Accuracy - b.Confidence));

    public int Confused(RouterTier label, RouterTier predicted) => _confusion[(int)label, (int)predicted];

    /// <summary>Of the messages with this label, the share that got it; null: there are none.</summary>
    public double? Recall(RouterTier label) => Tiers.Sum(t => Confused(label, t)) is var all and > 0 ? (double)Confused(label, label) / all : null;

    /// <summary>Of the messages that got this tier, the share that should; null: there are none.</summary>
    public double? Precision(RouterTier predicted) =>
        Tiers.Sum(t => Confused(t, predicted)) is var all and > 0 ? (double)Confused(predicted, predicted) / all : null;

    /// <summary>The mean of the recalls: each class counts the same.</summary>
    public double MacroRecall => Tiers.Select(Recall).OfType<double>().Average();

    /// <summary>The share of the messages that got a cheaper tier than they need: their answers suffer.</summary>
    public static double UnderRouted(IReadOnlyList<Prediction> predictions, double bias) =>
        (double)predictions.Count(p => p.Example.Label != RouterTier.Context && p.At(bias) != RouterTier.Context && p.At(bias) < p.Example.Label)
        / predictions.Count;
}

/// <param name="From">The least probability of the likeliest tier.</param>
/// <param name="Confidence">Its mean.</param>
/// <param name="Accuracy">How often that tier was right.</param>
internal sealed record CalibrationBin(double From, double To, int Count, double Confidence, double Accuracy)
{
    public static CalibrationBin Of(int bin, int bins, IReadOnlyList<Prediction> predictions)
    {
        var own = predictions.Where(p => Math.Min((int)(p.Probabilities[p.At(0)] * bins), bins - 1) == bin).ToArray();
        return new CalibrationBin(
            (double)bin / bins,
            (bin + 1.0) / bins,
            own.Length,
            own.Length == 0 ? 0 : own.Average(p => p.Probabilities[p.At(0)]),
            own.Length == 0 ? 0 : (double)own.Count(p => p.IsRight) / own.Length
        );
    }
}
