using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Workbench.Server.Models.Accounting;

namespace Workbench.Server.Models.Wire;

/// <summary>Reads along in a reply that passes through: its usage, what was generated, faults inside of it, and whether it came to its end.</summary>
internal sealed class WireReading(WireForm form, UsageDialect dialect)
{
    private readonly UsageReading _usage = new(dialect);
    private bool _isFinished;
    private bool _isDone;

    public TokenUsage? Usage => _usage.Usage;
    public long GeneratedBytes { get; private set; }
    public bool HasToken { get; private set; }

    /// <summary>Whether it said how it ended.</summary>
    public bool IsEnded => _isFinished || _isDone;

    /// <summary>Whole events. One that only tells a usage for which nobody asked is taken out.</summary>
    /// <returns>How many bytes are left, at the beginning.</returns>
    public int ReadEvents(Span<byte> events, bool dropsUsage)
    {
        var kept = 0;
        while (events.Length > 0)
        {
            var length = LengthOfFirst(events);
            var isDropped = ReadEvent(events[..length]) && dropsUsage;
            if (!isDropped)
                kept += length;
            else
                // Everything behind it moves up.
                events[length..].CopyTo(events);
            events = isDropped ? events[..^length] : events[length..];
        }
        return kept;
    }

    public void ReadWhole(ReadOnlyMemory<byte> body)
    {
        JsonDocument reply;
        try
        {
            reply = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new BrokenReplyException("its reply is not JSON, or only part of it came");
        }
        using (reply)
        {
            var root = reply.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new BrokenReplyException("its reply is not a JSON object");
            if (root.Field("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error)
                throw Refusal(error);
            var answer = form switch
            {
                WireForm.OpenAiChat => "choices",
                WireForm.OpenAiEmbeddings => "data",
                _ => "content",
            };
            if (root.Field(answer) is null)
                throw new BrokenReplyException($"its reply has no `{answer}`");
            _usage.Add(root);
            HasToken = true;
            _isDone = true;
            if (root.Field("choices") is { ValueKind: JsonValueKind.Array } choices)
                foreach (var choice in choices.EnumerateArray())
                    if (choice.Object("message") is { } message)
                        GeneratedBytes += OpenAiBytes(message);
            if (root.Field("content") is { ValueKind: JsonValueKind.Array } content)
                GeneratedBytes += content.GetRawText().Length;
        }
    }

    /// <returns>Whether it tells nothing but usage.</returns>
    private bool ReadEvent(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (!line.StartsWith("data:"u8))
                continue;
            var data = line[5..].Trim(" \r"u8);
            if (data.SequenceEqual("[DONE]"u8))
            {
                _isDone = true;
                return false;
            }
            if (data.IsEmpty)
                return false;
            try
            {
                var reader = new Utf8JsonReader(data);
                using var json = JsonDocument.ParseValue(ref reader);
                return form == WireForm.AnthropicMessages ? Anthropic(json.RootElement) : OpenAi(json.RootElement);
            }
            catch (JsonException)
            {
                throw new BrokenReplyException("it sent something that is not JSON in the middle of its stream");
            }
        }
        return false;
    }

    private bool OpenAi(JsonElement chunk)
    {
        if (chunk.Field("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error)
            throw Refusal(error);
        var hasUsage = chunk.Object("usage") is not null;
        if (hasUsage)
            _usage.Add(chunk);
        if (chunk.Field("choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
            return hasUsage;
        foreach (var choice in choices.EnumerateArray())
        {
            if (choice.Text("finish_reason") is { Length: > 0 })
                _isFinished = HasToken = true;
            if (choice.Object("delta") is { } delta)
                GeneratedBytes += OpenAiBytes(delta);
        }
        HasToken |= GeneratedBytes > 0;
        return false;
    }

    private bool Anthropic(JsonElement chunk)
    {
        switch (chunk.Text("type"))
        {
            case "error":
                throw Refusal(chunk.Field("error") ?? chunk);
            case "message_start":
                _usage.Add(chunk);
                break;
            case "content_block_delta" when chunk.Object("delta") is { } delta:
                HasToken = true;
                GeneratedBytes += Bytes(delta, "text") + Bytes(delta, "partial_json") + Bytes(delta, "thinking");
                break;
            case "content_block_start" when chunk.Object("content_block") is { } block:
                HasToken = true;
                GeneratedBytes += Bytes(block, "name") + Bytes(block, "text");
                break;
            case "message_delta":
                _usage.Add(chunk);
                _isFinished |= chunk.Object("delta")?.Text("stop_reason") is not null;
                HasToken |= _isFinished;
                break;
            case "message_stop":
                _isDone = true;
                break;
        }
        return false;
    }

    private static long OpenAiBytes(JsonElement delta)
    {
        var bytes = Bytes(delta, "content") + Bytes(delta, "reasoning_content") + Bytes(delta, "reasoning") + Bytes(delta, "refusal");
        if (delta.Field("tool_calls") is { ValueKind: JsonValueKind.Array } calls)
            foreach (var call in calls.EnumerateArray())
                if (call.Object("function") is { } function)
                    bytes += Bytes(function, "name") + Bytes(function, "arguments");
        return bytes;
    }

    private static long Bytes(JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.String } text ? BytesOf(JsonMarshal.GetRawUtf8Value(text)[1..^1]) : 0;

    /// <summary>How long a text is in UTF-8, from its JSON: a reply may be cut in the middle of a character, which is no text until the rest comes.</summary>
    private static long BytesOf(ReadOnlySpan<byte> json)
    {
        long bytes = 0;
        for (int escape; (escape = json.IndexOf((byte)'\\')) >= 0; )
        {
            bytes += escape;
            var isUnicode = json[escape + 1] == 'u';
            bytes +=
                !isUnicode ? 1
                : json.Slice(escape + 2, 2).SequenceEqual("00"u8) && json[escape + 4] < '8' ? 1
                : json[escape + 2] == '0' && json[escape + 3] < '8' ? 2
                : (json[escape + 2] | 0x20) == 'd' && json[escape + 3] >= '8' ? 2 // Half of a character of four.
                : 3;
            json = json[(escape + (isUnicode ? 6 : 2))..];
        }
        return bytes + json.Length;
    }

    private static ModelRefusedException Refusal(JsonElement error)
    {
        var message = error.ValueKind == JsonValueKind.String ? error.AsText() : error.Text("message") ?? "the stream ended with an error";
        var status = error.Count("code") is { } code and >= 400 and < 600 ? (HttpStatusCode)code : HttpStatusCode.BadGateway;
        return new ModelRefusedException(status, message) { Code = error.Text("code") ?? error.Text("type"), IsWithinStream = true };
    }

    public static int LengthOfFirst(ReadOnlySpan<byte> events)
    {
        var lf = events.IndexOf("\n\n"u8);
        var crlf = events.IndexOf("\r\n\r\n"u8);
        var end = (lf, crlf) switch
        {
            (< 0, < 0) => events.Length,
            (< 0, _) => crlf + 4,
            (_, < 0) => lf + 2,
            _ => Math.Min(lf + 2, crlf + 4),
        };
        return end;
    }
}
