using System.Text.Json;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway.Forms;

/// <summary>A reply as one document.</summary>
internal static class WholeReplyWriter
{
    public static void WriteOpenAi(Utf8JsonWriter json, ReplyHead head, WholeReply reply)
    {
        json.WriteStartObject();
        json.WriteString("id", head.Id);
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", head.At.ToUnixTimeSeconds());
        json.WriteString("model", head.Model);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        var calls = reply.Blocks.OfType<CallBlock>().ToList();
        var text = string.Concat(reply.Blocks.OfType<TextBlock>().Select(b => b.Text));
        json.WriteString("content", text.Length == 0 && calls.Count > 0 ? null : text);
        json.WriteNull("refusal");
        if (string.Concat(reply.Blocks.OfType<ReasoningBlock>().Select(b => b.Text)) is { Length: > 0 } reasoning)
            json.WriteString("reasoning_content", reasoning);
        if (calls.Count > 0)
            WriteCalls(json, calls);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", OpenAiStreamWriter.WordOf(reply.Ended?.Reason ?? StopReason.Stop));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("usage");
        UsageWriter.WriteOpenAi(json, reply.Usage ?? TokenUsage.None);
        json.WriteEndObject();
    }

    public static void WriteAnthropic(Utf8JsonWriter json, ReplyHead head, WholeReply reply)
    {
        json.WriteStartObject();
        json.WriteString("id", head.Id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", head.Model);
        json.WriteStartArray("content");
        foreach (var block in reply.Blocks)
            WriteBlock(json, block);
        json.WriteEndArray();
        json.WriteString("stop_reason", AnthropicStreamWriter.WordOf(reply.Ended?.Reason ?? StopReason.Stop));
        json.WriteString("stop_sequence", reply.Ended?.StopSequence);
        json.WritePropertyName("usage");
        UsageWriter.WriteAnthropic(json, reply.Usage ?? TokenUsage.None);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, List<CallBlock> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments.Length == 0 ? "{}" : call.Arguments.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteBlock(Utf8JsonWriter json, ReplyBlock block)
    {
        json.WriteStartObject();
        switch (block)
        {
            case TextBlock text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text.ToString());
                break;
            case ReasoningBlock reasoning:
                json.WriteString("type", "thinking");
                json.WriteString("thinking", reasoning.Text.ToString());
                json.WriteString("signature", reasoning.Signature ?? "");
                break;
            case HiddenReasoningBlock hidden:
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", hidden.Data);
                break;
            case CallBlock call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", call.Id);
                json.WriteString("name", call.Name);
                json.WritePropertyName("input");
                WriteInput(json, call.Arguments.ToString());
                break;
            default:
                throw new System.Diagnostics.UnreachableException(block.GetType().Name);
        }
        json.WriteEndObject();
    }

    /// <summary>The object; what a model wrote instead of one is told as the text that it is, and not dropped.</summary>
    private static void WriteInput(Utf8JsonWriter json, string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments.Length == 0 ? "{}" : arguments);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                document.RootElement.WriteTo(json);
                return;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }
        json.WriteStartObject();
        json.WriteString("not_json", arguments);
        json.WriteEndObject();
    }
}
