using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Yaml;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Writes a tree as block YAML that reads back as the same tree, with our reader and with others'.</summary>
internal static class YamlWriter
{
    /// <summary>Lists of short texts up to this many characters stand on one line.</summary>
    private const int LongestLine = 140;

    public static string Write(JsonObject tree)
    {
        var text = new StringBuilder();
        WriteMap(text, tree, 0);
        return text.Length == 0 ? "{}\n" : text.ToString();
    }

    private static void WriteMap(StringBuilder text, JsonObject map, int indent)
    {
        var isFirst = true;
        foreach (var (key, value) in map)
        {
            // The first key of a list's item stands after its dash.
            if (!isFirst || text.Length == 0 || text[^1] == '\n')
                text.Append(' ', indent);
            isFirst = false;
            text.Append(Key(key)).Append(':');
            WriteValue(text, value, indent);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                WriteMap(text, map, indent + 2);
                break;
            case JsonObject:
                text.Append(" {}\n");
                break;
            case JsonArray { Count: 0 }:
                text.Append(" []\n");
                break;
            case JsonArray list when OneLine(list) is { } line:
                text.Append(' ').Append(line).Append('\n');
                break;
            case JsonArray list:
                text.Append('\n');
                foreach (var item in list)
                    WriteItem(text, item, indent + 2);
                break;
            default:
                text.Append(' ').Append(Value(value, indent + 2)).Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, JsonNode? item, int indent)
    {
        text.Append(' ', indent).Append('-');
        switch (item)
        {
            case JsonObject { Count: > 0 } map:
                text.Append(' ');
                WriteMap(text, map, indent + 2);
                break;
            case JsonObject:
                text.Append(" {}\n");
                break;
            case JsonArray list:
                text.Append(' ').Append(OneLine(list) ?? Flow(list)).Append('\n');
                break;
            default:
                text.Append(' ').Append(Value(item, indent + 2)).Append('\n');
                break;
        }
    }

    private static string? OneLine(JsonArray list)
    {
        if (list.Any(i => i is JsonObject or JsonArray))
            return null;
        var line = Flow(list);
        return line.Length <= LongestLine && !line.Contains('\n', StringComparison.Ordinal) ? line : null;
    }

    private static string Flow(JsonArray list) =>
        $"[{string.Join(", ", list.Select(i => i is JsonArray inner ? Flow(inner) : i is JsonObject map ? map.ToJsonString() : i is JsonValue v && v.GetValueKind() == JsonValueKind.String ? YamlScalar.Write(v.GetValue<string>(), isFlow: true) : Value(i, 0)))}]";

    /// <summary>`on` stays bare: joins are written so in every format, though readers of YAML 1.1 call it true.</summary>
    private static string Key(string key) => key == "on" ? key : YamlScalar.Write(key, isFlow: true);

    private static string Value(JsonNode? value, int indent) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.String => Block(value.GetValue<string>(), indent) ?? YamlScalar.Write(value.GetValue<string>()),
            JsonValueKind.Number => value.AsValue().TryGetValue<decimal>(out var number) ? number.ToString(CultureInfo.InvariantCulture) : value.ToJsonString(),
            _ => value.ToJsonString(),
        };

    /// <summary>A text of several plain lines as a literal block; null where a block would not read back as the same.</summary>
    private static string? Block(string text, int indent)
    {
        var lines = text.Split('\n');
        if (lines.Length < 2 || lines[0].Length == 0 || char.IsWhiteSpace(lines[0][0]) || !lines.All(IsPlainLine))
            return null;
        var ending = text.EndsWith('\n') ? "" : "-";
        if (text.EndsWith("\n\n", StringComparison.Ordinal))
            return null;
        var body = ending.Length == 0 ? lines[..^1] : lines;
        var pad = new string(' ', indent);
        return $"|{ending}\n{string.Join('\n', body.Select(l => l.Length == 0 ? "" : pad + l))}";
    }

    private static bool IsPlainLine(string line) =>
        line.All(c => c >= ' ' && c != '\u007f' && c is not ('\u0085' or '\u2028' or '\u2029' or '\ufeff') && !char.IsSurrogate(c) && !char.IsControl(c))
        && (line.Length == 0 || !char.IsWhiteSpace(line[^1]));
}
