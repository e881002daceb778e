using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>
/// Messages as libraries write them: the conventions' parts, OpenAI's, Anthropic's and npm ai's forms. What has no form that is known is kept as its text.
/// </summary>
internal static class OutsideMessages
{
    /// <param name="role">Of a message that does not say.</param>
    public static List<ChatMessage> Read(JsonElement said, ChatRole role)
    {
        List<ChatMessage> messages = [];
        switch (said.ValueKind)
        {
            case JsonValueKind.Array when IsParts(said):
                messages.Add(new ChatMessage(role, [.. said.EnumerateArray().SelectMany(Part)]));
                break;
            case JsonValueKind.Array:
                foreach (var item in said.EnumerateArray())
                    messages.AddRange(Read(item, role));
                break;
            case JsonValueKind.Object when Field(said, "messages") is { ValueKind: JsonValueKind.Array } inner:
                if (Field(said, "system") is { } system)
                    messages.AddRange(Read(system, ChatRole.System));
                messages.AddRange(Read(inner, role));
                break;
            case JsonValueKind.Object when Field(said, "role") is not null || Field(said, "parts") is not null || Field(said, "content") is not null:
                messages.Add(Message(said, role));
                break;
            case JsonValueKind.Object when Field(said, "prompt") is { } prompt:
                if (Field(said, "system") is { } before)
                    messages.AddRange(Read(before, ChatRole.System));
                messages.AddRange(Read(prompt, role));
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                messages.Add(new ChatMessage(role, TextOf(said)));
                break;
        }
        return messages;
    }

    /// <summary>Parts of one message without the message: system instructions.</summary>
    private static bool IsParts(JsonElement array) =>
        array.GetArrayLength() > 0
        && array.EnumerateArray().All(p => p.ValueKind == JsonValueKind.Object && Field(p, "type") is not null && Field(p, "role") is null);

    private static ChatMessage Message(JsonElement said, ChatRole role)
    {
        if (Text(said, "role") is { Length: > 0 } named)
            role = new ChatRole(
                named.ToLowerInvariant() is var lower && lower is "model" or "ai" ? "assistant"
                : lower is "human" ? "user"
                : lower
            );
        List<AIContent> contents = [];
        var body = Field(said, "parts") ?? Field(said, "content") ?? Field(said, "contents");
        if (Text(said, "tool_call_id") is { } answered && role == ChatRole.Tool)
            contents.Add(new FunctionResultContent(answered, body is { } result ? TextOf(result) : null));
        else if (body is { } given)
            contents.AddRange(Contents(given));
        if (Field(said, "tool_calls") is { ValueKind: JsonValueKind.Array } calls)
            contents.AddRange(calls.EnumerateArray().Select(Call));
        return new ChatMessage(role, contents) { AuthorName = Text(said, "name") };
    }

    private static IEnumerable<AIContent> Contents(JsonElement given) =>
        given.ValueKind switch
        {
            JsonValueKind.Array => given.EnumerateArray().SelectMany(Part),
            JsonValueKind.Null => [],
            JsonValueKind.Object => Part(given),
            _ => [new TextContent(TextOf(given))],
        };

    private static IEnumerable<AIContent> Part(JsonElement part)
    {
        if (part.ValueKind != JsonValueKind.Object)
            return [new TextContent(TextOf(part))];
        return Text(part, "type") switch
        {
            "text" or "input_text" or "output_text" => [new TextContent(Text(part, "content") ?? Text(part, "text") ?? "")],
            "reasoning" or "thinking" => [new TextReasoningContent(Text(part, "content") ?? Text(part, "text") ?? Text(part, "thinking"))],
            "tool_call" or "tool-call" or "tool_use" or "function" or "server_tool_call" => [Call(part)],
            "tool_call_response" or "tool-result" or "tool_result" or "server_tool_call_response" => [Result(part)],
            "blob" when Bytes(Text(part, "content")) is { } data => [new DataContent(data, MediaType(part) ?? "application/octet-stream")],
            "uri" when Uri.TryCreate(Text(part, "uri"), UriKind.Absolute, out var uri) => [new UriContent(uri, MediaType(part) ?? "application/octet-stream")],
            null when Text(part, "text") is { } text => [new TextContent(text)],
            _ => [new TextContent(part.GetRawText())],
        };
    }

    private static FunctionCallContent Call(JsonElement call)
    {
        var function = Field(call, "function") is { ValueKind: JsonValueKind.Object } inner ? inner : call;
        var arguments = Field(function, "arguments") ?? Field(function, "input") ?? Field(function, "args") ?? Field(function, "server_tool_call");
        return new FunctionCallContent(
            Text(call, "id") ?? Text(call, "toolCallId") ?? "",
            Text(function, "name") ?? Text(call, "toolName") ?? "tool",
            arguments is { } given ? Arguments(given) : null
        );
    }

    private static FunctionResultContent Result(JsonElement part)
    {
        var result =
            Field(part, "response") ?? Field(part, "result") ?? Field(part, "output") ?? Field(part, "content") ?? Field(part, "server_tool_call_response");
        return new FunctionResultContent(
            Text(part, "id") ?? Text(part, "toolCallId") ?? Text(part, "tool_use_id") ?? "",
            result is { } given ? TextOf(given) : null
        );
    }

    /// <summary>Arguments of a call: an object, or a text that holds one.</summary>
    public static Dictionary<string, object?> Arguments(JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.String && TryParse(given.GetString()!) is { } parsed)
            given = parsed;
        return given.ValueKind == JsonValueKind.Object
            ? given
                .EnumerateObject()
                .GroupBy(p => p.Name, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => (object?)g.Last().Value.Clone(), StringComparer.Ordinal)
            : new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = given.Clone() };
    }

    public static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    public static JsonElement? TryParse(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Field(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement holder, string name) => Field(holder, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? MediaType(JsonElement part) => Text(part, "mime_type") is { } type && type.Contains('/', StringComparison.Ordinal) ? type : null;

    private static byte[]? Bytes(string? base64)
    {
        var buffer = new byte[(base64?.Length ?? 0) * 3 / 4 + 3];
        return base64 is not null && Convert.TryFromBase64String(base64, buffer, out var written) ? buffer[..written] : null;
    }
}
