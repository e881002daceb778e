using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>A reply made up by a seed, before anybody wrote it in a form.</summary>
internal sealed record RandomReply(IReadOnlyList<RandomBlock> Blocks, RandomUsage Usage, string Stop)
{
    private static readonly string[] Words =
    [
        "ARR",
        "käse",
        "数値",
        "🙂",
        "👩‍👩‍👧",
        "\"quoted\"",
        "back\\slash",
        "line\nbreak",
        "\ttab",
        "data: x",
        "[DONE]",
        "}{",
        "ünï",
        "𝒳",
        " ",
        "\r\n",
    ];

    public string Text => string.Concat(Blocks.Where(b => b.Kind == "text").Select(b => b.Text));

    public string Reasoning => string.Concat(Blocks.Where(b => b.Kind == "thinking").Select(b => b.Text));

    public IReadOnlyList<RandomBlock> Calls => [.. Blocks.Where(b => b.Kind == "call")];

    public static RandomReply Make(Random random)
    {
        List<RandomBlock> blocks = [];
        if (random.Next(3) == 0)
            blocks.Add(new RandomBlock("thinking", Prose(random), "", ""));
        if (random.Next(3) > 0)
            blocks.Add(new RandomBlock("text", Prose(random), "", ""));
        var calls = random.Next(5) switch
        {
            0 => 0,
            1 or 2 => 1,
            _ => random.Next(2, 6),
        };
        for (var i = 0; i < calls; i++)
            blocks.Add(new RandomBlock("call", Arguments(random), $"id_{i}_{random.Next(1000)}", $"tool_{random.Next(3)}"));
        var read = random.Next(100);
        var written = random.Next(50);
        var stop =
            calls > 0 ? "tool"
            : random.Next(4) == 0 ? "length"
            : "stop";
        return new RandomReply(blocks, new RandomUsage(random.Next(1000), read, written, random.Next(1, 1000)), stop);
    }

    public override string ToString() => JsonSerializer.Serialize(this);

    private static string Prose(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Words[random.Next(Words.Length)] + (random.Next(3) == 0 ? "" : " ")));

    /// <summary>A JSON object as a model writes it, with its own spaces and numbers.</summary>
    private static string Arguments(Random random) => random.Next(8) == 0 ? "{}" : Value(random, 0, isObject: true);

    private static string Value(Random random, int depth, bool isObject = false)
    {
        var space = random.Next(2) == 0 ? " " : "";
        switch (isObject ? 0 : random.Next(depth > 2 ? 2 : 0, 7))
        {
            case 0:
                var fields = Enumerable.Range(0, random.Next(1, 4)).Select(i => $"\"k{i}\":{space}{Value(random, depth + 1)}");
                return "{" + string.Join("," + space, fields) + "}";
            case 1:
                return "[" + string.Join(",", Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth + 1))) + "]";
            case 2:
                return random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture) + (random.Next(2) == 0 ? ".50" : "");
            case 3:
                return "true";
            case 4:
                return "12345678901234567890.123456789";
            default:
                return Quoted(random);
        }
    }

    private static string Quoted(Random random)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in Prose(random).EnumerateRunes())
            text.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    < ' ' => Escaped(rune),
                    > '~' when random.Next(4) == 0 => Escaped(rune),
                    _ => rune.ToString(),
                }
            );
        return text.Append('"').ToString();
    }

    private static string Escaped(Rune rune) => string.Concat(rune.ToString().Select(c => $"\\u{(int)c:x4}"));
}

/// <param name="Text">Of a call: its arguments.</param>
internal sealed record RandomBlock(string Kind, string Text, string Id, string Name);

/// <param name="Fresh">Input beside the cache.</param>
internal sealed record RandomUsage(int Fresh, int Read, int Written, int Output);
