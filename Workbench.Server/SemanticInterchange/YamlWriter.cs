using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Writes a tree as block YAML that reads back as the same tree, with our reader and with others'.</summary>
internal static partial class YamlWriter
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
            text.Append(Scalar(key, isKey: true)).Append(':');
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
        $"[{string.Join(", ", list.Select(i => i is JsonArray inner ? Flow(inner) : i is JsonObject map ? map.ToJsonString() : i is JsonValue v && v.GetValueKind() == JsonValueKind.String ? Scalar(v.GetValue<string>(), isKey: false, inFlow: true) : Value(i, 0)))}]";

    private static string Value(JsonNode? value, int indent) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.String => Block(value.GetValue<string>(), indent) ?? Scalar(value.GetValue<string>(), isKey: false),
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

    private static string Scalar(string text, bool isKey, bool inFlow = false)
    {
        if (!isKey && !inFlow && text.Length < 1_000 && Sentence().IsMatch(text) && !Word().IsMatch(text))
            return text;
        if (text.Length < 1_000 && Plain().IsMatch(text) && (isKey && text == "on" || !Word().IsMatch(text)) && !Number().IsMatch(text))
            return text;
        return IsPlainLine(text) || (text.Length > 0 && IsPlainLine(text.TrimEnd(' ')))
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : Quoted(text, isKey);
    }

    private static string Quoted(string text, bool isKey)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => c.ToString(),
                }
            );
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Texts that need no quotes as the value of a key: no colon, no hash, no sign at the start or the end.</summary>
    [GeneratedRegex(@"^[0-9]+ [a-z]+$|^[A-Za-z_][A-Za-z0-9_.,;+*/()<>='&%$!?@~|{}\[\] -]*$(?<![ ])", RegexOptions.None, 1_000)]
    private static partial Regex Sentence();

    /// <summary>Words that need no quotes, inside a list as well.</summary>
    [GeneratedRegex(@"^[A-Za-z_]([A-Za-z0-9_.+*/()<>=; -]*[A-Za-z0-9_.)])?$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Plain();

    /// <summary>Words that YAML 1.1 or 1.2 reads as something else.</summary>
    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[0-9.+-]", RegexOptions.None, 1_000)]
    private static partial Regex Number();
}
