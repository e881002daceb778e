using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Models.Wire;
using Workbench.Shared;

namespace Workbench.Server.Models.Redaction;

/// <summary>Puts values back into a reply in a provider's own form. Reasoning stays as the provider sent it: signatures over it hold only then.</summary>
internal sealed class RestoredWire(WireForm form, WireMasking masking)
{
    private static readonly HashSet<string> Left = new(StringComparer.Ordinal) { "thinking", "signature", "data", "reasoning_content", "reasoning" };

    /// <summary>Texts of a stream whose ends may wait for the rest of a placeholder: those of a reply's choice (OpenAI) or block (Anthropic), in order.</summary>
    private readonly SortedDictionary<(int Of, int Call), StreamRestorer> _texts = [];
    private readonly HashSet<int> _isJson = [];

    /// <summary>Calls whose input is plain text, by choice and number.</summary>
    private readonly HashSet<(int Of, int Call)> _custom = [];

    public ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> body)
    {
        if (form == WireForm.OpenAiEmbeddings || JsonNode.Parse(body.Span, documentOptions: JsonStrings.Strict) is not { } reply)
            return body;
        return Restore(reply) ? JsonSerializer.SerializeToUtf8Bytes(reply, WireJson.Options) : body;
    }

    /// <param name="events">Whole events.</param>
    public ReadOnlyMemory<byte> Events(ReadOnlyMemory<byte> events)
    {
        var restored = new ArrayBufferWriter<byte>(events.Length + 64);
        while (!events.IsEmpty)
        {
            var length = WireReading.LengthOfFirst(events.Span);
            Event(events.Span[..length], restored);
            events = events[length..];
        }
        return restored.WrittenMemory;
    }

    private void Event(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> output)
    {
        var (start, length) = DataOf(bytes);
        if (length == 0 || bytes[start] != (byte)'{' || JsonNode.Parse(bytes.Slice(start, length), documentOptions: JsonStrings.Strict) is not JsonObject data)
        {
            output.Write(bytes);
            return;
        }
        var isChanged = form == WireForm.AnthropicMessages ? Anthropic(data, output) : OpenAi(data);
        if (!isChanged)
        {
            output.Write(bytes);
            return;
        }
        output.Write(bytes[..start]);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(data, WireJson.Options));
        output.Write(bytes[(start + length)..]);
    }

    private bool OpenAi(JsonObject chunk)
    {
        var isChanged = false;
        foreach (var choice in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var index = IndexOf(choice) ?? 0;
            var delta = choice["delta"] as JsonObject;
            if (delta is not null)
            {
                isChanged |= Piece(delta, "content", (index, -2));
                isChanged |= Piece(delta, "refusal", (index, -1));
                foreach (var call in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
                    if (call["function"] is JsonObject function)
                        isChanged |= Arguments(function, index, IndexOf(call));
                    else if (call["custom"] is JsonObject custom && IndexOf(call) is { } number)
                    {
                        _custom.Add((index, number));
                        isChanged |= Piece(custom, "input", (index, number));
                    }
            }
            if (choice["finish_reason"] is not JsonValue)
                continue;
            foreach (var ((_, call), rest) in End(index))
            {
                if (delta is null)
                    choice["delta"] = delta = [];
                if (call < 0)
                    delta[call == -2 ? "content" : "refusal"] = TextOf(delta, call == -2 ? "content" : "refusal") + rest;
                else
                    AddArguments(delta, call, rest, isCustom: _custom.Contains((index, call)));
                isChanged = true;
            }
        }
        return isChanged;
    }

    private static void AddArguments(JsonObject delta, int call, string rest, bool isCustom)
    {
        if (delta["tool_calls"] is not JsonArray calls)
            delta["tool_calls"] = calls = [];
        calls.Add(
            new JsonObject
            {
                ["index"] = call,
                [isCustom ? "custom" : "function"] = new JsonObject { [isCustom ? "input" : "arguments"] = rest },
            }
        );
    }

    /// <param name="call">Null: the provider does not number its calls, and nobody could say whose rest it is; such providers send each call whole.</param>
    private bool Arguments(JsonObject function, int choice, int? call)
    {
        if (call is { } numbered)
            return Piece(function, "arguments", (choice, numbered), isJson: true);
        var before = TextOf(function, "arguments");
        var after = masking.RestoreJson(before);
        if (after != before)
            function["arguments"] = after;
        return after != before;
    }

    private bool Anthropic(JsonObject data, ArrayBufferWriter<byte> output)
    {
        if (IndexOf(data) is not { } block)
            return false;
        if (data["delta"] is JsonObject delta)
        {
            if (delta["partial_json"] is not null)
                _isJson.Add(block);
            return Piece(delta, "text", (block, 0)) | Piece(delta, "partial_json", (block, 0), isJson: true) | Restore(delta["citation"]);
        }
        // An endpoint that only speaks the form may send a whole block at once.
        if (data["content_block"] is JsonObject begun)
            return Piece(begun, "text", (block, 0)) | Restore(begun, except: "text");
        if (TextOf(data, "type") != "content_block_stop")
            return false;
        foreach (var (_, rest) in End(block))
        {
            var isJson = _isJson.Contains(block);
            var last = new JsonObject
            {
                ["type"] = "content_block_delta",
                ["index"] = block,
                ["delta"] = new JsonObject { ["type"] = isJson ? "input_json_delta" : "text_delta", [isJson ? "partial_json" : "text"] = rest },
            };
            output.Write("event: content_block_delta\ndata: "u8);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(last, WireJson.Options));
            output.Write("\n\n"u8);
        }
        return false;
    }

    private bool Piece(JsonObject of, string name, (int Of, int Call) text, bool isJson = false)
    {
        if (of[name] is not JsonValue)
            return false;
        var before = TextOf(of, name);
        if (!_texts.TryGetValue(text, out var restorer))
            _texts[text] = restorer = new StreamRestorer(isJson ? masking.RestoreJson : masking.Restore);
        var after = restorer.Append(before);
        if (after != before)
            of[name] = after;
        return after != before;
    }

    /// <summary>What still waits of a choice or a block when it ends.</summary>
    private List<KeyValuePair<(int Of, int Call), string>> End(int of) =>
        [.. _texts.Where(t => t.Key.Of == of).Select(t => KeyValuePair.Create(t.Key, t.Value.End())).Where(t => t.Value.Length > 0)];

    private bool Restore(JsonNode? node, string? except = null)
    {
        var isChanged = false;
        foreach (var (name, value) in (node as JsonObject ?? []).ToList())
            // Arguments of a call are the program's own: their members have any name.
            if (name == "input" && value is not JsonValue)
                isChanged |= JsonStrings.Change(value, masking.Restore);
            else if (name != except && !Left.Contains(name) && Restored(value, isJson: name == "arguments") is { } other)
                (node![name], isChanged) = (other, true);
            else if (!Left.Contains(name))
                isChanged |= Restore(value);
        for (var i = 0; node is JsonArray list && i < list.Count; i++)
            if (Restored(list[i], isJson: false) is { } other)
                (list[i], isChanged) = (other, true);
            else
                isChanged |= Restore(list[i]);
        return isChanged;
    }

    /// <returns>Null: it is no text, or stays as it is.</returns>
    private JsonValue? Restored(JsonNode? node, bool isJson) =>
        node is JsonValue value
        && TextOf(value) is var before
        && (isJson ? masking.RestoreJson(before) : masking.Restore(before)) is var after
        && after != before
            ? JsonValue.Create(after)
            : null;

    private static int? IndexOf(JsonObject of) => of["index"] is JsonValue value && value.TryGetValue<int>(out var index) ? index : null;

    private static string TextOf(JsonObject of, string name) => of[name] is JsonValue value ? TextOf(value) : "";

    private static string TextOf(JsonValue value) =>
        value.GetValueKind() != JsonValueKind.String ? ""
        : value.TryGetValue<JsonElement>(out var read) ? read.AsText()
        : value.GetValue<string>();

    /// <returns>Where the document of an event stands; no length: there is none, or it is spread over several lines, which no provider does.</returns>
    private static (int Start, int Length) DataOf(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.StartsWith("data:"u8) ? 0 : bytes.IndexOf("\ndata:"u8) + 1;
        if (at == 0 && !bytes.StartsWith("data:"u8))
            return default;
        at += 5;
        while (at < bytes.Length && bytes[at] == (byte)' ')
            at++;
        var end = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
        return (at, end < 0 ? bytes.Length - at : end);
    }
}
