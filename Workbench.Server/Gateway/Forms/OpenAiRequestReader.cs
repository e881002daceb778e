using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>A chat completion that is asked for in OpenAI's form. What cannot be carried over to a provider of another form is refused, not dropped.</summary>
internal static class OpenAiRequestReader
{
    /// <summary>What only OpenAI's own endpoint understands, and what changes the reply.</summary>
    private static readonly string[] OnlyThere = ["audio", "logit_bias", "logprobs", "modalities", "prediction", "top_logprobs", "web_search_options"];

    /// <exception cref="FormException">What is wrong with it.</exception>
    public static FormRequest Read(JsonElement body)
    {
        if (body.Field("n") is { } n && !(n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var choices) && choices == 1))
            throw new FormException("`n` must be 1: this model gives one choice a call.", "n");
        foreach (var name in OnlyThere)
            if (body.Field(name) is { } value && !IsNothing(value))
                throw new FormException(
                    $"`{name}` is not carried over to the provider of this model. Leave it out, or use a model of a provider in OpenAI's form.",
                    name
                );
        var options = new ChatOptions
        {
            Temperature = body.Number("temperature"),
            TopP = body.Number("top_p"),
            MaxOutputTokens = body.Count("max_completion_tokens", 1) ?? body.Count("max_tokens", 1),
            FrequencyPenalty = body.Number("frequency_penalty"),
            PresencePenalty = body.Number("presence_penalty"),
            Seed = body.Field("seed") is { ValueKind: JsonValueKind.Number } seed && seed.TryGetInt64(out var number) ? number : null,
            StopSequences = StopOf(body),
            ResponseFormat = FormatOf(body),
            Reasoning = EffortOf(body.OptionalText("reasoning_effort")) is { } effort ? new ReasoningOptions { Effort = effort } : null,
            AllowMultipleToolCalls = body.Field("parallel_tool_calls") is null ? null : body.IsTrue("parallel_tool_calls"),
        };
        ReadTools(body, options);
        var messages = body.List("messages").Select((m, i) => MessageOf(m, $"messages[{i}].")).ToList();
        if (messages.Count == 0)
            throw new FormException("`messages` is missing or empty: it is the list of what was said.", "messages");
        return new FormRequest(
            body.RequiredText("model"),
            messages,
            options,
            body.IsTrue("stream"),
            body.Object("stream_options") is { } stream && stream.IsTrue("include_usage")
        );
    }

    internal static ReasoningEffort? EffortOf(string? word) =>
        word switch
        {
            null => null,
            "none" => ReasoningEffort.None,
            "minimal" or "low" => ReasoningEffort.Low,
            "medium" => ReasoningEffort.Medium,
            "high" => ReasoningEffort.High,
            "xhigh" or "max" => ReasoningEffort.ExtraHigh,
            _ => throw new FormException($"`reasoning_effort` is \"{word}\". Pass one of: none, minimal, low, medium, high, xhigh.", "reasoning_effort"),
        };

    private static bool IsNothing(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.False => true,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.Number => value.GetDouble() == 0,
            JsonValueKind.Array => value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && v.ValueEquals("text")),
            _ => false,
        };

    private static List<string>? StopOf(JsonElement body) =>
        body.Field("stop") switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } one => [one.AsText()],
            { ValueKind: JsonValueKind.Array } several when several.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String) =>
            [
                .. several.EnumerateArray().Select(s => s.AsText()),
            ],
            _ => throw new FormException("`stop` is a text or a list of texts.", "stop"),
        };

    private static ChatResponseFormat? FormatOf(JsonElement body)
    {
        if (body.Field("response_format") is not { } format)
            return null;
        switch (format.Text("type"))
        {
            case "text":
                return ChatResponseFormat.Text;
            case "json_object":
                return ChatResponseFormat.Json;
            case "json_schema" when format.Object("json_schema") is { } schema && schema.Object("schema") is { } shape:
                return ChatResponseFormat.ForJsonSchema(shape.Clone(), schema.Text("name"), schema.Text("description"));
            default:
                throw new FormException("`response_format` is text, json_object, or json_schema with a schema.", "response_format");
        }
    }

    private static void ReadTools(JsonElement body, ChatOptions options)
    {
        var tools = body.List("tools").Select((tool, i) => ToolOf(tool, $"tools[{i}]")).ToList();
        // The older way to say it.
        tools.AddRange(body.List("functions").Select((f, i) => FunctionOf(f, $"functions[{i}].")));
        if (tools.Count > 0)
            options.Tools = [.. tools];
        options.ToolMode = (body.Field("tool_choice") ?? body.Field("function_call")) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } word => word.AsText() switch
            {
                "auto" => ChatToolMode.Auto,
                "none" => ChatToolMode.None,
                "required" => ChatToolMode.RequireAny,
                _ => throw BadChoice(),
            },
            { } choice => ChatToolMode.RequireSpecific((choice.Object("function") ?? choice).Text("name") ?? throw BadChoice()),
        };
    }

    private static FormException BadChoice() => new("`tool_choice` is auto, none, required, or a function by its name.", "tool_choice");

    private static AIFunctionDeclaration ToolOf(JsonElement tool, string path) =>
        tool.Text("type") is "function" or null && tool.Object("function") is { } function
            ? FunctionOf(function, path + ".function.")
            : throw new FormException($"`{path}` is no function. Other kinds of tools are not carried over to the provider of this model.", path);

    private static AIFunctionDeclaration FunctionOf(JsonElement function, string path) =>
        RequestFields.Tool(function.RequiredText("name", path), function.OptionalText("description", path), function.Object("parameters"));

    private static ChatMessage MessageOf(JsonElement message, string path) =>
        message.OptionalText("role", path) switch
        {
            "system" or "developer" => new ChatMessage(ChatRole.System, [.. ContentOf(message, path)]) { AuthorName = message.Text("name") },
            "user" => new ChatMessage(ChatRole.User, [.. ContentOf(message, path)]) { AuthorName = message.Text("name") },
            "assistant" => new ChatMessage(ChatRole.Assistant, [.. AssistantOf(message, path)]) { AuthorName = message.Text("name") },
            "tool" => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(message.RequiredText("tool_call_id", path), ResultOf(message, path))]),
            "function" => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(message.RequiredText("name", path), ResultOf(message, path))]),
            var role => throw new FormException($"`{path}role` is \"{role}\". Pass one of: system, developer, user, assistant, tool.", path + "role"),
        };

    private static string ResultOf(JsonElement message, string path) => string.Concat(ContentOf(message, path).OfType<TextContent>().Select(t => t.Text));

    private static IEnumerable<AIContent> AssistantOf(JsonElement message, string path)
    {
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } reasoning)
            yield return new TextReasoningContent(reasoning);
        if (message.Field("content") is not null)
            foreach (var content in ContentOf(message, path))
                yield return content;
        if (message.Text("refusal") is { Length: > 0 } refusal)
            yield return new TextContent(refusal);
        if (message.Object("function_call") is { } only)
            yield return CallOf(only, only.RequiredText("name", path + "function_call."), path + "function_call.");
        var position = 0;
        foreach (var call in message.List("tool_calls", path))
        {
            var at = $"{path}tool_calls[{position++}].";
            yield return CallOf(
                call.Object("function") ?? throw new FormException($"`{at}function` is missing.", at + "function"),
                call.RequiredText("id", at),
                at + "function."
            );
        }
    }

    private static FunctionCallContent CallOf(JsonElement function, string id, string path) =>
        new(id, function.RequiredText("name", path), WholeReply.ArgumentsOf(function.OptionalText("arguments", path) ?? ""));

    private static IEnumerable<AIContent> ContentOf(JsonElement message, string path)
    {
        switch (message.Field("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                return [new TextContent(text.AsText())];
            case { ValueKind: JsonValueKind.Array } parts:
                return parts.EnumerateArray().Select((part, i) => PartOf(part, $"{path}content[{i}]."));
            default:
                throw new FormException($"`{path}content` is a text or a list of parts.", path + "content");
        }
    }

    private static AIContent PartOf(JsonElement part, string path)
    {
        switch (part.Text("type"))
        {
            case "text":
                return new TextContent(part.OptionalText("text", path) ?? throw new FormException($"`{path}text` is missing.", path + "text"));
            case "refusal":
                return new TextContent(part.RequiredText("refusal", path));
            case "image_url":
                var image = part.Field("image_url") switch
                {
                    { ValueKind: JsonValueKind.String } address => RequestFields.Image(address.AsText(), path + "image_url"),
                    { ValueKind: JsonValueKind.Object } given => RequestFields.Image(given.RequiredText("url", path + "image_url."), path + "image_url.url"),
                    _ => throw new FormException($"`{path}image_url` is missing.", path + "image_url"),
                };
                if (part.Object("image_url")?.Text("detail") is { } detail)
                    (image.AdditionalProperties ??= [])["detail"] = detail;
                return image;
            case "input_audio" when part.Object("input_audio") is { } audio:
                return RequestFields.Bytes(
                    audio.RequiredText("data", path + "input_audio."),
                    $"audio/{audio.Text("format") ?? "wav"}",
                    path + "input_audio.data"
                );
            case "file" when part.Object("file")?.Text("file_data") is { } data:
                return RequestFields.Image(data, path + "file.file_data");
            case var type:
                throw new FormException($"`{path}type` is \"{type}\", which is not carried over to the provider of this model.", path + "type");
        }
    }
}
