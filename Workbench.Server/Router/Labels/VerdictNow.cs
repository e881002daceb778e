using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>What the weights in use say of messages that others decided, each worked out once.</summary>
internal sealed class VerdictNow(RouterModelSource source, IEmbedder encoder)
{
    private Judged _judged = new("");

    /// <summary>Null: there are no weights to ask.</summary>
    public string? Version => encoder.Problem is null ? source.Model?.Weights.Name : null;

    /// <returns>Null: there are no weights to ask, or no embedding now.</returns>
    public async Task<RouterVerdict?> OfAsync(string text, MessagePlace place, CancellationToken cancellationToken)
    {
        if (source.Model is not { } model || encoder.Problem is not null)
            return null;
        var judged = Volatile.Read(ref _judged);
        if (judged.Version != model.Weights.Name)
            Volatile.Write(ref _judged, judged = new Judged(model.Weights.Name));
        if (judged.Verdicts.TryGetValue((text, place), out var known))
            return known;
        var message = MessageCheck.Of(text, place);
        ReadOnlyMemory<float> embedding = default;
        try
        {
            if (message.Tier is null)
                embedding = await encoder.GenerateVectorAsync(text, cancellationToken: cancellationToken);
        }
        catch (EmbeddingsUnavailableException)
        {
            return null;
        }
        if (message.Tier is null && model.WhyNot(embedding.Length) is not null)
            return null;
        var verdict = model.Classify(embedding.Span, message, bias: 0);
        judged.Verdicts.TryAdd((text, place), verdict);
        return verdict;
    }

    private sealed record Judged(string Version)
    {
        public ConcurrentDictionary<(string Text, MessagePlace Place), RouterVerdict> Verdicts { get; } = new();
    }
}
