using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.OpenAi;
using Workbench.Shared;

namespace Workbench.Server.Models.Anthropic;

/// <summary>Messages and options as Anthropic's endpoint takes them, with marks where its prompt cache is to end: after the tools, the system prompt and the last message.</summary>
internal static class AnthropicRequest
{
    /// <summary>Before the data of a thought that may not be read, but must be sent back.</summary>
    public const string RedactedMark = "redacted:";

    private const int LeastThinking = 1_024;

    public static ReadOnlyMemory<byte> Write(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var model = ModelSettings.Find(options);
        var isCaching = model?.Has(ModelAbilities.Caching) ?? false;
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? "");
            WriteParameters(json, options, model);
            WriteSystem(json, all, options, isCaching);
            WriteMessages(json, [.. all.Where(m => m.Role != ChatRole.System)], isCaching);
            WriteTools(json, options, isCaching);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteParameters(Utf8JsonWriter json, ChatOptions? options, ModelSettings? model)
    {
        var limit = options?.MaxOutputTokens ?? 4_096;
        json.WriteNumber("max_tokens", limit);
        if (options is null)
            return;
        var thinks = WriteThinking(json, options, model, limit);
        // Who thinks chooses by itself.
        if (!thinks && options.Temperature is { } temperature)
            json.WriteNumber("temperature", Math.Clamp(temperature, 0, 1));
        if (!thinks && options.TopP is { } topP)
            json.WriteNumber("top_p", topP);
        if (!thinks && options.TopK is { } topK)
            json.WriteNumber("top_k", topK);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var stop in stops)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        var effort = thinks && !model!.TakesThinkingBudget ? Effort(options.Reasoning!.Effort!.Value) : null;
        var schema = (options.ResponseFormat as ChatResponseFormatJson)?.Schema;
        if (effort is null && schema is null)
            return;
        json.WriteStartObject("output_config");
        if (effort is not null)
            json.WriteString("effort", effort);
        if (schema is not null)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("schema");
            schema.Value.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <returns>Whether the model is to think.</returns>
    private static bool WriteThinking(Utf8JsonWriter json, ChatOptions options, ModelSettings? model, int limit)
    {
        if (options.Reasoning?.Effort is not { } effort || effort == ReasoningEffort.None || model?.Has(ModelAbilities.Reasoning) != true)
            return false;
        var budget = Math.Min(
            limit - 1,
            effort switch
            {
                ReasoningEffort.Low => 2_048,
                ReasoningEffort.Medium => 8_192,
                ReasoningEffort.High => 16_384,
                _ => 32_768,
            }
        );
        if (model.TakesThinkingBudget && budget < LeastThinking)
            return false;
        json.WriteStartObject("thinking");
        if (model.TakesThinkingBudget)
        {
            json.WriteString("type", "enabled");
            json.WriteNumber("budget_tokens", budget);
        }
        else
        {
            json.WriteString("type", "adaptive");
            json.WriteString("display", "summarized");
        }
        json.WriteEndObject();
        return true;
    }

    private static string Effort(ReasoningEffort effort) =>
        effort switch
        {
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            ReasoningEffort.High => "high",
            _ => "xhigh",
        };

