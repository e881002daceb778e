using System.Numerics.Tensors;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>A product with weights, and a bias.</summary>
internal sealed record Affine(PackedMatrix Weights, float[] Bias)
{
    /// <summary>Sets the results to bias and product.</summary>
    public void Apply(ReadOnlySpan<float> left, int rows, Span<float> results)
    {
        for (var row = 0; row < rows; row++)
            Bias.CopyTo(results[(row * Bias.Length)..]);
        Weights.AddProduct(left, rows, results);
    }

    /// <summary>Adds bias and product to what is in the sums.</summary>
    public void Add(ReadOnlySpan<float> left, int rows, Span<float> sums)
    {
        for (var row = 0; row < rows; row++)
        {
            var sum = sums.Slice(row * Bias.Length, Bias.Length);
            TensorPrimitives.Add(sum, Bias, sum);
        }
        Weights.AddProduct(left, rows, sums);
    }
}
