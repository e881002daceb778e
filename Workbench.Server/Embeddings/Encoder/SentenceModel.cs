using System.Numerics.Tensors;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>
/// The Universal Sentence Encoder Lite, English: a transformer of two layers over the pieces of a text, and a last one over their mean.
/// As in model.json of the npm package, but for one thing: the last product of the second layer is taken of the sum of the rows instead of each row, which is the same.
/// </summary>
internal sealed class SentenceModel
{
    public const int InputWidth = 256;
    public const int Width = 512;
    public const int WideWidth = 1536;

    /// <summary>The encoder was made for so many pieces; what a text has beyond does not count.</summary>
    public const int MaxPieces = 128;

    private readonly float[] _pieces;
    private readonly float[] _places;
    private readonly Affine _residual;
    private readonly TransformerLayer _first;
    private readonly TransformerLayer _second;
    private readonly Affine _last;

    /// <exception cref="InvalidDataException">They are not of this model.</exception>
    public SentenceModel(WeightFiles files, int pieces)
    {
        const string encode = "module_apply_default/Encoder_en/KonaTransformer/Encode";
        _pieces = files.Numbers("module/Embeddings_en", (pieces + 2) * InputWidth);
        _places = Places(files.Numbers($"{encode}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", InputWidth / 2));
        _residual = new Affine(
            files.Matrix($"{encode}/Layer_0/TransformerLayer/dense/kernel/ConcatPartitions/concat", InputWidth, Width),
            files.Numbers($"{encode}/Layer_0/TransformerLayer/dense/bias/ConcatPartitions/concat", Width)
        );
        _first = Layer(files, 0, InputWidth);
        _second = Layer(files, 1, Width);
        _last = new Affine(
            files.Matrix("module/Encoder_en/hidden_layers/tanh_layer_0/weights", Width, Width),
            files.Numbers("module/Encoder_en/hidden_layers/tanh_layer_0/bias", Width)
        );
        KnownPieces = pieces;
    }

    public int KnownPieces { get; }

    /// <summary>512 numbers, of length 1.</summary>
    /// <param name="pieces">At most <see cref="MaxPieces"/>; none gives what an empty text has beside others in a batch of the reference.</param>
    public float[] Encode(ReadOnlySpan<int> pieces, Buffers buffers)
    {
        Look(pieces, buffers.Input);
        _residual.Apply(buffers.Input, pieces.Length, buffers.Rows);
        _first.Attend(buffers.Input, pieces.Length, buffers);
        _first.FeedWide(pieces.Length, buffers);
        _first.Narrow.Add(buffers.Wide, pieces.Length, buffers.Rows);

        _second.Attend(buffers.Rows, pieces.Length, buffers);
        _second.FeedWide(pieces.Length, buffers);
        return Embedding(Mean(pieces.Length, buffers), buffers);
    }

    private void Look(ReadOnlySpan<int> pieces, Span<float> input)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            var row = input.Slice(i * InputWidth, InputWidth);
            // Twice: the model adds the place to a copy, and the copy to the piece.
            TensorPrimitives.MultiplyAdd(_pieces.AsSpan(pieces[i] * InputWidth, InputWidth), 2, _places.AsSpan(i * InputWidth, InputWidth), row);
        }
    }

    /// <summary>Mean of the second layer's rows, in the first of them.</summary>
    private Span<float> Mean(int count, Buffers buffers)
    {
        var mean = SumOfRows(buffers.Rows, count, Width);
        SumOfRows(buffers.Wide, count, WideWidth);
        TensorPrimitives.MultiplyAdd(_second.Narrow.Bias, count, mean, mean);
        _second.Narrow.Weights.AddProduct(buffers.Wide, 1, buffers.Rows);
        TensorPrimitives.Divide(mean, Math.Max(count, 1), mean);
        return mean;
    }

    private float[] Embedding(ReadOnlySpan<float> mean, Buffers buffers)
    {
        _last.Apply(buffers.Rows, 1, buffers.Normed);
        var embedding = new float[mean.Length];
        TensorPrimitives.Tanh(buffers.Normed.AsSpan(0, Width), embedding);
        TensorPrimitives.Divide(embedding, TensorPrimitives.Norm<float>(embedding), embedding);
        return embedding;
    }

    private static Span<float> SumOfRows(Span<float> rows, int count, int width)
    {
        var sum = rows[..width];
        if (count == 0)
            sum.Clear();
        for (var i = 1; i < count; i++)
            TensorPrimitives.Add(sum, rows.Slice(i * width, width), sum);
        return sum;
    }

    /// <summary>Sines and cosines of each place at the model's frequencies.</summary>
    private static float[] Places(float[] frequencies)
    {
        var places = new float[MaxPieces * InputWidth];
        for (var place = 0; place < MaxPieces; place++)
        for (var i = 0; i < frequencies.Length; i++)
            (places[place * InputWidth + i], places[place * InputWidth + frequencies.Length + i]) = MathF.SinCos(place * frequencies[i]);
        return places;
    }

    private static TransformerLayer Layer(WeightFiles files, int number, int width)
    {
        const string root = "Encoder_en/KonaTransformer/Encode";
        var (part, stack) = ($"{root}/Layer_{number}/TransformerLayer", $"{root}/TransformerStack/Layer_{number}/TransformerLayer");
        return new TransformerLayer
        {
            AttentionNorm = Norm("layer_prepostprocess", width),
            Projections = new Affine(
                Kernel("MultiheadAttention/qkv_transform_single", width, 3 * width),
                Bias("MultiheadAttention/qkv_transform_single", 3 * width)
            ),
            AttentionOutput = new Affine(
                Kernel("MultiheadAttention/output_transform_single", width, Width),
                Bias("MultiheadAttention/output_transform_single", Width)
            ),
            FeedNorm = Norm("FFN/layer_prepostprocess", Width),
            Widen = new Affine(Product("FFN/conv1", Width, WideWidth), Bias("FFN/conv1", WideWidth)),
            Narrow = new Affine(Product("FFN/conv2", WideWidth, Width), Bias("FFN/conv2", Width)),
        };

        LayerNorm Norm(string name, int size) => new(Part($"{name}/layer_norm/layer_norm_scale", size), Part($"{name}/layer_norm/layer_norm_bias", size));
        float[] Bias(string name, int size) => Part($"{name}/bias", size);
        float[] Part(string name, int size) => files.Numbers($"module_apply_default/{part}/{name}/ConcatPartitions/concat", size);
        PackedMatrix Kernel(string name, int inputs, int outputs) => files.Matrix($"module/{part}/{name}/kernel/part_0", inputs, outputs);
        PackedMatrix Product(string name, int inputs, int outputs) => files.Matrix($"module_apply_default/{stack}/{name}/Tensordot/Reshape_1", inputs, outputs);
    }
}
