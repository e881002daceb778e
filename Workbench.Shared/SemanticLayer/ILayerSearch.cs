namespace Workbench.Shared.SemanticLayer;

/// <summary>Search of the layer by meaning, for words that stand in none of its texts. At the asker's level.</summary>
public interface ILayerSearch
{
    /// <summary>What is like these words, best first. A guess, to be shown as such and behind what was found by its text.</summary>
    /// <returns>At most six; none for a word or two, and as long as the layer's texts are not read.</returns>
    Task<IReadOnlyList<SimilarInLayer>> SimilarAsync(string words, CancellationToken cancellationToken);
}

public abstract record SimilarInLayer
{
    private protected SimilarInLayer() { }

    /// <summary>Product of the two embeddings, at most 1.</summary>
    public required double Likeness { get; init; }
}

public sealed record SimilarMetric(MetricLine Metric) : SimilarInLayer;

public sealed record SimilarVerified(string Question) : SimilarInLayer;
