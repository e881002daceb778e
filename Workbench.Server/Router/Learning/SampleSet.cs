using Workbench.Server.Router.Features;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>Labelled messages with their embeddings, ready to be put to a network's scale.</summary>
internal sealed class SampleSet
{
    private readonly MessageCounts[] _counts;
    private readonly float[][] _features;

    public SampleSet(IReadOnlyList<RouterExample> examples, IReadOnlyList<float[]> embeddings)
    {
        if (examples.Count != embeddings.Count)
            throw new ArgumentException($"{examples.Count} messages and {embeddings.Count} embeddings.", nameof(embeddings));
        (Examples, Embeddings) = (examples, embeddings);
        _counts = [.. examples.Select(e => new MessageCounts(MessageFeatures.Beginning(e.Text)))];
        _features = [.. examples.Select((e, i) => MessageFeatures.Of(_counts[i], e.Place))];
    }

    public IReadOnlyList<RouterExample> Examples { get; }
    public IReadOnlyList<float[]> Embeddings { get; }

    /// <summary>The scale for these settings, measured on some of the messages: those that are learned from.</summary>
    public InputScale Scale(IReadOnlyCollection<int> learned, TrainingSettings settings)
    {
        var size = settings.UsesEmbedding ? Embeddings[0].Length : 0;
        if (!settings.UsesFeatures)
            return new InputScale(size, settings.Slots, [], []);
        var count = MessageFeatures.Names.Length;
        var (means, deviations) = (new float[count], new float[count]);
        for (var f = 0; f < count; f++)
        {
            var mean = learned.Average(i => (double)_features[i][f]);
            means[f] = (float)mean;
            deviations[f] = (float)Math.Sqrt(learned.Average(i => Math.Pow(_features[i][f] - mean, 2)));
        }
        return new InputScale(size, settings.Slots, means, deviations);
    }

    /// <param name="knowsPlace">False: as where the place in the conversation is not told.</param>
    public Sample Sample(int index, InputScale scale, bool knowsPlace)
    {
        var example = Examples[index];
        var embedding = scale.EmbeddingSize == 0 ? [] : Embeddings[index];
        return new Sample(example, scale.Vector(embedding, example.Text, _counts[index], knowsPlace ? example.Place : MessagePlace.Unknown));
    }
}
