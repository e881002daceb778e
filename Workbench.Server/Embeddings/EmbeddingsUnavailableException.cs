namespace Workbench.Server.Embeddings;

/// <summary>There are no embeddings as long as this program runs; the message says what is missing, and for whom.</summary>
public sealed class EmbeddingsUnavailableException(string message) : InvalidOperationException(message);
