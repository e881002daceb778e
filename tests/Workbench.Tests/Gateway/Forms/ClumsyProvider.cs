using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>Streams a reply in one of the two forms as carelessly as providers do: cut anywhere, mixed, with noise, with what is missing that may be missing.</summary>
internal sealed partial class ClumsyProvider(Random random)
{
    private const char HalfMark = '\uE000';
    private readonly StringBuilder _stream = new();
    private string _newline = "\n";

    /// <summary>Ids that it did not send: the reader makes some up.</summary>
    public HashSet<string> Unsent { get; } = new(StringComparer.Ordinal);

    public byte[] OpenAi(RandomReply reply)
    {
        Start();
        var isMixed = random.Next(2) == 0;
        var habit = random.Next(6);
        List<Queue<JsonObject>> voices = [];
        foreach (var block in reply.Blocks.Where(b => b.Kind != "call"))
            voices.Add(
                new Queue<JsonObject>(Pieces(block.Text).Select(p => new JsonObject { [block.Kind == "text" ? "content" : "reasoning_content"] = Half(p) }))
            );
        var number = 0;
        foreach (var call in reply.Calls)
            voices.Add(new Queue<JsonObject>(CallDeltas(call, number++, isMixed ? Math.Min(habit, 3) : habit)));
        if (random.Next(2) == 0)
            Chunk(new JsonObject { ["role"] = "assistant", ["content"] = random.Next(2) == 0 ? "" : null });
        // Mixed, calls still begin in their order, as their numbers say.
        while (voices.Exists(v => v.Count > 0))
        {
            var live = voices.FindAll(v => v.Count > 0);
            var begun = live.FindIndex(v => !_begun.Contains(v));
            var voice = live[isMixed ? random.Next(begun < 0 ? live.Count : begun + 1) : 0];
            _begun.Add(voice);
            Chunk(voice.Dequeue());
        }
        var usage = new JsonObject
        {
            ["prompt_tokens"] = reply.Usage.Fresh + reply.Usage.Read + reply.Usage.Written,
            ["completion_tokens"] = reply.Usage.Output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = reply.Usage.Read, ["cache_write_tokens"] = reply.Usage.Written },
        };
        var reason = reply.Stop == "tool" ? "tool_calls" : reply.Stop;
        var isTogether = random.Next(2) == 0;
        Chunk([], reason, isTogether ? usage : null);
        if (!isTogether)
            Event(
                null,
                new JsonObject
                {
                    ["id"] = "c",
                    ["choices"] = new JsonArray(),
                    ["usage"] = usage,
                }
            );
        if (random.Next(4) > 0)
            _stream.Append("data: [DONE]").Append(_newline).Append(_newline);
        return Bytes();
    }

    public byte[] Anthropic(RandomReply reply)
    {
        Start();
        var usage = new JsonObject
        {
            ["input_tokens"] = reply.Usage.Fresh,
            ["cache_read_input_tokens"] = reply.Usage.Read,
            ["cache_creation_input_tokens"] = reply.Usage.Written,
            ["output_tokens"] = 1,
        };
        Event(
            "message_start",
            new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["id"] = "msg",
                    ["model"] = "m",
                    ["content"] = new JsonArray(),
                    ["usage"] = usage,
                },
            }
        );
        var isMixed = random.Next(3) == 0;
        List<Queue<(string, JsonObject)>> voices = [];
        foreach (var (block, index) in reply.Blocks.Select((b, i) => (b, i)))
            voices.Add(new Queue<(string, JsonObject)>(BlockEvents(block, index)));
        List<Queue<(string, JsonObject)>> begun = [];
        while (voices.Exists(v => v.Count > 0))
        {
            if (random.Next(5) == 0)
                Event("ping", []);
            var live = voices.FindAll(v => v.Count > 0);
            var next = live.FindIndex(v => !begun.Contains(v));
            var voice = live[isMixed ? random.Next(next < 0 ? live.Count : next + 1) : 0];
            begun.Add(voice);
            var (name, data) = voice.Dequeue();
            Event(name, data);
        }
        var reason = reply.Stop switch
        {
            "tool" => "tool_use",
            "length" => "max_tokens",
            _ => "end_turn",
        };
        Event(
            "message_delta",
            new JsonObject
            {
                ["delta"] = new JsonObject { ["stop_reason"] = reason, ["stop_sequence"] = null },
                ["usage"] = new JsonObject { ["output_tokens"] = reply.Usage.Output },
            }
        );
        if (random.Next(4) > 0)
            Event("message_stop", []);
        return Bytes();
    }

    /// <summary>In pieces of one byte up to some, cut anywhere.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Cut(byte[] stream)
    {
        var longest = 1 << random.Next(0, 12);
        for (var at = 0; at < stream.Length; )
        {
            var length = Math.Min(random.Next(1, longest + 1), stream.Length - at);
            yield return stream.AsMemory(at, length);
            at += length;
        }
    }

    private readonly HashSet<Queue<JsonObject>> _begun = [];

    private void Start()
    {
        _stream.Clear();
        _newline = random.Next(4) switch
        {
            0 => "\r\n",
            1 => "\r",
            _ => "\n",
        };
        if (random.Next(10) == 0)
            _stream.Append('\uFEFF');
    }

    private byte[] Bytes()
    {
        // Some end without the last empty line.
        var text = random.Next(6) == 0 ? _stream.ToString().TrimEnd('\r', '\n') : _stream.ToString();
        return Encoding.UTF8.GetBytes(text);
    }

    private IEnumerable<string> Pieces(string text)
    {
        var longest = random.Next(5) == 0 ? 1 : random.Next(1, 30);
        for (var at = 0; at < text.Length; )
        {
            if (random.Next(8) == 0)
                yield return "";
            var length = Math.Min(random.Next(1, longest + 1), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    /// <summary>A piece of text may begin or end with half of a character, which JSON says by an escape. Here it is marked, for the library would not write it.</summary>
    private static string Half(string piece)
    {
        var marked = new StringBuilder();
        for (var i = 0; i < piece.Length; i++)
        {
            if (char.IsHighSurrogate(piece[i]) && i + 1 < piece.Length && char.IsLowSurrogate(piece[i + 1]))
                marked.Append(piece[i]).Append(piece[++i]);
            else if (char.IsSurrogate(piece[i]))
                marked.Append(HalfMark).Append($"{(int)piece[i]:X4}");
            else
                marked.Append(piece[i]);
        }
        return marked.ToString();
    }

    /// <param name="habit">0, 1: as OpenAI; 2: no ids; 3: id and name in each piece; 4: no index; 5: index 0 for all.</param>
    private IEnumerable<JsonObject> CallDeltas(RandomBlock call, int number, int habit)
    {
        var pieces = Pieces(call.Text).ToList();
        var isTogether = random.Next(2) == 0;
        if (!isTogether)
            pieces.Insert(0, "");
        if (habit == 2)
            Unsent.Add(call.Id);
        for (var i = 0; i < pieces.Count; i++)
        {
            var function = new JsonObject();
            if (i == 0 || habit == 3)
                function["name"] = call.Name;
            if (i > 0 || isTogether || random.Next(2) == 0)
                function["arguments"] = Half(pieces[i]);
            var delta = new JsonObject { ["function"] = function };
            if (habit != 4)
                delta["index"] = habit == 5 ? 0 : number;
            if (habit != 2 && (i == 0 || habit == 3))
            {
                delta["id"] = call.Id;
                delta["type"] = "function";
            }
            yield return new JsonObject { ["tool_calls"] = new JsonArray(delta) };
            if (random.Next(10) == 0)
                yield return [];
        }
    }

    private IEnumerable<(string, JsonObject)> BlockEvents(RandomBlock block, int index)
    {
        var isWhole = block.Kind == "call" && random.Next(5) == 0;
        JsonObject start = block.Kind switch
        {
            "call" => new()
            {
                ["type"] = "tool_use",
                ["id"] = block.Id,
                ["name"] = block.Name,
                ["input"] = isWhole ? JsonNode.Parse(block.Text) : new JsonObject(),
            },
            "thinking" => new() { ["type"] = "thinking", ["thinking"] = "" },
            _ => new() { ["type"] = "text", ["text"] = "" },
        };
        yield return ("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = start });
        var (type, field) = block.Kind switch
        {
            "call" => ("input_json_delta", "partial_json"),
            "thinking" => ("thinking_delta", "thinking"),
            _ => ("text_delta", "text"),
        };
        if (!isWhole)
            foreach (var piece in Pieces(block.Text))
                yield return (
                    "content_block_delta",
                    new JsonObject
                    {
                        ["index"] = index,
                        ["delta"] = new JsonObject { ["type"] = type, [field] = Half(piece) },
                    }
                );
        if (block.Kind == "thinking")
            yield return (
                "content_block_delta",
                new JsonObject
                {
                    ["index"] = index,
                    ["delta"] = new JsonObject { ["type"] = "signature_delta", ["signature"] = "c2ln" },
                }
            );
        yield return ("content_block_stop", new JsonObject { ["index"] = index });
    }

    private void Chunk(JsonObject delta, string? reason = null, JsonObject? usage = null)
    {
        var choices = new JsonArray(
            new JsonObject
            {
                ["index"] = 0,
                ["delta"] = delta,
                ["finish_reason"] = reason,
            }
        );
        if (random.Next(20) == 0)
            choices.Add(
                new JsonObject
                {
                    ["index"] = 1,
                    ["delta"] = new JsonObject { ["content"] = "another choice" },
                }
            );
        Event(
            null,
            new JsonObject
            {
                ["id"] = "c",
                ["object"] = "chat.completion.chunk",
                ["model"] = "m",
                ["choices"] = choices,
                ["usage"] = usage,
                ["x_extra"] = 1,
            }
        );
    }

    private void Event(string? name, JsonObject data)
    {
        if (random.Next(12) == 0)
            _stream.Append(": keep-alive").Append(_newline).Append(random.Next(2) == 0 ? _newline : "");
        if (random.Next(20) == 0)
            _stream.Append("retry: 100").Append(_newline).Append("id: 7").Append(_newline);
        if (name is not null)
        {
            data["type"] = name;
            if (random.Next(10) > 0)
                _stream.Append("event: ").Append(name).Append(_newline);
        }
        var json = Json(data, isIndented: random.Next(15) == 0);
        var prefix = random.Next(10) == 0 ? "data:" : "data: ";
        foreach (var line in json.Split('\n'))
            _stream.Append(prefix).Append(line).Append(_newline);
        _stream.Append(_newline);
    }

    private string Json(JsonObject data, bool isIndented)
    {
        var encoder =
            random.Next(2) == 0 ? System.Text.Encodings.Web.JavaScriptEncoder.Default : System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        var json = data.ToJsonString(
            new JsonSerializerOptions
            {
                WriteIndented = isIndented,
                NewLine = "\n",
                Encoder = encoder,
            }
        );
        return Halves().Replace(json, "\\u$1");
    }

    [GeneratedRegex(@"(?:\uE000|\\uE000)([0-9A-F]{4})")]
    private static partial Regex Halves();
}
