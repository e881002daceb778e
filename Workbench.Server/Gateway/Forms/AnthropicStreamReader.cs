using System.Text.Json;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Messages as Anthropic streams them: blocks that begin, grow and end, each by its index.</summary>
internal sealed class AnthropicStreamReader : FormStreamReader
{
    private readonly SortedDictionary<long, Block> _blocks = [];
    private readonly UsageReading _usage = new(UsageDialect.Anthropic);
    private string? _stopReason;
    private string? _stopSequence;
    private int _calls;
    private bool _isStopped;

    protected override bool IsLast(SseEvent item) => false;

    protected override IEnumerable<StreamPart> ReadWhole(JsonElement document)
    {
        if (Text(document, "type") == "error")
        {
            yield return new ReplyBroke(AnthropicErrors.Read(document));
            yield break;
        }
        foreach (var part in Begin(document))
            yield return part;
        if (document.Array("content") is { } content)
        {
            var index = 0;
            foreach (var block in content.EnumerateArray())
            {
                foreach (var part in BeginBlock(index, block))
                    yield return part;
                foreach (var part in EndBlock(index++))
                    yield return part;
            }
        }
        _stopReason = document.Text("stop_reason");
        _stopSequence = document.Text("stop_sequence");
        _isStopped = true;
    }

    protected override IEnumerable<StreamPart> ReadEvent(JsonElement data)
    {
        var index = data.Whole("index") ?? 0;
        switch (Text(data, "type"))
        {
            case "message_start" when data.Object("message") is { } message:
                return Begin(message);
            case "content_block_start" when data.Object("content_block") is { } block:
                return BeginBlock(index, block);
            case "content_block_delta" when data.Object("delta") is { } delta:
                return ReadDelta(index, delta);
            case "content_block_stop":
                return EndBlock(index);
            case "message_delta":
                _stopReason = data.Object("delta")?.Text("stop_reason") ?? _stopReason;
                _stopSequence = data.Object("delta")?.Text("stop_sequence") ?? _stopSequence;
                _usage.Add(data);
                return [];
            case "message_stop":
                _isStopped = true;
                return Close();
            case "error":
                return [.. Usage(), new ReplyBroke(AnthropicErrors.Read(data))];
            default:
                return [];
        }
    }

    protected override IEnumerable<StreamPart> Close()
    {
        foreach (var index in _blocks.Where(b => !b.Value.IsOver).Select(b => b.Key).ToList())
        foreach (var part in EndBlock(index))
            yield return part;
        foreach (var part in Usage())
            yield return part;
        yield return _stopReason is not null || _isStopped
            ? new ReplyEnded(ReasonOf(_stopReason), _stopSequence)
            : new ReplyBroke(new FormError(ErrorKind.Upstream, "The provider's stream broke off in the middle of the reply."));
    }

    private static StopReason ReasonOf(string? reason) =>
        reason switch
        {
            "stop_sequence" => StopReason.StopSequence,
            "max_tokens" or "model_context_window_exceeded" => StopReason.Length,
            "tool_use" => StopReason.ToolCalls,
            "refusal" => StopReason.ContentFilter,
            "pause_turn" => StopReason.Pause,
            _ => StopReason.Stop,
        };

    private static string? Text(JsonElement of, string name) => of.Text(name);

    private IEnumerable<StreamPart> Usage() => _usage.Usage is { } usage ? [new UsageGiven(usage)] : [];

    private IEnumerable<StreamPart> Begin(JsonElement message)
    {
        yield return new ReplyBegan(message.Text("id"), message.Text("model"));
        _usage.Add(message);
        foreach (var part in Usage())
            yield return part;
    }

    private IEnumerable<StreamPart> BeginBlock(long index, JsonElement block)
    {
        switch (block.Text("type"))
        {
            case "tool_use":
                var call = _calls++;
                var input = block.Object("input") is { } given && given.EnumerateObject().Any() ? given.GetRawText() : null;
                _blocks[index] = new Block(call) { WholeInput = input };
                yield return new CallBegan(call, block.Text("id") ?? $"toolu_{call}_{Guid.NewGuid():N}", block.Text("name") ?? "");
                break;
            case "redacted_thinking":
                _blocks[index] = new Block(null);
                yield return new ReasoningHidden(block.Text("data") ?? "");
                break;
            case "thinking":
                _blocks[index] = new Block(null) { IsReasoning = true };
                if (block.Text("thinking") is { Length: > 0 } thinking)
                    yield return new ReasoningAdded(thinking);
                if (block.Text("signature") is { Length: > 0 } signature)
                    yield return new ReasoningSigned(signature);
                break;
            default:
                _blocks[index] = new Block(null);
                if (block.Text("text") is { Length: > 0 } text)
                    yield return new TextAdded(text);
                break;
        }
    }

    private IEnumerable<StreamPart> ReadDelta(long index, JsonElement delta)
    {
        // A block whose beginning was not sent can only be one of text.
        if (!_blocks.TryGetValue(index, out var block))
            _blocks[index] = block = new Block(null);
        switch (delta.Text("type"))
        {
            case "text_delta" when block.Characters.Add(delta.Text("text") ?? "") is { Length: > 0 } text:
                return [new TextAdded(text)];
            case "thinking_delta" when block.Characters.Add(delta.Text("thinking") ?? "") is { Length: > 0 } thinking:
                block.IsReasoning = true;
                return [new ReasoningAdded(thinking)];
            case "signature_delta" when delta.Text("signature") is { Length: > 0 } signature:
                return [new ReasoningSigned(signature)];
            case "input_json_delta" when block is { Call: { } call } && block.Characters.Add(delta.Text("partial_json") ?? "") is { Length: > 0 } json:
                block.WholeInput = null;
                return [new CallArgumentsAdded(call, json)];
            default:
                return [];
        }
    }

    private IEnumerable<StreamPart> EndBlock(long index)
    {
        if (!_blocks.TryGetValue(index, out var block) || block.IsOver)
            yield break;
        block.IsOver = true;
        var rest = block.Characters.End();
        if (block.Call is not { } call)
        {
            if (rest.Length > 0)
                yield return block.IsReasoning ? new ReasoningAdded(rest) : new TextAdded(rest);
            yield break;
        }
        if ((block.WholeInput ?? rest) is { Length: > 0 } json)
            yield return new CallArgumentsAdded(call, json);
        yield return new CallEnded(call);
    }

    /// <param name="call">Its number when the block is a call.</param>
    private sealed class Block(int? call)
    {
        public WholeCharacters Characters; // A field: it changes in place.

        public int? Call => call;
        public bool IsReasoning { get; set; }
        public bool IsOver { get; set; }

        /// <summary>Arguments that came with the block's beginning, good as long as no others come.</summary>
        public string? WholeInput { get; set; }
    }
}
