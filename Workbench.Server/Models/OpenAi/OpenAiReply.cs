using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Tools;
using Workbench.Shared;

namespace Workbench.Server.Models.OpenAi;

/// <summary>Reads chunks of a streamed reply (or a whole one, which looks like one chunk).</summary>
internal sealed class OpenAiReply
{
    private readonly SortedDictionary<int, PartialCall> _calls = [];
    private string? _finishReason;
    private bool _hasContent;

    public IEnumerable<ChatResponseUpdate> Read(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            throw new ModelRefusedException(
                System.Net.HttpStatusCode.BadGateway,
                error.TryGetProperty("message", out var message) ? message.GetString() ?? "The stream ended with an error." : "The stream ended with an error."
            );
        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            yield return Update(new UsageContent(UsageOf(usage)));
        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            yield break;
        var choice = choices[0];
        if (Text(choice, "finish_reason") is { } reason)
            _finishReason = reason;
        if (!choice.TryGetProperty("delta", out var delta) && !choice.TryGetProperty("message", out delta))
            yield break;
        if ((Text(delta, "reasoning_content") ?? Text(delta, "reasoning")) is { Length: > 0 } reasoning)
            yield return Update(new TextReasoningContent(reasoning));
        if (Text(delta, "content") is { Length: > 0 } text)
        {
            _hasContent = true;
            yield return Update(new TextContent(text));
        }
        if (!delta.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
            yield break;
        var position = 0;
        foreach (var call in calls.EnumerateArray())
            if (Take(call, position++) is { Length: > 0 } answer)
                yield return Update(new AnswerTextContent(answer));
    }

    /// <summary>The calls, whose arguments are complete only now.</summary>
    /// <exception cref="JsonException">The stream broke off before it said how it ended.</exception>
    public IEnumerable<ChatResponseUpdate> End()
    {
        if (_finishReason is null && !_hasContent && _calls.Count == 0)
            throw new JsonException("The endpoint ended its stream without a reply.");
        if (_finishReason is null)
            throw new JsonException("The endpoint's stream broke off in the middle of the reply.");
        foreach (var call in _calls.Values)
            yield return Update(call.Complete());
        var last = new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = new ChatFinishReason(_finishReason) };
        yield return last;
    }

    /// <returns>New text of the answer, if the call is one.</returns>
    private string? Take(JsonElement delta, int position)
    {
        var index = delta.TryGetProperty("index", out var i) && i.TryGetInt32(out var given) ? given : position;
        if (!_calls.TryGetValue(index, out var call))
            _calls[index] = call = new PartialCall();
        if (Text(delta, "id") is { Length: > 0 } id)
            call.Id = id;
        if (!delta.TryGetProperty("function", out var function))
            return null;
        if (Text(function, "name") is { Length: > 0 } name)
            call.Name = name;
        if (Text(function, "arguments") is not { Length: > 0 } arguments)
            return null;
        call.Arguments.Append(arguments);
        return call.Name == AnswerTool.ToolName ? call.Answer.Read(arguments) : null;
    }

    private static UsageDetails UsageOf(JsonElement usage) =>
        new()
        {
            InputTokenCount = Count(usage, "prompt_tokens"),
            OutputTokenCount = Count(usage, "completion_tokens"),
            TotalTokenCount = Count(usage, "total_tokens"),
            CachedInputTokenCount = usage.TryGetProperty("prompt_tokens_details", out var prompt) ? Count(prompt, "cached_tokens") : null,
            ReasoningTokenCount = usage.TryGetProperty("completion_tokens_details", out var completion) ? Count(completion, "reasoning_tokens") : null,
        };

    private static long? Count(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt64() : null;

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]);

    private sealed class PartialCall
    {
        public string Id { get; set; } = "";
        public string Name { get; set; } = "";
        public StringBuilder Arguments { get; } = new();
        public AnswerTextReader Answer { get; } = new();

        /// <summary>Arguments that are no JSON object go on as they are, so that the tool's refusal tells the model what is wrong with them.</summary>
        public FunctionCallContent Complete()
        {
            try
            {
                var read = Arguments.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(Arguments.ToString(), WireJson.Options);
                return new FunctionCallContent(Id, Name, read);
            }
            catch (JsonException)
            {
                return new FunctionCallContent(Id, Name, new Dictionary<string, object?>(StringComparer.Ordinal) { ["not_json"] = Arguments.ToString() });
            }
        }
    }
}
