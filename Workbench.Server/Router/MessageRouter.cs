using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>The trained model behind the embeddings that it learned from; without either of them the rule is <c>standard</c>.</summary>
internal sealed class MessageRouter(RouterModelSource source, IEmbedder embedder) : IMessageRouter
{
    public async ValueTask<RouterVerdict> RouteAsync(string text, MessagePlace place, double bias, CancellationToken cancellationToken)
    {
        if (source.Model is not { } model)
            return Unrouted(bias, "no_weights", source.Problem!);
        if (embedder.Problem is { } problem)
            return Unrouted(bias, "no_encoder", problem);
        // What a rule decides needs no embedding.
        var message = MessageCheck.Of(text, place);
        if (message.Tier is not null)
            return model.Classify(default, message, bias);
        ReadOnlyMemory<float> embedding;
        try
        {
            embedding = await embedder.GenerateVectorAsync(text, cancellationToken: cancellationToken);
        }
        catch (EmbeddingsUnavailableException e)
        {
            return Unrouted(bias, "no_encoder", e.Message);
        }
        return model.WhyNot(embedding.Length) is { } foreign ? Unrouted(bias, "no_weights", foreign) : model.Classify(embedding.Span, message, bias);
    }

    private static RouterVerdict Unrouted(double bias, string code, string problem) =>
        RouterModel.Ruled(RouterTier.Standard, bias, [new RouterWarning(code, $"Not routed, the standard tier holds: {problem}")]);
}
