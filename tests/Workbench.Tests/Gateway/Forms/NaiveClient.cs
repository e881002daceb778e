using System.Text;
using System.Text.Json;
using Shouldly;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>Reads what the gateway wrote by the letter of each form's description, and shares no code with it.</summary>
internal sealed class NaiveClient
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();

    public string Text => _text.ToString();
    public string Reasoning => _reasoning.ToString();
    public List<(string Id, string Name, StringBuilder Arguments)> Calls { get; } = [];
    public List<string> Order { get; } = [];
    public string? Stop { get; private set; }
    public string? Error { get; private set; }
    public JsonElement Usage { get; private set; }
    public bool IsDone { get; private set; }

    public static NaiveClient OpenAi(byte[] stream)
    {
        var client = new NaiveClient();
        foreach (var item in Events(stream))
        {
            client.IsDone.ShouldBeFalse("nothing comes after [DONE]");
            client.Error.ShouldBeNull("nothing comes after an error");
            item.Length.ShouldBe(1, "a chunk is one line");
            var data = item[0]["data: ".Length..];
            if (data == "[DONE]")
            {
                client.IsDone = true;
                continue;
            }
            client.ReadChunk(JsonDocument.Parse(data).RootElement);
        }
        return client;
    }

    public static NaiveClient Anthropic(byte[] stream)
    {
        var client = new NaiveClient();
        var open = -1;
        var next = 0;
        var kind = "";
        var isFirst = true;
        foreach (var item in Events(stream))
        {
            client.IsDone.ShouldBeFalse("nothing comes after message_stop");
            item.Length.ShouldBe(2);
            var name = item[0]["event: ".Length..];
            var data = JsonDocument.Parse(item[1]["data: ".Length..]).RootElement;
            data.GetProperty("type").GetString().ShouldBe(name);
            if (name != "error")
                (name == "message_start").ShouldBe(isFirst, "message_start comes first, and once");
            isFirst = false;
            switch (name)
            {
                case "content_block_start":
                    open.ShouldBe(-1, "one block is open at a time");
                    open = data.GetProperty("index").GetInt32();
                    open.ShouldBe(next++);
                    var block = data.GetProperty("content_block");
                    kind = block.GetProperty("type").GetString()!;
                    client.Order.Add(kind);
                    if (kind == "tool_use")
                    {
                        block.GetProperty("input").EnumerateObject().ShouldBeEmpty();
                        client.Calls.Add((block.GetProperty("id").GetString()!, block.GetProperty("name").GetString()!, new StringBuilder()));
                    }
                    break;
                case "content_block_delta":
                    data.GetProperty("index").GetInt32().ShouldBe(open);
                    client.ReadDelta(kind, data.GetProperty("delta"));
                    break;
                case "content_block_stop":
                    data.GetProperty("index").GetInt32().ShouldBe(open);
                    open = -1;
                    break;
                case "message_delta":
                    open.ShouldBe(-1);
                    client.Stop = data.GetProperty("delta").GetProperty("stop_reason").GetString();
                    client.Usage = data.GetProperty("usage");
                    break;
                case "message_stop":
                    client.IsDone = true;
                    break;
                case "error":
                    client.Error = data.GetProperty("error").GetProperty("message").GetString();
                    break;
            }
        }
        return client;
    }

    private void ReadChunk(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out var error))
        {
            Error = error.GetProperty("message").GetString();
            return;
        }
        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            Usage = usage;
        foreach (var choice in chunk.GetProperty("choices").EnumerateArray())
        {
            Stop.ShouldBeNull("nothing comes after the finish reason");
            var delta = choice.GetProperty("delta");
            if (delta.TryGetProperty("content", out var content))
                _text.Append(content.GetString());
            if (delta.TryGetProperty("reasoning_content", out var reasoning))
                _reasoning.Append(reasoning.GetString());
            if (delta.TryGetProperty("tool_calls", out var calls))
                foreach (var call in calls.EnumerateArray())
                {
                    var index = call.GetProperty("index").GetInt32();
                    var function = call.GetProperty("function");
                    if (index == Calls.Count)
                        Calls.Add((call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, new StringBuilder()));
                    else
                        call.TryGetProperty("id", out _).ShouldBeFalse("the id comes with the first piece");
                    Calls[index].Arguments.Append(function.GetProperty("arguments").GetString());
                }
            Stop = choice.GetProperty("finish_reason").GetString();
        }
    }

    private void ReadDelta(string kind, JsonElement delta)
    {
        switch (delta.GetProperty("type").GetString())
        {
            case "text_delta":
                kind.ShouldBe("text");
                _text.Append(delta.GetProperty("text").GetString());
                break;
            case "thinking_delta":
                kind.ShouldBe("thinking");
                _reasoning.Append(delta.GetProperty("thinking").GetString());
                break;
            case "input_json_delta":
                kind.ShouldBe("tool_use");
                Calls[^1].Arguments.Append(delta.GetProperty("partial_json").GetString());
                break;
            case "signature_delta":
                kind.ShouldBe("thinking");
                break;
            case var other:
                Assert.Fail($"There is no {other}.");
                break;
        }
    }

    private static IEnumerable<string[]> Events(byte[] stream)
    {
        // Throws where bytes are no UTF-8.
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream);
        text.ShouldNotContain("\r");
        return text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('\n'));
    }
}
