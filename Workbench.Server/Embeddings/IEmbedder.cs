using Microsoft.Extensions.AI;

namespace Workbench.Server.Embeddings;

/// <summary>The embeddings that the settings choose: made in this process, or asked of a provider. Each has the length 1, so their product is their likeness.</summary>
public interface IEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Name of the model. What learned from the embeddings of one knows nothing of another's.</summary>
    string Model { get; }

    /// <summary>
    /// Why there are no embeddings, for whoever looks after the program; null: they can be asked for. Asked all the same, and where a provider fails,
    /// it throws <see cref="EmbeddingsUnavailableException"/>.
    /// </summary>
    string? Problem { get; }
}
