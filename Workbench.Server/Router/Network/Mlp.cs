using System.Numerics.Tensors;

namespace Workbench.Server.Router.Network;

/// <summary>
/// A multi-layer perceptron: full connections with SiLU between them. Of three layers it is the router's network; of one it is a logistic regression.
/// </summary>
internal sealed class Mlp
{
    /// <param name="dense">Dense inputs.</param>
    /// <param name="slots">Slots of hashed words, behind the dense inputs.</param>
    /// <param name="outputs">The outputs of each layer; those of the last are the classes.</param>
    public Mlp(int dense, int slots, params ReadOnlySpan<int> outputs)
    {
        Dense = dense;
        Slots = slots;
        Layers = new Layer[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
            Layers[i] = new Layer(i == 0 ? dense + slots : outputs[i - 1], outputs[i]);
    }

    public int Dense { get; }
    public int Slots { get; }
    public Layer[] Layers { get; }
    public int Classes => Layers[^1].Outputs;

    /// <summary>The logits of one message: before a softmax.</summary>
    public float[] Forward(MessageVector message)
    {
        var sums = FirstSums(message);
        for (var i = 1; i < Layers.Length; i++)
        {
            var active = new float[sums.Length];
            Activate(sums, active);
            sums = Sums(Layers[i], active);
        }
        return sums;
    }

    public float[] FirstSums(MessageVector message)
    {
        if (message.Dense.Length != Dense)
            throw new ArgumentException($"The network reads {Dense} numbers and got {message.Dense.Length}.", nameof(message));
        var first = Layers[0];
        float[] sums = [.. first.Biases];
        for (var i = 0; i < Dense; i++)
            AddRow(first, i, message.Dense[i], sums);
        for (var i = 0; i < message.Slots.Length; i++)
            AddRow(first, Dense + message.Slots[i], message.Values[i], sums);
        return sums;
    }

    public static float[] Sums(Layer layer, ReadOnlySpan<float> inputs)
    {
        float[] sums = [.. layer.Biases];
        for (var i = 0; i < inputs.Length; i++)
            AddRow(layer, i, inputs[i], sums);
        return sums;
    }

    /// <summary>SiLU, x·σ(x): as cheap as a rectifier beside the matrices, and smooth, so that its gradient can be checked by differences.</summary>
    public static void Activate(ReadOnlySpan<float> sums, Span<float> active)
    {
        TensorPrimitives.Sigmoid(sums, active);
        TensorPrimitives.Multiply(active, sums, active);
    }

    private static void AddRow(Layer layer, int input, float by, Span<float> sums)
    {
        if (by != 0)
            TensorPrimitives.MultiplyAdd(layer.Row(input), by, sums, sums);
    }
}
