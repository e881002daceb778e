using Microsoft.Extensions.AI;

namespace Workbench.Server.Embeddings;

/// <summary>
/// Embeddings made in this process. English is what it learned; of another language it knows little, and no text makes it fail. A text's embedding has 512 numbers and the length 1.
/// It reads the first 16,384 characters and of these 128 pieces, of about four letters; an embedding of a text that was cut says so (<see cref="CutKey"/>).
/// The first who asks for anything waits for the weights, about 0.1 s; without them <see cref="IEmbedder.Problem"/> holds until the next start.
/// </summary>
public interface ISentenceEncoder : IEmbedder
{
    /// <summary>The model's name at the gateway, and in telemetry.</summary>
    const string ModelName = "local-embeddings";

    /// <summary>In <see cref="Embedding.AdditionalProperties"/>: true where the end of the text did not count. Otherwise it is not there.</summary>
    const string CutKey = "is_cut";

    const int Dimensions = 512;

    string IEmbedder.Model => ModelName;
}
