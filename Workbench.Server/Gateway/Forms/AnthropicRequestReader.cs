using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>A message that is asked for in Anthropic's form. What cannot be carried over to a provider of another form is refused, not dropped.</summary>
internal static class AnthropicRequestReader
{
    /// <summary>Key of a block's cache mark in <see cref="AIContent.AdditionalProperties"/>: <c>5m</c> or <c>1h</c>.</summary>
    public const string CacheKey = "cache_control";

    /// <summary>Key of <see cref="AIContent.AdditionalProperties"/> of a tool's result that is its error.</summary>
    public const string IsErrorKey = "is_error";

    /// <summary>Tokens of thinking up to which an effort counts as low, and as medium.</summary>
    private const int LowThinking = 2048;
    private const int MediumThinking = 8192;

    /// <param name="needsLimit">Counting tokens needs no <c>max_tokens</c>.</param>
    /// <exception cref="FormException">What is wrong with it.</exception>
    public static FormRequest Read(JsonElement body, bool needsLimit = true)
    {
        var limit = body.Count("max_tokens", 1);
        if (limit is null && needsLimit)
            throw new FormException("max_tokens: is missing: how many tokens the reply may have.", "max_tokens");
        var options = new ChatOptions
        {
            MaxOutputTokens = limit,
            Temperature = body.Number("temperature"),
            TopP = body.Number("top_p"),
            TopK = body.Count("top_k"),
            StopSequences = body.Field("stop_sequences") is null ? null : [.. body.List("stop_sequences").Select(StopOf)],
            Reasoning = ThinkingOf(body) is { } effort ? new ReasoningOptions { Effort = effort } : null,
            ResponseFormat = FormatOf(body),
        };
        ReadTools(body, options);
        List<ChatMessage> messages = [];
        if (body.Field("system") is not null)
            messages.Add(new ChatMessage(ChatRole.System, [.. BlocksOf(body, "system", "").Select(b => ContentOf(b.Block, b.Path))]));
        var given = body.List("messages").ToList();
        if (given.Count == 0)
            throw new FormException("messages: is missing or empty: it is the list of what was said.", "messages");
        foreach (var (message, i) in given.Select((m, i) => (m, i)))
            messages.AddRange(MessagesOf(message, $"messages.{i}."));
        return new FormRequest(body.RequiredText("model"), messages, options, body.IsTrue("stream"), IncludesUsage: true);
    }

    private static string StopOf(JsonElement stop) =>
        stop.ValueKind == JsonValueKind.String ? stop.AsText() : throw new FormException("stop_sequences: is a list of texts.", "stop_sequences");

    private static ReasoningEffort? ThinkingOf(JsonElement body)
    {
        if (body.Object("output_config")?.Text("effort") is { } word)
            return OpenAiRequestReader.EffortOf(word);
        return body.Object("thinking") switch
        {
            { } thinking when thinking.Text("type") == "disabled" => ReasoningEffort.None,
            { } thinking when thinking.Text("type") is "enabled" or "adaptive" => thinking.Whole("budget_tokens") switch
            {
                null => null,
                <= LowThinking => ReasoningEffort.Low,
                <= MediumThinking => ReasoningEffort.Medium,
                _ => ReasoningEffort.High,
            },
            _ => null,
        };
    }

    private static ChatResponseFormat? FormatOf(JsonElement body) =>
        (body.Object("output_config")?.Object("format") ?? body.Object("output_format")) is not { } format ? null
        : format.Text("type") == "json_schema" && format.Object("schema") is { } schema ? ChatResponseFormat.ForJsonSchema(schema.Clone())
        : throw new FormException("output_config.format: is json_schema with a schema.", "output_config.format");

    private static void ReadTools(JsonElement body, ChatOptions options)
    {
        var tools = body.List("tools")
            .Select(
                (tool, i) =>
                    tool.Text("type") is null or "custom"
                        ? RequestFields.Tool(
                            tool.RequiredText("name", $"tools.{i}."),
                            tool.OptionalText("description", $"tools.{i}."),
                            tool.Object("input_schema")
                        )
                        : throw new FormException(
                            $"tools.{i}.type: \"{tool.Text("type")}\" runs at Anthropic and is not carried over to the provider of this model.",
                            $"tools.{i}.type"
                        )
            )
            .ToList();
        if (tools.Count > 0)
            options.Tools = [.. tools];
        if (body.Object("tool_choice") is not { } choice)
            return;
        options.ToolMode = choice.Text("type") switch
        {
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "any" => ChatToolMode.RequireAny,
            "tool" => ChatToolMode.RequireSpecific(choice.RequiredText("name", "tool_choice.")),
            var type => throw new FormException($"tool_choice.type: is \"{type}\". Pass one of: auto, any, tool, none.", "tool_choice.type"),
        };
        if (choice.Flag("disable_parallel_tool_use") is { } isAlone)
            options.AllowMultipleToolCalls = !isAlone;
    }

