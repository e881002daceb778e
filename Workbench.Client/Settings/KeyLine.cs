using Workbench.Shared.Gateway;

namespace Workbench.Client.Settings;

/// <summary>A key as a row of its table.</summary>
/// <param name="CallsHref">Its calls among the traces.</param>
public sealed record KeyLine(GatewayKey Key, string MayUse, string MayCall, string State, string Tone, bool IsGood, string CallsHref)
{
    public static KeyLine Create(GatewayKey key, DateTimeOffset now)
    {
        var state = key.StateAt(now);
        return new KeyLine(
            key,
            key.Models.Count == 0 ? "All models" : string.Join(", ", key.Models),
            key.Endpoints.Count == 0 ? "All" : string.Join(", ", key.Endpoints.Select(PathOf)),
            state.ToString(),
            state == KeyState.Good ? "good" : "",
            state == KeyState.Good,
            $"/traces?agent={Uri.EscapeDataString(GatewayKey.AgentPrefix + key.Name)}"
        );
    }

    public static string PathOf(GatewayEndpoint endpoint) =>
        endpoint switch
        {
            GatewayEndpoint.Chat => "/v1/chat/completions",
            GatewayEndpoint.Messages => "/v1/messages",
            GatewayEndpoint.Embeddings => "/v1/embeddings",
            GatewayEndpoint.Traces => "/v1/traces",
            _ => throw new ArgumentOutOfRangeException(nameof(endpoint), endpoint, "No such endpoint."),
        };
}
