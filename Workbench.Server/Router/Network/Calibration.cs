namespace Workbench.Server.Router.Network;

/// <summary>Makes probabilities mean what they say, without changing which is the largest.</summary>
/// <param name="Temperature">Above 1 flattens them, below 1 sharpens.</param>
internal sealed record Calibration(float Temperature)
{
    public static Calibration None { get; } = new(1);

    public float[] Apply(ReadOnlySpan<float> probabilities)
    {
        var logits = new float[probabilities.Length];
        for (var c = 0; c < logits.Length; c++)
            logits[c] = MathF.Log(MathF.Max(probabilities[c], 1e-9f));
        return Softmax.Of(logits, Temperature);
    }
}