    /// <summary>Results of tools are messages of their own there, before what the user says beside them.</summary>
    private static IEnumerable<ChatMessage> MessagesOf(JsonElement message, string path)
    {
        var role = message.OptionalText("role", path) switch
        {
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            var other => throw new FormException($"{path}role: is \"{other}\". Pass one of: user, assistant.", path + "role"),
        };
        List<AIContent> results = [];
        List<AIContent> said = [];
        foreach (var (block, at) in BlocksOf(message, "content", path))
        {
            if (block.Text("type") != "tool_result")
            {
                said.Add(ContentOf(block, at));
                continue;
            }
            var parts = block.Field("content") is null ? [] : BlocksOf(block, "content", at).Select(b => ContentOf(b.Block, b.Path)).ToList();
            var result = new FunctionResultContent(block.RequiredText("tool_use_id", at), string.Concat(parts.OfType<TextContent>().Select(t => t.Text)));
            if (block.Flag("is_error") == true)
                (result.AdditionalProperties ??= [])[IsErrorKey] = true;
            results.Add(Marked(result, block));
            // A picture that a tool made is shown beside its result.
            said.AddRange(parts.Where(p => p is not TextContent));
        }
        if (results.Count > 0)
            yield return new ChatMessage(ChatRole.Tool, results);
        if (said.Count > 0 || results.Count == 0)
            yield return new ChatMessage(role, said);
    }

    private static IEnumerable<(JsonElement Block, string Path)> BlocksOf(JsonElement of, string name, string path) =>
        of.Field(name) switch
        {
            { ValueKind: JsonValueKind.String } text => [(TextBlock(text), path + name)],
            { ValueKind: JsonValueKind.Array } blocks => blocks.EnumerateArray().Select((b, i) => (b, $"{path}{name}.{i}.")),
            _ => throw new FormException($"{path}{name}: is a text or a list of blocks.", path + name),
        };

    private static JsonElement TextBlock(JsonElement text) => JsonElement.Parse($$"""{"type":"text","text":{{text.GetRawText()}}}""");

    private static AIContent ContentOf(JsonElement block, string path)
    {
        var type = block.Text("type");
        AIContent content = type switch
        {
            "text" => new TextContent(block.OptionalText("text", path) ?? throw new FormException($"{path}text: is missing.", path + "text")),
            "image" or "document" when block.Object("source") is { } source => SourceOf(source, type, path + "source."),
            "tool_use" => new FunctionCallContent(
                block.RequiredText("id", path),
                block.RequiredText("name", path),
                WholeReply.ArgumentsOf(block.Object("input")?.GetRawText() ?? "{}")
            ),
            "thinking" => new TextReasoningContent(block.OptionalText("thinking", path) ?? "") { ProtectedData = block.Text("signature") },
            "redacted_thinking" => new TextReasoningContent("") { ProtectedData = block.Text("data") },
            _ => throw new FormException($"{path}type: is \"{type}\", which is not carried over to the provider of this model.", path + "type"),
        };
        return Marked(content, block);
    }

    private static AIContent SourceOf(JsonElement source, string type, string path) =>
        source.Text("type") switch
        {
            "base64" => RequestFields.Bytes(
                source.RequiredText("data", path),
                source.Text("media_type") ?? throw new FormException($"{path}media_type: is missing.", path + "media_type"),
                path + "data"
            ),
            "url" => RequestFields.Image(source.RequiredText("url", path), path + "url", type == "image" ? "image/*" : "application/pdf"),
            "text" => new TextContent(source.RequiredText("data", path)),
            var other => throw new FormException($"{path}type: is \"{other}\", which is not carried over to the provider of this model.", path + "type"),
        };

    private static AIContent Marked(AIContent content, JsonElement block)
    {
        if (block.Object("cache_control") is { } mark)
            (content.AdditionalProperties ??= [])[CacheKey] = mark.Text("ttl") ?? "5m";
        return content;
    }
}
