using System.Numerics.Tensors;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>Trains one network. The same samples, settings and seed give the same weights, bit for bit, on the same kind of processor.</summary>
internal sealed class MlpTrainer
{
    private readonly TrainingSettings _settings;
    private readonly Random _random;
    private readonly Mlp _network;
    private readonly MlpGradient _gradient;
    private readonly Adam _adam;
    private readonly float[][] _masks;
    private readonly int _embedding;

    private MlpTrainer(InputScale input, TrainingSettings settings, int seed)
    {
        _embedding = input.EmbeddingSize;
        _settings = settings;
        _random = new Random(seed);
        _network = new Mlp(input.Dense, input.Slots, [.. settings.Hidden, RouterProbabilities.Classes]);
        _gradient = new MlpGradient(_network);
        _adam = new Adam(_network, settings.WeightDecay);
        _masks = [.. settings.Hidden.Select(size => new float[size])];
        Initialize();
    }

    /// <param name="learned">Samples to learn from.</param>
    /// <param name="aside">Samples on which the loss says when to stop; none: all epochs are trained.</param>
    public static TrainedNetwork Train(
        IReadOnlyList<Sample> learned,
        IReadOnlyList<Sample> aside,
        InputScale input,
        TrainingSettings settings,
        int seed,
        CancellationToken cancellationToken
    ) => new MlpTrainer(input, settings, seed).Train(learned, aside, cancellationToken);

    private TrainedNetwork Train(IReadOnlyList<Sample> learned, IReadOnlyList<Sample> aside, CancellationToken cancellationToken)
    {
        var weights = SampleWeights.Of(learned, _settings);
        var order = Enumerable.Range(0, learned.Count).ToArray();
        var (best, bestLoss, bestEpoch) = (Copy(), double.PositiveInfinity, 0);
        var epoch = 0;
        while (epoch < _settings.MostEpochs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _random.Shuffle(order);
            TrainEpoch(learned, weights, order, epoch++);
            var loss = aside.Count == 0 ? double.NegativeInfinity : Loss(aside);
            if (loss < bestLoss || aside.Count == 0)
                (best, bestLoss, bestEpoch) = (Copy(), loss, epoch);
            else if (epoch - bestEpoch >= _settings.Patience)
                break;
        }
        Restore(best);
        return new TrainedNetwork(_network, bestEpoch, epoch);
    }

    private void TrainEpoch(IReadOnlyList<Sample> samples, float[] weights, int[] order, int epoch)
    {
        var target = new float[_network.Classes];
        for (var start = 0; start < order.Length; start += _settings.BatchSize)
        {
            var batch = order.AsSpan(start, Math.Min(_settings.BatchSize, order.Length - start));
            _gradient.Clear();
            foreach (var i in batch)
            {
                Array.Fill(target, _settings.LabelSmoothing / target.Length);
                target[samples[i].Class] += 1 - _settings.LabelSmoothing;
                foreach (var mask in _masks)
                    FillMask(mask, _settings.HiddenDropout);
                _gradient.Add(Dropped(samples[i].Vector), target, weights[i] / batch.Length, _masks);
            }
            var progress = (epoch + (float)start / order.Length) / _settings.MostEpochs;
            _adam.Step(_gradient, _settings.LearningRate * (0.05f + 0.95f * (1 + MathF.Cos(MathF.PI * progress)) / 2));
        }
    }

    private MessageVector Dropped(MessageVector vector)
    {
        var dense = new float[vector.Dense.Length];
        FillMask(dense, _settings.InputDropout);
        TensorPrimitives.Multiply(dense, vector.Dense, dense);
        var values = new float[vector.Values.Length];
        FillMask(values, _settings.InputDropout);
        TensorPrimitives.Multiply(values, vector.Values, values);
        if (_random.NextSingle() < _settings.PartDropout)
            Array.Clear(dense, 0, _embedding);
        if (_random.NextSingle() < _settings.PartDropout)
            Array.Clear(values);
        return vector with { Dense = dense, Values = values };
    }

    /// <summary>What stays is made larger, so that sums keep their size without dropout.</summary>
    private void FillMask(Span<float> mask, float dropout)
    {
        var kept = 1 / (1 - dropout);
        for (var i = 0; i < mask.Length; i++)
            mask[i] = _random.NextSingle() < dropout ? 0 : kept;
    }

    private double Loss(IReadOnlyList<Sample> samples) => samples.Average(s => -Math.Log(Math.Max(Softmax.Of(_network.Forward(s.Vector), 1)[s.Class], 1e-9)));

    /// <summary>He initialisation; the last layer starts at a tenth of it, near equal probabilities.</summary>
    private void Initialize()
    {
        foreach (var layer in _network.Layers)
        {
            var width = MathF.Sqrt(2f / layer.Inputs) * (layer == _network.Layers[^1] ? 0.1f : 1);
            for (var i = 0; i < layer.Weights.Length; i++)
                layer.Weights[i] = Normal() * width;
        }
    }

    private float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - _random.NextSingle())) * MathF.Cos(2 * MathF.PI * _random.NextSingle());

    private (float[] Weights, float[] Biases)[] Copy() => [.. _network.Layers.Select(l => ((float[])l.Weights.Clone(), (float[])l.Biases.Clone()))];

    private void Restore((float[] Weights, float[] Biases)[] copy)
    {
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i].Weights.CopyTo(_network.Layers[i].Weights, 0);
            copy[i].Biases.CopyTo(_network.Layers[i].Biases, 0);
        }
    }
}
