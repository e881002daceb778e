using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Workbench.Server.Access;
using Workbench.Server.Embeddings;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>
/// Holds the embeddings of a revision's metrics and verified questions, a few hundred, in memory. They are made behind the first search of a revision, which
/// finds nothing by meaning yet; whoever never searches pays for nothing.
/// </summary>
internal sealed partial class LayerSearch(
    ISemanticLayers layers,
    ISemanticLayerBrowser browser,
    IVerifiedMatching matching,
    IEmbedder embedder,
    IAsker asker,
    ILogger<LayerSearch> logger
) : ILayerSearch
{
    private const int Most = 6;

    /// <summary>Of a word or two meaning says too little: greetings and names are like anything.</summary>
    private const int FewestWords = 3;

    /// <summary>What is less alike is not: docs/decisions/0022, "What was measured".</summary>
    private const double Least = 0.5;

    private readonly Lock _lock = new();
    private Texts? _texts;

    public async Task<IReadOnlyList<SimilarInLayer>> SimilarAsync(string words, CancellationToken cancellationToken)
    {
        if (
            words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length < FewestWords
            || layers.TryCurrent is not { } revision
            || embedder.Problem is not null
            || VectorsOf(revision) is not { IsCompletedSuccessfully: true } vectors
        )
            return [];
        try
        {
            var asked = await embedder.GenerateVectorAsync(words, cancellationToken: cancellationToken);
            return await NearestAsync(asked, vectors.Result, revision, cancellationToken);
        }
        catch (EmbeddingsUnavailableException e)
        {
            NotSearched(e.Message);
            return [];
        }
    }

    /// <summary>Reads the texts of the revision in use now. Done by the first search otherwise.</summary>
    public Task ReadAsync() => layers.TryCurrent is { } revision ? VectorsOf(revision) : Task.CompletedTask;

    private async Task<IReadOnlyList<SimilarInLayer>> NearestAsync(
        ReadOnlyMemory<float> asked,
        IReadOnlyList<(Text Text, float[] Vector)> vectors,
        LayerRevision revision,
        CancellationToken cancellationToken
    )
    {
        // A hidden name is not told by what is like it either.
        var metrics = (await browser.OverviewAsync(cancellationToken)).Metrics.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var level = asker.Current.Level;
        var content = revision.Layer.Content;
        List<SimilarInLayer> found = [];
        foreach (
            var (text, likeness) in vectors
                .Where(v => v.Vector.Length == asked.Length)
                .Select(v => (v.Text, Likeness: (double)TensorPrimitives.Dot(asked.Span, v.Vector)))
                .Where(v => v.Likeness >= Least)
                .OrderByDescending(v => v.Likeness)
                .DistinctBy(v => (v.Text.Metric, v.Text.Verified))
        )
        {
            if (text.Verified is { } verified && matching.IsVisible(verified, content, level))
                found.Add(new SimilarVerified(verified.Question) { Likeness = likeness });
            else if (text.Metric is { } name && metrics.TryGetValue(name, out var metric))
                found.Add(new SimilarMetric(metric) { Likeness = likeness });
            if (found.Count == Most)
                break;
        }
        return found;
    }

    private Task<IReadOnlyList<(Text Text, float[] Vector)>> VectorsOf(LayerRevision revision)
    {
        lock (_lock)
        {
            // What failed is tried again by the next search.
            if (_texts is null || _texts.Revision != revision.Id || _texts.Vectors is { IsCompleted: true, IsCompletedSuccessfully: false })
                _texts = new Texts(revision.Id, Task.Run(() => ReadAsync(revision)));
            return _texts.Vectors;
        }
    }

    private async Task<IReadOnlyList<(Text Text, float[] Vector)>> ReadAsync(LayerRevision revision)
    {
        Text[] texts = [.. revision.Layer.Metrics.Where(m => !m.IsHidden).SelectMany(Of), .. revision.Layer.Content.Verified.SelectMany(Of)];
        try
        {
            return [.. texts.Zip(await embedder.EmbedAllAsync(texts.Select(t => t.Words), CancellationToken.None))];
        }
        catch (EmbeddingsUnavailableException e)
        {
            NotSearched(e.Message);
            throw;
        }
    }

    private static IEnumerable<Text> Of(Metric metric)
    {
        string?[] words = [metric.Label, metric.Description, .. metric.Synonyms];
        return words.OfType<string>().Select(w => new Text(w, metric.Name, null));
    }

    private static IEnumerable<Text> Of(VerifiedQuery verified) => verified.AlsoAsked.Prepend(verified.Question).Select(w => new Text(w, null, verified));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The layer is not searched by meaning now: {Problem}")]
    private partial void NotSearched(string problem);

    /// <summary>Words of a metric, or of a verified question.</summary>
    private sealed record Text(string Words, string? Metric, VerifiedQuery? Verified);

    private sealed record Texts(string Revision, Task<IReadOnlyList<(Text Text, float[] Vector)>> Vectors);
}
