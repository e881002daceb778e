using System.Numerics.Tensors;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>Attention of four heads, then two products with the negative numbers between them left out, each after a norm and added to what was there.</summary>
internal sealed record TransformerLayer
{
    private const int Heads = 4;

    public required LayerNorm AttentionNorm { get; init; }

    /// <summary>Queries, keys and values side by side.</summary>
    public required Affine Projections { get; init; }

    public required Affine AttentionOutput { get; init; }

    public required LayerNorm FeedNorm { get; init; }

    public required Affine Widen { get; init; }

    public required Affine Narrow { get; init; }

    /// <summary>How wide the layer's attention is.</summary>
    private int Width => AttentionNorm.Scale.Length;

    /// <summary>Adds to <see cref="Buffers.Rows"/> what the attention over the input finds.</summary>
    public void Attend(ReadOnlySpan<float> input, int count, Buffers buffers)
    {
        AttentionNorm.Apply(input, count, buffers.Normed);
        Projections.Apply(buffers.Normed, count, buffers.Wide);
        // The normed rows are not needed any more: what the heads find takes their place.
        var found = buffers.Normed.AsSpan(0, count * Width);
        found.Clear();
        var size = Width / Heads;
        for (var head = 0; head < Heads; head++)
        for (var row = 0; row < count; row++)
            Attend(buffers, count, row, head * size, size, found.Slice(row * Width + head * size, size));
        AttentionOutput.Add(buffers.Normed, count, buffers.Rows);
    }

    /// <summary>Into <see cref="Buffers.Wide"/>: the wide rows between the two products.</summary>
    public void FeedWide(int count, Buffers buffers)
    {
        FeedNorm.Apply(buffers.Rows, count, buffers.Normed);
        Widen.Apply(buffers.Normed, count, buffers.Wide);
        var wide = buffers.Wide.AsSpan(0, count * Widen.Bias.Length);
        TensorPrimitives.Max(wide, 0, wide);
    }

    /// <summary>What one head finds for one row: the values of all rows, each by how well its key answers the row's query.</summary>
    private void Attend(Buffers buffers, int count, int row, int from, int size, Span<float> found)
    {
        var stride = 3 * Width;
        ReadOnlySpan<float> wide = buffers.Wide;
        var query = wide.Slice(row * stride + from, size);
        var weights = buffers.Weights.AsSpan(0, count);
        for (var other = 0; other < count; other++)
            weights[other] = TensorPrimitives.Dot(query, wide.Slice(other * stride + Width + from, size));
        TensorPrimitives.Multiply(weights, 1 / MathF.Sqrt(size), weights);
        // SoftMax takes powers of what it is given: of large numbers they would be infinite.
        TensorPrimitives.Subtract(weights, TensorPrimitives.Max<float>(weights), weights);
        TensorPrimitives.SoftMax(weights, weights);
        for (var other = 0; other < count; other++)
            TensorPrimitives.MultiplyAdd(wide.Slice(other * stride + 2 * Width + from, size), weights[other], found, found);
    }
}
