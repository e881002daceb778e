using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

/// <summary>Embeddings as those of <see cref="RouterFixtures.Set"/>: the words with which a message begins tell its tier.</summary>
internal sealed class MadeUpEncoder : ISentenceEncoder
{
    public string? Problem => null;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(v => new Embedding<float>(Of(v)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private static float[] Of(string text)
    {
        var tier = Array.FindIndex(RouterFixtures.Words, w => text.StartsWith(w, StringComparison.Ordinal));
        return [.. Enumerable.Range(0, RouterFixtures.EmbeddingSize).Select(d => d % RouterProbabilities.Classes == tier ? 0.5f : 0.1f)];
    }
}
