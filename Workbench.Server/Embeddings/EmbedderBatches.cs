using Microsoft.Extensions.AI;

namespace Workbench.Server.Embeddings;

public static class EmbedderBatches
{
    /// <summary>As many as go in one request to a provider; in this process each processor takes one such batch after the other.</summary>
    private const int Size = 64;

    /// <returns>In the order of the texts.</returns>
    /// <exception cref="EmbeddingsUnavailableException">One of them could not be had.</exception>
    public static async Task<IReadOnlyList<float[]>> EmbedAllAsync(this IEmbedder embedder, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var batches = texts.Chunk(Size).ToArray();
        var vectors = new float[batches.Length][][];
        await Parallel.ForAsync(
            0,
            batches.Length,
            cancellationToken,
            async (i, token) => vectors[i] = [.. (await embedder.GenerateAsync(batches[i], cancellationToken: token)).Select(e => e.Vector.ToArray())]
        );
        return [.. vectors.SelectMany(v => v)];
    }
}
