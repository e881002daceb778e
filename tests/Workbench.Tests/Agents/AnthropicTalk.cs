using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Tests.Agents;

/// <summary>Anthropic's form on the scripted endpoint: its requests as OpenAI's say the same, and replies as its events.</summary>
internal static class AnthropicTalk
{
    public static JsonElement AsOpenAi(JsonElement request)
    {
        var messages = new JsonArray(Message("system", string.Concat(request.GetProperty("system").EnumerateArray().Select(TextOf))));
        foreach (var message in request.GetProperty("messages").EnumerateArray())
        {
            var blocks = Blocks(message.GetProperty("content"));
            foreach (var result in blocks.Where(b => TypeOf(b) == "tool_result"))
            {
                var tool = Message("tool", string.Concat(Blocks(result.GetProperty("content")).Select(TextOf)));
                tool["tool_call_id"] = result.GetProperty("tool_use_id").GetString();
                messages.Add((JsonNode)tool);
            }
            var said = string.Concat(blocks.Where(b => TypeOf(b) == "text").Select(TextOf));
            var calls = blocks.Where(b => TypeOf(b) == "tool_use").Select(Call).ToArray<JsonNode>();
            if (calls.Length == 0 && said.Length == 0)
                continue;
            var own = Message(message.GetProperty("role").GetString()!, said);
            if (calls.Length > 0)
                own["tool_calls"] = new JsonArray(calls);
            messages.Add((JsonNode)own);
        }
        return JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["model"] = request.GetProperty("model").GetString(),
                ["messages"] = messages,
                ["tools"] = JsonNode.Parse(request.GetProperty("tools").GetRawText()),
            }
        );
    }

    /// <summary>The events of a reply up to its last one, which tells what it wrote.</summary>
    /// <param name="prompt">Tokens, of which <paramref name="cached"/> are read from the cache and half of the rest are written to it.</param>
    public static IEnumerable<string> Events(AnalystMove move, int prompt, int cached)
    {
        var written = (prompt - cached) / 2;
        yield return Event(
            new
            {
                type = "message_start",
                message = new
                {
                    id = "m",
                    usage = new
                    {
                        input_tokens = prompt - cached - written,
                        cache_read_input_tokens = cached,
                        cache_creation_input_tokens = written,
                        output_tokens = 1,
                    },
                },
            }
        );
        switch (move)
        {
            case AnalystMove.Words words:
                foreach (var part in Block(0, new { type = "text", text = "" }, words.Text, piece => new { type = "text_delta", text = piece }))
                    yield return part;
                break;
            case AnalystMove.Calls calls:
                for (var i = 0; i < calls.All.Length; i++)
                {
                    var use = new
                    {
                        type = "tool_use",
                        id = $"toolu_{Guid.CreateVersion7():N}",
                        name = calls.All[i].Tool,
                        input = new { },
                    };
                    foreach (var part in Block(i, use, calls.All[i].Arguments, piece => new { type = "input_json_delta", partial_json = piece }))
                        yield return part;
                }
                break;
        }
    }

    public static IEnumerable<string> End(AnalystMove move, int completion) =>
        [
            Event(
                new
                {
                    type = "message_delta",
                    delta = new { stop_reason = move is AnalystMove.Calls ? "tool_use" : "end_turn" },
                    usage = new { output_tokens = completion },
                }
            ),
            Event(new { type = "message_stop" }),
        ];

    public static string Error(string message) => JsonSerializer.Serialize(new { type = "error", error = new { type = "overloaded_error", message } });

    private static IEnumerable<string> Block(int index, object start, string text, Func<string, object> delta)
    {
        yield return Event(
            new
            {
                type = "content_block_start",
                index,
                content_block = start,
            }
        );
        foreach (var piece in ScriptedAnalyst.Pieces(text))
            yield return Event(
                new
                {
                    type = "content_block_delta",
                    index,
                    delta = delta(piece),
                }
            );
        yield return Event(new { type = "content_block_stop", index });
    }

    private static string Event(object data) => JsonSerializer.Serialize(data);

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private static JsonObject Call(JsonElement use) =>
        new()
        {
            ["id"] = use.GetProperty("id").GetString(),
            ["function"] = new JsonObject { ["name"] = use.GetProperty("name").GetString(), ["arguments"] = use.GetProperty("input").GetRawText() },
        };

    private static List<JsonElement> Blocks(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array
            ? [.. content.EnumerateArray()]
            : [JsonSerializer.SerializeToElement(new { type = "text", text = content.GetString() })];

    private static string TypeOf(JsonElement block) => block.GetProperty("type").GetString()!;

    private static string? TextOf(JsonElement block) => block.GetProperty("text").GetString();
}
