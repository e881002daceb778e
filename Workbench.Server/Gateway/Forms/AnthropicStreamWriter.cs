using System.Buffers;
using System.Text;
using System.Text.Json;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>
/// Events of a message. Blocks follow each other there, whereas the calls of a reply may come mixed: the block that is open streams, those
/// behind it wait for it, and nothing of them is lost.
/// </summary>
internal sealed class AnthropicStreamWriter(IBufferWriter<byte> output, ReplyHead reply) : FormStreamWriter(output, reply)
{
    private readonly LinkedList<Block> _blocks = [];
    private TokenUsage? _usage;
    private int _index = -1;
    private bool _hasBegun;

    public override void Write(StreamPart part)
    {
        switch (part)
        {
            case ReplyBegan or ReasoningSigned { Signature: "" }:
                break;
            case TextAdded { Text: var text }:
                Grow(BlockKind.Text, text);
                break;
            case ReasoningAdded { Text: var text }:
                Grow(BlockKind.Thinking, text);
                break;
            case ReasoningSigned { Signature: var signature }:
                Last(BlockKind.Thinking).Signature = signature;
                break;
            case ReasoningHidden { Data: var data }:
                Append(new Block(BlockKind.Redacted) { Name = data, IsOver = true });
                break;
            case CallBegan call:
                Append(
                    new Block(BlockKind.ToolUse)
                    {
                        Call = call.Call,
                        Id = call.Id,
                        Name = call.Name,
                    }
                );
                break;
            case CallArgumentsAdded { Call: var call, Json: var json }:
                CallOf(call).Waiting.Append(json);
                break;
            case CallEnded { Call: var call }:
                CallOf(call).IsOver = true;
                break;
            case UsageGiven { Usage: var usage }:
                _usage = usage;
                return;
            case ReplyEnded ended:
                End(ended);
                return;
            case ReplyBroke { Error: var error }:
                Event("error", (Error: error, Reply.Request), static (json, e) => AnthropicErrors.Write(json, e.Error, e.Request));
                return;
            default:
                throw new System.Diagnostics.UnreachableException(part.GetType().Name);
        }
        Begin();
        Advance();
    }

    internal static string WordOf(StopReason reason) =>
        reason switch
        {
            StopReason.Stop => "end_turn",
            StopReason.StopSequence => "stop_sequence",
            StopReason.Length => "max_tokens",
            StopReason.ToolCalls => "tool_use",
            StopReason.ContentFilter => "refusal",
            StopReason.Pause => "pause_turn",
            _ => throw new System.Diagnostics.UnreachableException(reason.ToString()),
        };

    private void Grow(BlockKind kind, string text) => Last(kind).Waiting.Append(text);

    /// <summary>The last block when it is of this kind, else a new one behind it.</summary>
    private Block Last(BlockKind kind)
    {
        if (_blocks.Last?.Value is { } last && last.Kind == kind && last.Signature is null)
            return last;
        var block = new Block(kind);
        Append(block);
        return block;
    }

    private void Append(Block block)
    {
        // Text and reasoning end where something else begins; a call ends when it says so.
        if (_blocks.Last?.Value is { Kind: BlockKind.Text or BlockKind.Thinking } last)
            last.IsOver = true;
        _blocks.AddLast(block);
    }

    private Block CallOf(int call) => _blocks.First(b => b.Call == call);

    private void Begin()
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        Event(
            "message_start",
            this,
            static (json, writer) =>
            {
                json.WriteStartObject();
                json.WriteString("type", "message_start");
                json.WriteStartObject("message");
                json.WriteString("id", writer.Reply.Id);
                json.WriteString("type", "message");
                json.WriteString("role", "assistant");
                json.WriteString("model", writer.Reply.Model);
                json.WriteStartArray("content");
                json.WriteEndArray();
                json.WriteNull("stop_reason");
                json.WriteNull("stop_sequence");
                json.WritePropertyName("usage");
                UsageWriter.WriteAnthropic(json, writer._usage ?? TokenUsage.None);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );
    }

