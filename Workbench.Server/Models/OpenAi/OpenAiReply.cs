using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.OpenAi;

/// <summary>
/// Reads chunks of a streamed reply (or a whole one, which looks like one chunk). A call is known by its index, else by its id; a new id with a name is a new call also
/// where the index stays; what has neither continues the last call.
/// </summary>
internal sealed class OpenAiReply(UsageDialect dialect)
{
    private readonly UsageReading _usage = new(dialect);
    private readonly List<PartialCall> _calls = [];
    private readonly Dictionary<int, PartialCall> _byIndex = [];
    private WholeCharacters _text;
    private WholeCharacters _reasoning;
    private string? _finishReason;
    private bool _hasContent;

    public IEnumerable<ChatResponseUpdate> Read(JsonElement chunk)
    {
        if (chunk.Field("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error)
            throw Refusal(error);
        if (chunk.Object("usage") is not null)
        {
            _usage.Add(chunk);
            if (_usage.Usage is { } usage)
                yield return Update(new TokensContent(usage));
        }
        if (!HasChoices(chunk))
            yield break;
        var choice = chunk.GetProperty("choices")[0];
        if (choice.Text("finish_reason") is { Length: > 0 } reason)
            _finishReason = reason;
        if ((choice.Object("delta") ?? choice.Object("message")) is not { } delta)
            yield break;
        if (_reasoning.Add(delta.Text("reasoning_content") ?? delta.Text("reasoning") ?? "") is { Length: > 0 } reasoning)
            yield return Update(new TextReasoningContent(reasoning));
        if ((delta.Text("content") ?? delta.Text("refusal")) is { Length: > 0 } piece)
        {
            _hasContent = true;
            if (_text.Add(piece) is { Length: > 0 } text)
                yield return Update(new TextContent(text));
        }
        if (delta.Field("tool_calls") is not { ValueKind: JsonValueKind.Array } calls)
            yield break;
        var isAlone = calls.GetArrayLength() == 1;
        var position = 0;
        foreach (var call in calls.EnumerateArray())
        foreach (var content in Take(call, isAlone ? null : position++))
            yield return Update(content);
    }

    /// <summary>The calls, whose arguments are complete only now.</summary>
    /// <exception cref="BrokenReplyException">The stream broke off before it said how it ended, or said nothing at all.</exception>
    public IEnumerable<ChatResponseUpdate> End()
    {
        var isEmpty = !_hasContent && _calls.Count == 0;
        // A filter that lets nothing through, or a limit that thinking used up, is an answer.
        if (isEmpty && _finishReason is (null or "stop" or "tool_calls" or "function_call"))
            throw new BrokenReplyException("it ended its stream without a reply");
        if (_finishReason is null)
            throw new BrokenReplyException("it ended its stream in the middle of the reply");
        foreach (var call in _calls)
            yield return Update(call.Complete());
        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = new ChatFinishReason(FinishReason(_finishReason)) };
    }

    /// <param name="position">Among several of one chunk, which tells those apart that have nothing else.</param>
    private IEnumerable<AIContent> Take(JsonElement delta, int? position)
    {
        var index = delta.Count("index") is { } given and < int.MaxValue ? (int?)given : null;
        var id = delta.Text("id") is { Length: > 0 } told ? told : null;
        var name = delta.Object("function")?.Text("name") is { Length: > 0 } called ? called : null;
        var call = CallOf(index ?? (id is null && name is null ? position : null), id, name);
        if (id is not null)
            call.Id = id;
        if (delta.Object("function") is not { } function)
            return [];
        if (name is not null)
            call.Name = name;
        // Some endpoints send the arguments as an object instead of its text.
        var arguments = function.Object("arguments") is { } whole ? whole.GetRawText() : function.Text("arguments");
        return call.Take(arguments ?? "");
    }

    private PartialCall CallOf(int? index, string? id, string? name)
    {
        var known =
            index is { } numbered ? _byIndex.GetValueOrDefault(numbered)
            : id is not null ? _calls.Find(c => c.Id == id)
            : name is null && _calls.Count > 0 ? _calls[^1]
            : null;
        var isAnother = known is { Id.Length: > 0 } && id is not null && name is not null && known.Id != id;
        if (known is not null && !isAnother)
            return known;
        var call = new PartialCall(_calls.Count);
        _calls.Add(call);
        _byIndex[index ?? _calls.Count - 1] = call;
        return call;
    }

    private static bool HasChoices(JsonElement chunk) => chunk.Field("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0;

    private static string FinishReason(string reason) =>
        reason switch
        {
            "function_call" => ChatFinishReason.ToolCalls.Value,
            "max_tokens" or "max_output_tokens" => ChatFinishReason.Length.Value,
            "eos" or "end_turn" => ChatFinishReason.Stop.Value,
            _ => reason,
        };

    /// <summary>A fault that is told inside of a stream which had begun well.</summary>
    private static ModelRefusedException Refusal(JsonElement error)
    {
        var message = error.ValueKind == JsonValueKind.String ? error.AsText() : error.Text("message") ?? "the stream ended with an error";
        var status = error.Count("code") is { } code and >= 400 and < 600 ? (HttpStatusCode)code : HttpStatusCode.BadGateway;
        return new ModelRefusedException(status, message) { Code = error.Text("code") ?? error.Text("type"), IsWithinStream = true };
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]);
}
