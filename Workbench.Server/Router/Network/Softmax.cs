using System.Numerics.Tensors;

namespace Workbench.Server.Router.Network;

internal static class Softmax
{
    /// <param name="temperature">Above 1 flattens the probabilities.</param>
    public static float[] Of(ReadOnlySpan<float> logits, float temperature)
    {
        var result = new float[logits.Length];
        var largest = TensorPrimitives.Max(logits);
        var sum = 0f;
        for (var i = 0; i < result.Length; i++)
            sum += result[i] = MathF.Exp((logits[i] - largest) / temperature);
        for (var i = 0; i < result.Length; i++)
            result[i] /= sum;
        return result;
    }
}
