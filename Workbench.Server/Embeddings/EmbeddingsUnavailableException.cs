namespace Workbench.Server.Embeddings;

/// <summary>There is no embedding; the message says what is missing or what the provider did.</summary>
public sealed class EmbeddingsUnavailableException(string message) : InvalidOperationException(message);
