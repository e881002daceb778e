using System.Numerics;
using System.Runtime.InteropServices;
using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019). Biases do not decay.</summary>
internal sealed class Adam(Mlp network, float decay)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly Layer[] _means = Like(network);
    private readonly Layer[] _squares = Like(network);
    private int _steps;

    public void Step(MlpGradient gradient, float rate)
    {
        _steps++;
        var mean = 1 / (1 - MathF.Pow(Beta1, _steps));
        var square = 1 / (1 - MathF.Pow(Beta2, _steps));
        for (var i = 0; i < network.Layers.Length; i++)
        {
            var (layer, slope) = (network.Layers[i], gradient.Layers[i]);
            Move(layer.Weights, slope.Weights, _means[i].Weights, _squares[i].Weights, rate, mean, square, decay * rate);
            Move(layer.Biases, slope.Biases, _means[i].Biases, _squares[i].Biases, rate, mean, square, 0);
        }
    }

    private static void Move(float[] values, float[] slopes, float[] means, float[] squares, float rate, float mean, float square, float decay)
    {
        var whole = values.Length - values.Length % Vector<float>.Count;
        var v = MemoryMarshal.Cast<float, Vector<float>>(values.AsSpan(0, whole));
        var g = MemoryMarshal.Cast<float, Vector<float>>(slopes.AsSpan(0, whole));
        var m = MemoryMarshal.Cast<float, Vector<float>>(means.AsSpan(0, whole));
        var s = MemoryMarshal.Cast<float, Vector<float>>(squares.AsSpan(0, whole));
        for (var i = 0; i < v.Length; i++)
        {
            m[i] = m[i] * Beta1 + g[i] * (1 - Beta1);
            s[i] = s[i] * Beta2 + g[i] * g[i] * (1 - Beta2);
            v[i] -= v[i] * decay + m[i] * (mean * rate) / (Vector.SquareRoot(s[i] * square) + new Vector<float>(Epsilon));
        }
        for (var i = whole; i < values.Length; i++)
        {
            means[i] = means[i] * Beta1 + slopes[i] * (1 - Beta1);
            squares[i] = squares[i] * Beta2 + slopes[i] * slopes[i] * (1 - Beta2);
            values[i] -= values[i] * decay + means[i] * (mean * rate) / (MathF.Sqrt(squares[i] * square) + Epsilon);
        }
    }

    private static Layer[] Like(Mlp network) => [.. network.Layers.Select(l => new Layer(l.Inputs, l.Outputs))];
}
