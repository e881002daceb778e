using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Shared;

namespace Workbench.Server.Models.OpenAi;

/// <summary>Messages and options as OpenAI's endpoint takes them. <see cref="ChatOptions.AdditionalProperties"/> never leave the program.</summary>
internal static class OpenAiRequest
{
    public static byte[] Write(IEnumerable<ChatMessage> messages, ChatOptions? options, string outputLimitField)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? "");
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
            WriteParameters(json, options, outputLimitField);
            json.WriteStartArray("messages");
            if (!string.IsNullOrEmpty(options?.Instructions))
                WriteMessage(json, new ChatMessage(ChatRole.System, options.Instructions));
            foreach (var message in messages)
                WriteMessage(json, message);
            json.WriteEndArray();
            WriteTools(json, options);
            WriteFormat(json, options?.ResponseFormat);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, ChatOptions? options, string outputLimitField)
    {
        if (options is null)
            return;
        if (options.Temperature is { } temperature)
            json.WriteNumber("temperature", temperature);
        if (options.TopP is { } topP)
            json.WriteNumber("top_p", topP);
        if (options.FrequencyPenalty is { } frequency)
            json.WriteNumber("frequency_penalty", frequency);
        if (options.PresencePenalty is { } presence)
            json.WriteNumber("presence_penalty", presence);
        if (options.Seed is { } seed)
            json.WriteNumber("seed", seed);
        if (options.MaxOutputTokens is { } max)
            json.WriteNumber(outputLimitField, max);
        if (options.Reasoning?.Effort is { } effort)
            json.WriteString(
                "reasoning_effort",
                effort switch
                {
                    ReasoningEffort.None => "none",
                    ReasoningEffort.Low => "low",
                    ReasoningEffort.Medium => "medium",
                    ReasoningEffort.High => "high",
                    _ => "xhigh",
                }
            );
        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (var stop in stops)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message)
    {
        // One tool message holds one result there.
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("tool_call_id", result.CallId);
            json.WriteString("content", TextOf(result.Result));
            json.WriteEndObject();
        }
        if (results.Count > 0)
            return;
        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (message.Contents.Any(c => c is DataContent or UriContent))
            WriteParts(json, message);
        else if (message.Text.Length > 0 || calls.Count == 0)
            json.WriteString("content", message.Text);
        else
            json.WriteNull("content");
        if (calls.Count > 0)
            WriteCalls(json, calls);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartArray("content");
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    json.WriteStartObject();
                    json.WriteString("type", "text");
                    json.WriteString("text", text.Text);
                    json.WriteEndObject();
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                    WriteImage(json, data.Uri);
                    break;
                case UriContent uri when uri.HasTopLevelMediaType("image"):
                    WriteImage(json, uri.Uri.ToString());
                    break;
                case DataContent data when data.HasTopLevelMediaType("audio"):
                    json.WriteStartObject();
                    json.WriteString("type", "input_audio");
                    json.WriteStartObject("input_audio");
                    json.WriteString("data", data.Base64Data.Span);
                    json.WriteString("format", data.MediaType.EndsWith("mpeg", StringComparison.OrdinalIgnoreCase) ? "mp3" : "wav");
                    json.WriteEndObject();
                    json.WriteEndObject();
                    break;
                case DataContent data:
                    json.WriteStartObject();
                    json.WriteString("type", "file");
                    json.WriteStartObject("file");
                    json.WriteString("filename", data.Name ?? "file");
                    json.WriteString("file_data", data.Uri);
                    json.WriteEndObject();
                    json.WriteEndObject();
                    break;
            }
        }
        json.WriteEndArray();
    }

    private static void WriteImage(Utf8JsonWriter json, string url)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteString("url", url);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, List<FunctionCallContent> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.CallId);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", JsonSerializer.Serialize(call.Arguments, WireJson.Options));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatOptions? options)
    {
        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().ToList() ?? [];
        if (tools.Count == 0)
            return;
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            json.WritePropertyName("parameters");
            tool.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        switch (options!.ToolMode)
        {
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice", "required");
                break;
            case NoneChatToolMode:
                json.WriteString("tool_choice", "none");
                break;
        }
        if (options.AllowMultipleToolCalls is { } multiple)
            json.WriteBoolean("parallel_tool_calls", multiple);
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson structured)
            return;
        json.WriteStartObject("response_format");
        if (structured.Schema is { } schema)
        {
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", structured.SchemaName ?? "reply");
            if (structured.SchemaDescription is { } description)
                json.WriteString("description", description);
            // Strict decoding takes closed schemas only.
            if (
                schema.ValueKind == JsonValueKind.Object
                && schema.TryGetProperty("additionalProperties", out var more)
                && more.ValueKind == JsonValueKind.False
            )
                json.WriteBoolean("strict", true);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }
        else
            json.WriteString("type", "json_object");
        json.WriteEndObject();
    }

    internal static string TextOf(object? result) =>
        result switch
        {
            null => "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
            _ => JsonSerializer.Serialize(result, WireJson.Options),
        };
}