    /// <summary>Writes what may be written: the first block as far as it came, and the next ones where it is over.</summary>
    private void Advance()
    {
        while (_blocks.First?.Value is { } block)
        {
            // The number is taken when the block opens: the ones before it are closed.
            if (!block.IsOpen)
                Open(block);
            WriteWaiting(block);
            if (!block.IsOver)
                return;
            Stop(block);
            _blocks.RemoveFirst();
        }
    }

    private void Open(Block block)
    {
        block.IsOpen = true;
        _index++;
        Event(
            "content_block_start",
            (Block: block, Index: _index),
            static (json, start) =>
            {
                json.WriteStartObject();
                json.WriteString("type", "content_block_start");
                json.WriteNumber("index", start.Index);
                json.WriteStartObject("content_block");
                start.Block.WriteStart(json);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );
    }

    private void WriteWaiting(Block block)
    {
        if (block.Waiting.Length == 0)
            return;
        var (type, field) = block.Kind switch
        {
            BlockKind.Thinking => ("thinking_delta", "thinking"),
            BlockKind.ToolUse => ("input_json_delta", "partial_json"),
            _ => ("text_delta", "text"),
        };
        Delta(type, field, block.Waiting.ToString());
        block.Waiting.Clear();
    }

    private void Stop(Block block)
    {
        if (block.Signature is not null)
            Delta("signature_delta", "signature", block.Signature);
        Event(
            "content_block_stop",
            _index,
            static (json, index) =>
            {
                json.WriteStartObject();
                json.WriteString("type", "content_block_stop");
                json.WriteNumber("index", index);
                json.WriteEndObject();
            }
        );
    }

    private void Delta(string type, string field, string text) =>
        Event(
            "content_block_delta",
            (Index: _index, Type: type, Field: field, Text: text),
            static (json, delta) =>
            {
                json.WriteStartObject();
                json.WriteString("type", "content_block_delta");
                json.WriteNumber("index", delta.Index);
                json.WriteStartObject("delta");
                json.WriteString("type", delta.Type);
                json.WriteString(delta.Field, delta.Text);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );

    private void End(ReplyEnded ended)
    {
        Begin();
        foreach (var block in _blocks)
            block.IsOver = true;
        Advance();
        Event(
            "message_delta",
            (Ended: ended, Usage: _usage ?? TokenUsage.None),
            static (json, end) =>
            {
                json.WriteStartObject();
                json.WriteString("type", "message_delta");
                json.WriteStartObject("delta");
                json.WriteString("stop_reason", WordOf(end.Ended.Reason));
                json.WriteString("stop_sequence", end.Ended.StopSequence);
                json.WriteEndObject();
                json.WritePropertyName("usage");
                UsageWriter.WriteAnthropic(json, end.Usage);
                json.WriteEndObject();
            }
        );
        Event(
            "message_stop",
            0,
            static (json, _) =>
            {
                json.WriteStartObject();
                json.WriteString("type", "message_stop");
                json.WriteEndObject();
            }
        );
    }

    private enum BlockKind
    {
        Text,
        Thinking,
        Redacted,
        ToolUse,
    }

    private sealed class Block(BlockKind kind)
    {
        public BlockKind Kind => kind;
        public int? Call { get; init; }
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Signature { get; set; }
        public StringBuilder Waiting { get; } = new();
        public bool IsOpen { get; set; }
        public bool IsOver { get; set; }

        public void WriteStart(Utf8JsonWriter json)
        {
            switch (kind)
            {
                case BlockKind.Thinking:
                    json.WriteString("type", "thinking");
                    json.WriteString("thinking", "");
                    json.WriteString("signature", "");
                    break;
                case BlockKind.Redacted:
                    json.WriteString("type", "redacted_thinking");
                    json.WriteString("data", Name);
                    break;
                case BlockKind.ToolUse:
                    json.WriteString("type", "tool_use");
                    json.WriteString("id", Id);
                    json.WriteString("name", Name);
                    json.WriteStartObject("input");
                    json.WriteEndObject();
                    break;
                default:
                    json.WriteString("type", "text");
                    json.WriteString("text", "");
                    break;
            }
        }
    }
}
