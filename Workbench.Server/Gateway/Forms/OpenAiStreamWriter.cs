using System.Buffers;
using System.Text.Json;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Chunks of a chat completion. Reasoning goes where most of those who copy OpenAI put it, into <c>reasoning_content</c>.</summary>
/// <param name="includesUsage">The client asked for <c>stream_options.include_usage</c>.</param>
internal sealed class OpenAiStreamWriter(IBufferWriter<byte> output, ReplyHead reply, bool includesUsage) : FormStreamWriter(output, reply)
{
    private readonly HashSet<int> _withoutArguments = [];
    private TokenUsage? _usage;
    private bool _hasBegun;

    public override void Write(StreamPart part)
    {
        switch (part)
        {
            case ReplyBegan:
                Begin();
                break;
            case TextAdded { Text: var text }:
                Delta(text, static (json, t) => json.WriteString("content", t));
                break;
            case ReasoningAdded { Text: var text }:
                Delta(text, static (json, t) => json.WriteString("reasoning_content", t));
                break;
            case CallBegan call:
                _withoutArguments.Add(call.Call);
                Delta(call, WriteCall);
                break;
            case CallArgumentsAdded arguments:
                _withoutArguments.Remove(arguments.Call);
                Delta(arguments, WriteArguments);
                break;
            case CallEnded { Call: var call } when _withoutArguments.Remove(call):
                // Clients parse them: no arguments are an empty object there, and not an empty text.
                Delta(new CallArgumentsAdded(call, "{}"), WriteArguments);
                break;
            case UsageGiven { Usage: var usage }:
                _usage = usage;
                break;
            case ReplyEnded ended:
                End(ended);
                break;
            case ReplyBroke { Error: var error }:
                Event(null, error, OpenAiErrors.Write);
                break;
            case ReasoningSigned or ReasoningHidden or CallEnded:
                break; // The form has no place for them.
            default:
                throw new System.Diagnostics.UnreachableException(part.GetType().Name);
        }
    }

    internal static string WordOf(StopReason reason) =>
        reason switch
        {
            StopReason.Length => "length",
            StopReason.ToolCalls => "tool_calls",
            StopReason.ContentFilter => "content_filter",
            StopReason.Stop or StopReason.StopSequence or StopReason.Pause => "stop",
            _ => throw new System.Diagnostics.UnreachableException(reason.ToString()),
        };

    private static void WriteCall(Utf8JsonWriter json, CallBegan call)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", call.Call);
        json.WriteString("id", call.Id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", "");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteArguments(Utf8JsonWriter json, CallArgumentsAdded arguments)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", arguments.Call);
        json.WriteStartObject("function");
        json.WriteString("arguments", arguments.Json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Begin()
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        Chunk(
            "",
            null,
            static (json, content) =>
            {
                json.WriteString("role", "assistant");
                json.WriteString("content", content);
            }
        );
    }

    private void Delta<TState>(TState state, Action<Utf8JsonWriter, TState> delta)
    {
        Begin();
        Chunk(state, null, delta);
    }

    private void End(ReplyEnded ended)
    {
        Begin();
        Chunk(0, WordOf(ended.Reason), static (_, _) => { });
        if (includesUsage)
            Event(
                null,
                this,
                static (json, writer) =>
                {
                    json.WriteStartObject();
                    writer.WriteHead(json);
                    json.WriteStartArray("choices");
                    json.WriteEndArray();
                    json.WritePropertyName("usage");
                    UsageWriter.WriteOpenAi(json, writer._usage ?? TokenUsage.None);
                    json.WriteEndObject();
                }
            );
        Raw("data: [DONE]\n\n"u8);
    }

    private void Chunk<TState>(TState state, string? finishReason, Action<Utf8JsonWriter, TState> delta) =>
        Event(
            null,
            (Writer: this, State: state, FinishReason: finishReason, Delta: delta),
            static (json, chunk) =>
            {
                json.WriteStartObject();
                chunk.Writer.WriteHead(json);
                json.WriteStartArray("choices");
                json.WriteStartObject();
                json.WriteNumber("index", 0);
                json.WriteStartObject("delta");
                chunk.Delta(json, chunk.State);
                json.WriteEndObject();
                json.WriteString("finish_reason", chunk.FinishReason);
                json.WriteEndObject();
                json.WriteEndArray();
                if (chunk.Writer.IncludesUsage)
                    json.WriteNull("usage");
                json.WriteEndObject();
            }
        );

    private bool IncludesUsage => includesUsage;

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("id", Reply.Id);
        json.WriteString("object", "chat.completion.chunk");
        json.WriteNumber("created", Reply.At.ToUnixTimeSeconds());
        json.WriteString("model", Reply.Model);
    }
}
