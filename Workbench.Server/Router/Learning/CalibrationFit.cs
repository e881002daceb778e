using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <summary>Fits a calibration on predictions of messages that were not learned from, by plain gradient descent on the log loss.</summary>
internal static class CalibrationFit
{
    private const int Steps = 400;
    private const double Rate = 0.5;

    /// <summary>Keeps the offsets small: class shares of these sources are not those of the messages to come.</summary>
    private const double Shrink = 0.05;

    public static Calibration Fit(IReadOnlyList<Prediction> predictions)
    {
        var classes = RouterProbabilities.Classes;
        var logs = predictions
            .Select(p => Enumerable.Range(0, classes).Select(c => Math.Log(Math.Max(p.Probabilities[(RouterTier)c], 1e-9))).ToArray())
            .ToArray();
        var slope = 1.0;
        var offsets = new double[classes];
        for (var step = 0; step < Steps; step++)
        {
            var slopeGradient = 0.0;
            var offsetGradient = new double[classes];
            for (var i = 0; i < logs.Length; i++)
            {
                var p = Softmax(logs[i], slope, offsets);
                for (var c = 0; c < classes; c++)
                {
                    var error = p[c] - (c == (int)predictions[i].Example.Label ? 1 : 0);
                    slopeGradient += error * logs[i][c] / logs.Length;
                    offsetGradient[c] += error / logs.Length;
                }
            }
            slope = Math.Max(0.05, slope - Rate * 0.2 * slopeGradient);
            for (var c = 0; c < classes; c++)
                offsets[c] -= Rate * (offsetGradient[c] + Shrink * offsets[c]);
        }
        return new Calibration((float)(1 / slope), [.. offsets.Select(o => (float)o)]);
    }

    public static Prediction Apply(this Calibration calibration, Prediction prediction)
    {
        var before = prediction.Probabilities;
        var p = calibration.Apply([before.Fast, before.Standard, before.Max, before.Context]);
        return prediction with { Probabilities = new RouterProbabilities(p[0], p[1], p[2], p[3]) };
    }

    private static double[] Softmax(double[] logs, double slope, double[] offsets)
    {
        var scores = logs.Select((l, c) => l * slope + offsets[c]).ToArray();
        var largest = scores.Max();
        var powers = scores.Select(s => Math.Exp(s - largest)).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(p => p / sum)];
    }
}
