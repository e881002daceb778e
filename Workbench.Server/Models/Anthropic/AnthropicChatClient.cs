using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Wire;
using MessageCreateParams = Anthropic.Models.Messages.MessageCreateParams;

namespace Workbench.Server.Models.Anthropic;

/// <summary>
/// Anthropic's Messages through the official client: streamed, with tools, thinking and cache marks. The client's own <see cref="IChatClient"/> is not used: it
/// hides the pieces of tool arguments, and places no cache marks.
/// </summary>
internal sealed class AnthropicChatClient(AnthropicWire wire) : StreamedChatClient
{
    private static readonly Dictionary<string, JsonElement> Nothing = [];

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var body = JsonDocument.Parse(AnthropicRequest.Write(messages, options));
        var request = MessageCreateParams.FromRawUnchecked(
            Nothing,
            Nothing,
            body.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)
        );
        SendMark.Set(options);
        using var response = await wire.Client.Messages.CreateStreaming(request, cancellationToken);
        var stream = await response.ReadAsStream(cancellationToken);
        using var reply = new WireResponse(stream, response.RawMessage.Content.Headers.ContentType?.MediaType, response);
        reply.RefusePages();
        var reader = new AnthropicReply();
        await foreach (var item in SseEvents.ReadAsync(reply.Body, cancellationToken))
        foreach (var update in reader.Read(item))
            yield return update;
        foreach (var update in reader.End())
            yield return update;
    }
}
