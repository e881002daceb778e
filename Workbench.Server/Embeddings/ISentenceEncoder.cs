using Microsoft.Extensions.AI;

namespace Workbench.Server.Embeddings;

/// <summary>
/// Embeddings made in this process. English is what it learned; of another language it knows little, and no text makes it fail. A text's embedding has 512 numbers and the length 1.
/// It reads the first 16,384 characters and of these 128 pieces, of about four letters; an embedding of a text that was cut says so (<see cref="CutKey"/>).
/// </summary>
public interface ISentenceEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The model's name at the gateway, and in telemetry.</summary>
    const string ModelName = "local-embeddings";

    /// <summary>In <see cref="Embedding.AdditionalProperties"/>: true where the end of the text did not count. Otherwise it is not there.</summary>
    const string CutKey = "is_cut";

    const int Dimensions = 512;

    /// <summary>
    /// Why there are no embeddings, for whoever looks after the program; null: there are. The first who asks waits for the weights, about 50 ms.
    /// Asked for an embedding all the same, it throws <see cref="EmbeddingsUnavailableException"/>.
    /// </summary>
    string? Problem { get; }
}
