using System.Text.Json;
using Microsoft.Extensions.AI;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Telemetry.Names;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>What a model was sent and what it said, as far as a span holds it.</summary>
/// <param name="Tools">A JSON array of their declarations.</param>
internal sealed record SpanContent(IReadOnlyList<ChatMessage> Prompt, ChatMessage? Reply, byte[]? Tools)
{
    public static SpanContent Of(ReadSpan span)
    {
        var reply = ReplyOf(span);
        return new SpanContent(PromptOf(span), reply is { Contents.Count: > 0 } ? reply : null, ToolsOf(span));
    }

    private static List<ChatMessage> PromptOf(ReadSpan span)
    {
        List<ChatMessage> prompt = [];
        if (AnyValues.Structure(span.Value(Fact.SystemInstructions)) is { } system)
            prompt.AddRange(OutsideMessages.Read(system, ChatRole.System));
        var messages =
            AnyValues.Structure(span.Value(Fact.InputMessages))
            ?? FlatMessages.Read(span.Wire.Attributes, "llm.input_messages.")
            ?? FlatMessages.Read(span.Wire.Attributes, "gen_ai.prompt.");
        if (messages is { } said)
            prompt.AddRange(OutsideMessages.Read(said, ChatRole.User));
        if (messages is null)
            prompt.AddRange(span.Wire.Events.SelectMany(InputOf));
        if (prompt.Count == 0 && AnyValues.Structure(span.Value(Fact.Input)) is { } input)
            prompt.AddRange(OutsideMessages.Read(input, ChatRole.User));
        return prompt;
    }

    private static ChatMessage? ReplyOf(ReadSpan span)
    {
        var said =
            AnyValues.Structure(span.Value(Fact.OutputMessages))
            ?? FlatMessages.Read(span.Wire.Attributes, "llm.output_messages.")
            ?? FlatMessages.Read(span.Wire.Attributes, "gen_ai.completion.");
        if (said is { } messages)
            return OutsideMessages.Read(messages, ChatRole.Assistant).FirstOrDefault();
        if (span.Has(Fact.OutputText) || span.Has(Fact.OutputToolCalls))
        {
            var reply = new ChatMessage(ChatRole.Assistant, span.Text(Fact.OutputText));
            if (AnyValues.Structure(span.Value(Fact.OutputToolCalls)) is { ValueKind: JsonValueKind.Array } calls)
                foreach (var content in OutsideMessages.Read(calls, ChatRole.Assistant).SelectMany(m => m.Contents))
                    reply.Contents.Add(content);
            return reply;
        }
        if (span.Wire.Events.SelectMany(OutputOf).FirstOrDefault() is { } told)
            return told;
        return AnyValues.Structure(span.Value(Fact.Output)) is { } output ? new ChatMessage(ChatRole.Assistant, OutsideMessages.TextOf(output)) : null;
    }

    private static byte[]? ToolsOf(ReadSpan span)
    {
        var said = AnyValues.Structure(span.Value(Fact.ToolDefinitions)) ?? FlatMessages.Read(span.Wire.Attributes, "llm.tools.");
        return said is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0
            ? JsonSerializer.SerializeToUtf8Bytes(tools.EnumerateArray().Select(Tool))
            : null;
    }

    /// <summary>A declaration may be a text of JSON, or OpenInference's wrapper around one.</summary>
    private static JsonElement Tool(JsonElement said)
    {
        var text =
            said.ValueKind == JsonValueKind.String ? said
            : said.ValueKind == JsonValueKind.Object && said.TryGetProperty("json_schema", out var schema) ? schema
            : said;
        return text.ValueKind == JsonValueKind.String && OutsideMessages.TryParse(text.GetString()!) is { } parsed ? parsed : text;
    }

    /// <summary>Events of 1.36 and before.</summary>
    private static IEnumerable<ChatMessage> InputOf(Span.Types.Event told) =>
        told.Name switch
        {
            "gen_ai.system.message" => Message(told, ChatRole.System),
            "gen_ai.user.message" => Message(told, ChatRole.User),
            "gen_ai.assistant.message" => Message(told, ChatRole.Assistant),
            "gen_ai.tool.message" => Message(told, ChatRole.Tool),
            "gen_ai.content.prompt" => Attribute(told, "gen_ai.prompt", ChatRole.User),
            _ => [],
        };

    private static IEnumerable<ChatMessage> OutputOf(Span.Types.Event told) =>
        told.Name switch
        {
            "gen_ai.choice" => Attribute(told, "message", ChatRole.Assistant) is { Count: > 0 } message ? message : Message(told, ChatRole.Assistant),
            "gen_ai.content.completion" => Attribute(told, "gen_ai.completion", ChatRole.Assistant),
            _ => [],
        };

    /// <summary>The event's attributes are the fields of a message; lists and objects among them may be texts of JSON.</summary>
    private static List<ChatMessage> Message(Span.Types.Event told, ChatRole role)
    {
        var fields = told
            .Attributes.GroupBy(a => a.Key, StringComparer.Ordinal)
            .ToDictionary(a => a.Key, a => AnyValues.Structure(a.Last().Value), StringComparer.Ordinal);
        if (role == ChatRole.Tool && fields.Remove("id", out var id))
            fields["tool_call_id"] = id;
        return fields.ContainsKey("content") || fields.ContainsKey("tool_calls") ? OutsideMessages.Read(JsonSerializer.SerializeToElement(fields), role) : [];
    }

    private static List<ChatMessage> Attribute(Span.Types.Event told, string name, ChatRole role) =>
        AnyValues.Structure(told.Attributes.FirstOrDefault(a => a.Key == name)?.Value) is { } said ? OutsideMessages.Read(said, role) : [];
}
