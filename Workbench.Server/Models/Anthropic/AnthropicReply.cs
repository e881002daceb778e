using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.Anthropic;

/// <summary>Reads the events of a streamed message.</summary>
internal sealed class AnthropicReply
{
    private readonly UsageReading _usage = new(UsageDialect.Anthropic);
    private readonly SortedDictionary<int, PartialCall> _calls = [];
    private WholeCharacters _text;
    private WholeCharacters _thinking;
    private string? _stopReason;
    private bool _hasContent;

    public IEnumerable<ChatResponseUpdate> Read(JsonElement item)
    {
        switch (item.Text("type"))
        {
            case "error":
                throw Refusal(item.Field("error") ?? item);
            case "message_start":
            case "message_delta":
                if (item.Object("delta")?.Text("stop_reason") is { Length: > 0 } reason)
                    _stopReason = reason;
                _usage.Add(item);
                if (_usage.Usage is { } usage)
                    yield return Update(new TokensContent(usage));
                break;
            case "content_block_start" when item.Object("content_block") is { } block:
                foreach (var content in Begin(block, IndexOf(item)))
                    yield return Update(content);
                break;
            case "content_block_delta" when item.Object("delta") is { } delta:
                foreach (var content in Take(delta, IndexOf(item)))
                    yield return Update(content);
                break;
        }
    }

    /// <summary>The calls, whose arguments are complete only now.</summary>
    /// <exception cref="BrokenReplyException">The stream broke off before it said how it ended, or said nothing at all.</exception>
    public IEnumerable<ChatResponseUpdate> End()
    {
        var isEmpty = !_hasContent && _calls.Count == 0;
        if (isEmpty && _stopReason is (null or "end_turn" or "tool_use"))
            throw new BrokenReplyException("it ended its stream without a reply");
        if (_stopReason is null)
            throw new BrokenReplyException("it ended its stream in the middle of the reply");
        foreach (var call in _calls.Values)
            yield return Update(call.Complete());
        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = FinishReason(_stopReason) };
    }

    private IEnumerable<AIContent> Begin(JsonElement block, int index)
    {
        switch (block.Text("type"))
        {
            case "text" when block.Text("text") is { Length: > 0 } text:
                _hasContent = true;
                yield return new TextContent(text);
                break;
            case "thinking" when block.Text("thinking") is { Length: > 0 } thinking:
                yield return new TextReasoningContent(thinking);
                break;
            case "redacted_thinking":
                yield return new TextReasoningContent("") { ProtectedData = AnthropicRequest.RedactedMark + block.Text("data") };
                break;
            case "tool_use":
                var call = _calls[index] = new PartialCall(_calls.Count) { Id = block.Text("id") ?? "", Name = block.Text("name") ?? "" };
                // Endpoints that do not stream arguments give them here.
                var given = block.Object("input") is { } input && input.EnumerateObject().Any() ? input.GetRawText() : "";
                foreach (var content in call.Take(given))
                    yield return content;
                break;
        }
    }

    private IEnumerable<AIContent> Take(JsonElement delta, int index)
    {
        switch (delta.Text("type"))
        {
            case "text_delta" when delta.Text("text") is { Length: > 0 } text:
                _hasContent = true;
                return _text.Add(text) is { Length: > 0 } whole ? [new TextContent(whole)] : [];
            case "thinking_delta" when _thinking.Add(delta.Text("thinking") ?? "") is { Length: > 0 } thinking:
                return [new TextReasoningContent(thinking)];
            case "signature_delta" when delta.Text("signature") is { Length: > 0 } signature:
                return [new TextReasoningContent("") { ProtectedData = signature }];
            case "input_json_delta" when _calls.TryGetValue(index, out var call):
                return call.Take(delta.Text("partial_json") ?? "");
            default:
                return [];
        }
    }

    private static int IndexOf(JsonElement item) => item.Count("index") is { } index and < int.MaxValue ? (int)index : 0;

    private static ChatFinishReason FinishReason(string reason) =>
        reason switch
        {
            "end_turn" or "stop_sequence" or "pause_turn" => ChatFinishReason.Stop,
            "tool_use" => ChatFinishReason.ToolCalls,
            "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
            "refusal" => ChatFinishReason.ContentFilter,
            _ => new ChatFinishReason(reason),
        };

    /// <summary>A fault that is told inside of a stream which had begun well.</summary>
    private static ModelRefusedException Refusal(JsonElement error)
    {
        var status = error.Text("type") switch
        {
            "overloaded_error" => (HttpStatusCode)529,
            "rate_limit_error" => HttpStatusCode.TooManyRequests,
            "authentication_error" or "permission_error" => HttpStatusCode.Forbidden,
            "invalid_request_error" => HttpStatusCode.BadRequest,
            "timeout_error" => HttpStatusCode.GatewayTimeout,
            _ => HttpStatusCode.BadGateway,
        };
        return new ModelRefusedException(status, error.Text("message") ?? "the stream ended with an error")
        {
            Code = error.Text("type"),
            IsWithinStream = true,
        };
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]);
}
