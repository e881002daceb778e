using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.OpenAi;

/// <summary>Any endpoint that speaks OpenAI's chat completions: streamed, with tools and usage.</summary>
/// <param name="outputLimitField">Under which name it takes the limit of output tokens.</param>
internal sealed class OpenAiChatClient(OpenAiWire wire, UsageDialect dialect, string outputLimitField) : StreamedChatClient
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var body = OpenAiRequest.Write(messages, options, outputLimitField);
        SendMark.Set(options);
        using var response = await wire.ChatAsync(options?.ModelId ?? "", body, cancellationToken);
        response.RefusePages();
        var reader = new OpenAiReply(dialect);
        if (response.IsJson)
        {
            using var whole = await ParseAsync(response.Body, cancellationToken);
            foreach (var update in reader.Read(whole.RootElement))
                yield return update;
        }
        else
        {
            await foreach (var chunk in SseEvents.ReadAsync(response.Body, cancellationToken))
            foreach (var update in reader.Read(chunk))
                yield return update;
        }
        foreach (var update in reader.End())
            yield return update;
    }

    private static async Task<JsonDocument> ParseAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        }
        catch (JsonException)
        {
            throw new BrokenReplyException("its reply is not JSON, or only part of it came");
        }
    }
}
