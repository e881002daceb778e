using System.Numerics.Tensors;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>Each row less its mean and over its deviation, then scaled and moved.</summary>
internal sealed record LayerNorm(float[] Scale, float[] Bias)
{
    private const float Epsilon = 1e-6f;

    public void Apply(ReadOnlySpan<float> rows, int count, Span<float> results)
    {
        var width = Scale.Length;
        for (var i = 0; i < count; i++)
        {
            var result = results.Slice(i * width, width);
            var row = rows.Slice(i * width, width);
            TensorPrimitives.Subtract(row, TensorPrimitives.Sum(row) / width, result);
            var deviation = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(result) / width + Epsilon);
            TensorPrimitives.Multiply(result, 1 / deviation, result);
            TensorPrimitives.MultiplyAdd(result, Scale, Bias, result);
        }
    }
}
