using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>The trained model behind the sentence encoder of this process; without either of them the rule is <c>standard</c>.</summary>
internal sealed class MessageRouter(RouterModelSource source, ISentenceEncoder encoder) : IMessageRouter
{
    public async ValueTask<RouterVerdict> RouteAsync(string text, MessagePlace place, double bias, CancellationToken cancellationToken)
    {
        if (source.Model is not { } model)
            return Unrouted(bias, "no_weights", source.Problem!);
        if (encoder.Problem is { } problem)
            return Unrouted(bias, "no_encoder", problem);
        // What a rule decides needs no embedding.
        var message = MessageCheck.Of(text, place);
        var embedding = message.Tier is null ? await encoder.GenerateVectorAsync(text, cancellationToken: cancellationToken) : default;
        return model.Classify(embedding.Span, message, bias);
    }

    private static RouterVerdict Unrouted(double bias, string code, string problem) =>
        RouterModel.Ruled(RouterTier.Standard, bias, [new RouterWarning(code, $"Not routed, the standard tier holds: {problem}")]);
}
