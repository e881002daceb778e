using System.Numerics.Tensors;
using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <summary>The gradient of the loss of a batch, gathered message by message.</summary>
internal sealed class MlpGradient(Mlp network)
{
    public Layer[] Layers { get; } = [.. network.Layers.Select(l => new Layer(l.Inputs, l.Outputs))];

    public void Clear()
    {
        foreach (var layer in Layers)
        {
            Array.Clear(layer.Weights);
            Array.Clear(layer.Biases);
        }
    }

    /// <summary>Adds the gradient of one message.</summary>
    /// <param name="target">The probability that each class should get.</param>
    /// <param name="masks">By what each hidden value is multiplied (dropout), a mask for each layer but the last; null: nothing is dropped.</param>
    /// <returns>The weighted cross entropy.</returns>
    public float Add(MessageVector message, ReadOnlySpan<float> target, float weight, float[][]? masks)
    {
        var layers = network.Layers;
        var sums = new float[layers.Length][];
        var active = new float[layers.Length][];
        sums[0] = network.FirstSums(message);
        for (var i = 1; i < layers.Length; i++)
        {
            active[i] = new float[sums[i - 1].Length];
            Mlp.Activate(sums[i - 1], active[i]);
            if (masks is not null)
                TensorPrimitives.Multiply(active[i], masks[i - 1], active[i]);
            sums[i] = Mlp.Sums(layers[i], active[i]);
        }

        var probabilities = Softmax.Of(sums[^1], 1);
        var loss = 0f;
        for (var c = 0; c < target.Length; c++)
            if (target[c] > 0)
                loss -= weight * target[c] * MathF.Log(MathF.Max(probabilities[c], 1e-12f));

        var slope = probabilities;
        TensorPrimitives.Subtract(slope, target, slope);
        TensorPrimitives.Multiply(slope, weight, slope);
        for (var i = layers.Length - 1; i > 0; i--)
        {
            AddOuter(Layers[i], active[i], slope);
            slope = Through(layers[i], slope, sums[i - 1], masks?[i - 1]);
        }
        AddFirst(message, slope);
        return loss;
    }

    private void AddFirst(MessageVector message, float[] slope)
    {
        var first = Layers[0];
        TensorPrimitives.Add(first.Biases, slope, first.Biases);
        for (var i = 0; i < message.Dense.Length; i++)
            AddRow(first, i, message.Dense[i], slope);
        for (var i = 0; i < message.Slots.Length; i++)
            AddRow(first, network.Dense + message.Slots[i], message.Values[i], slope);
    }

    private static void AddOuter(Layer layer, float[] inputs, float[] slope)
    {
        TensorPrimitives.Add(layer.Biases, slope, layer.Biases);
        for (var i = 0; i < inputs.Length; i++)
            AddRow(layer, i, inputs[i], slope);
    }

    private static void AddRow(Layer layer, int input, float by, float[] slope)
    {
        if (by != 0)
            TensorPrimitives.MultiplyAdd(slope, by, layer.Row(input), layer.Row(input));
    }

    /// <summary>From the slope at a layer's sums to that at the sums of the layer before it.</summary>
    private static float[] Through(Layer layer, float[] slope, float[] before, float[]? mask)
    {
        var result = new float[layer.Inputs];
        for (var i = 0; i < result.Length; i++)
        {
            var sigmoid = 1 / (1 + MathF.Exp(-before[i]));
            var derivative = sigmoid * (1 + before[i] * (1 - sigmoid));
            result[i] = TensorPrimitives.Dot(layer.Row(i), slope) * derivative * (mask?[i] ?? 1);
        }
        return result;
    }
}
