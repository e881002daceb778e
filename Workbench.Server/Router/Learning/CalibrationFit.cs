using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>
/// Fits a temperature on predictions of messages that were not learned from. Offsets for each class were tried: they fit the class shares of the sources at
/// hand, and cost half a point of accuracy on others.
/// </summary>
internal static class CalibrationFit
{
    private const float Least = 0.2f;
    private const float Most = 5;

    /// <summary>Narrows the range to a hundred-thousandth.</summary>
    private const int Steps = 32;

    /// <summary>The temperature with the least log loss; in its reciprocal the loss is convex, so a search by thirds finds it.</summary>
    public static Calibration Fit(IReadOnlyList<Prediction> predictions)
    {
        var (low, high) = (1 / Most, 1 / Least);
        for (var step = 0; step < Steps; step++)
        {
            var third = (high - low) / 3;
            if (Loss(low + third) < Loss(high - third))
                high -= third;
            else
                low += third;
        }
        return new Calibration(2 / (low + high));

        double Loss(float reciprocal)
        {
            Calibration calibration = new(1 / reciprocal);
            return predictions.Sum(p => -Math.Log(Math.Max(calibration.Apply(p).Probabilities[p.Example.Label], 1e-9)));
        }
    }

    public static Prediction Apply(this Calibration calibration, Prediction prediction)
    {
        var before = prediction.Probabilities;
        return prediction with { Probabilities = RouterProbabilities.Of(calibration.Apply([before.Fast, before.Standard, before.Max, before.Context])) };
    }
}
