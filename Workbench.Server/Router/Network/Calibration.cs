namespace Workbench.Server.Router.Network;

/// <summary>Makes probabilities mean what they say: a temperature, and an offset for each class, on their logarithms.</summary>
internal sealed record Calibration(float Temperature, float[] Offsets)
{
    public static Calibration None(int classes) => new(1, new float[classes]);

    public float[] Apply(ReadOnlySpan<float> probabilities)
    {
        var logits = new float[probabilities.Length];
        for (var c = 0; c < logits.Length; c++)
            logits[c] = MathF.Log(MathF.Max(probabilities[c], 1e-9f)) / Temperature + Offsets[c];
        return Softmax.Of(logits, 1);
    }
}