    private static void WriteSystem(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isCaching)
    {
        List<string> texts = [.. messages.Where(m => m.Role == ChatRole.System).Select(m => m.Text)];
        if (!string.IsNullOrEmpty(options?.Instructions))
            texts.Insert(0, options.Instructions);
        texts.RemoveAll(string.IsNullOrWhiteSpace);
        if (texts.Count == 0)
            return;
        json.WriteStartArray("system");
        for (var i = 0; i < texts.Count; i++)
            WriteText(json, texts[i], isCaching && i == texts.Count - 1);
        json.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages, bool isCaching)
    {
        json.WriteStartArray("messages");
        string? role = null;
        for (var i = 0; i < messages.Count; i++)
        {
            var blocks = Blocks(messages[i]);
            if (blocks.Count == 0)
                continue;
            // All results of a reply's calls belong into the one message behind it.
            var next = messages[i].Role == ChatRole.Assistant ? "assistant" : "user";
            if (next != role)
            {
                if (role is not null)
                    End(json);
                json.WriteStartObject();
                json.WriteString("role", role = next);
                json.WriteStartArray("content");
            }
            for (var b = 0; b < blocks.Count; b++)
                WriteBlock(json, blocks[b], isCaching && i == messages.Count - 1 && b == blocks.Count - 1);
        }
        if (role is not null)
            End(json);
        json.WriteEndArray();

        static void End(Utf8JsonWriter json)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>What can be sent: no empty texts, and no thoughts without their seal.</summary>
    private static List<AIContent> Blocks(ChatMessage message) =>
        [
            .. message.Contents.Where(c =>
                c switch
                {
                    TextReasoningContent reasoning => reasoning.ProtectedData is not null,
                    TextContent text => !string.IsNullOrWhiteSpace(text.Text),
                    FunctionCallContent or FunctionResultContent or DataContent => true,
                    UriContent uri => uri.HasTopLevelMediaType("image"),
                    _ => false,
                }
            ),
        ];

    private static void WriteBlock(Utf8JsonWriter json, AIContent content, bool isMarked)
    {
        switch (content)
        {
            case TextReasoningContent { ProtectedData: { } seal } when seal.StartsWith(RedactedMark, StringComparison.Ordinal):
                json.WriteStartObject();
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", seal.AsSpan(RedactedMark.Length));
                break;
            case TextReasoningContent reasoning:
                json.WriteStartObject();
                json.WriteString("type", "thinking");
                json.WriteString("thinking", reasoning.Text);
                json.WriteString("signature", reasoning.ProtectedData);
                break;
            case TextContent text:
                WriteText(json, text.Text, isMarked);
                return;
            case FunctionCallContent call:
                json.WriteStartObject();
                json.WriteString("type", "tool_use");
                json.WriteString("id", call.CallId);
                json.WriteString("name", call.Name);
                json.WritePropertyName("input");
                JsonSerializer.Serialize(json, call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), WireJson.Options);
                Mark(json, isMarked);
                break;
            case FunctionResultContent result:
                json.WriteStartObject();
                json.WriteString("type", "tool_result");
                json.WriteString("tool_use_id", result.CallId);
                json.WriteString("content", OpenAiRequest.TextOf(result.Result));
                if (result.Exception is not null)
                    json.WriteBoolean("is_error", true);
                Mark(json, isMarked);
                break;
            case DataContent data:
                json.WriteStartObject();
                json.WriteString("type", data.HasTopLevelMediaType("image") ? "image" : "document");
                json.WriteStartObject("source");
                json.WriteString("type", "base64");
                json.WriteString("media_type", data.MediaType);
                json.WriteString("data", data.Base64Data.Span);
                json.WriteEndObject();
                Mark(json, isMarked);
                break;
            case UriContent uri:
                json.WriteStartObject();
                json.WriteString("type", "image");
                json.WriteStartObject("source");
                json.WriteString("type", "url");
                json.WriteString("url", uri.Uri.ToString());
                json.WriteEndObject();
                Mark(json, isMarked);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text, bool isMarked)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        Mark(json, isMarked);
        json.WriteEndObject();
    }

    private static void Mark(Utf8JsonWriter json, bool isMarked)
    {
        if (!isMarked)
            return;
        json.WriteStartObject("cache_control");
        json.WriteString("type", "ephemeral");
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatOptions? options, bool isCaching)
    {
        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().ToList() ?? [];
        if (tools.Count == 0)
            return;
        json.WriteStartArray("tools");
        for (var i = 0; i < tools.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", tools[i].Name);
            json.WriteString("description", tools[i].Description);
            json.WritePropertyName("input_schema");
            tools[i].JsonSchema.WriteTo(json);
            Mark(json, isCaching && i == tools.Count - 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        var isSingle = options!.AllowMultipleToolCalls == false;
        var choice = options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: not null } => "tool",
            RequiredChatToolMode => "any",
            NoneChatToolMode => "none",
            _ => isSingle ? "auto" : null,
        };
        if (choice is null)
            return;
        json.WriteStartObject("tool_choice");
        json.WriteString("type", choice);
        if (choice == "tool")
            json.WriteString("name", ((RequiredChatToolMode)options.ToolMode!).RequiredFunctionName);
        if (isSingle && choice != "none")
            json.WriteBoolean("disable_parallel_tool_use", true);
        json.WriteEndObject();
    }
}
