using Workbench.Server.Router.Features;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Network;

/// <summary>Puts what is known of a message in the order and to the scale that a network reads.</summary>
/// <param name="EmbeddingSize">Numbers of the embedding; 0: it is not read.</param>
/// <param name="Means">Of each feature over the training messages; none: features are not read.</param>
/// <param name="Deviations">Likewise; 0: the feature did not vary and is left out.</param>
internal sealed record InputScale(int EmbeddingSize, int Slots, float[] Means, float[] Deviations)
{
    /// <summary>Beyond so many deviations a feature says nothing more, and must not drown the others.</summary>
    private const float Furthest = 4;

    /// <summary>The words of a message are as loud together as a few dozen features.</summary>
    private const float WordScale = 8;

    public int Dense => EmbeddingSize + Means.Length;

    public MessageVector Vector(ReadOnlySpan<float> embedding, string text, MessageCounts counts, MessagePlace place)
    {
        if (EmbeddingSize > 0 && embedding.Length != EmbeddingSize)
            throw new ArgumentException($"The weights read embeddings of {EmbeddingSize} numbers, this one has {embedding.Length}.", nameof(embedding));
        var dense = new float[Dense];
        // An embedding has the length 1 over all its numbers; features have the deviation 1 each.
        var scale = MathF.Sqrt(EmbeddingSize);
        for (var i = 0; i < EmbeddingSize; i++)
            dense[i] = embedding[i] * scale;
        if (Means.Length > 0)
            Features(MessageFeatures.Of(counts, place), dense.AsSpan(EmbeddingSize));
        var (slots, values) = HashedWords.Of(MessageFeatures.Beginning(text), Slots);
        for (var i = 0; i < values.Length; i++)
            values[i] *= WordScale;
        return new MessageVector(dense, slots, values);
    }

    private void Features(float[] features, Span<float> scaled)
    {
        for (var i = 0; i < scaled.Length; i++)
            scaled[i] = Deviations[i] == 0 ? 0 : Math.Clamp((features[i] - Means[i]) / Deviations[i], -Furthest, Furthest);
    }
}
