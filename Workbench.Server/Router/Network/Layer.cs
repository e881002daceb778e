namespace Workbench.Server.Router.Network;

/// <summary>One full connection. The weights of one input stand together, so that a zero input costs nothing.</summary>
internal sealed class Layer(int inputs, int outputs)
{
    public int Inputs => inputs;
    public int Outputs => outputs;
    public float[] Weights { get; } = new float[inputs * outputs];
    public float[] Biases { get; } = new float[outputs];

    public Span<float> Row(int input) => Weights.AsSpan(input * outputs, outputs);
}
