using System.Globalization;
using System.Text;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Benchmarks.Fuzz;

/// <summary>Writes what was read of a file in the plainest form of YAML: lists and mappings in brackets, texts in quotes unless they are simple.</summary>
internal static class YamlWriting
{
    public static string Of(YamlValue value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, YamlValue value)
    {
        switch (value)
        {
            case YamlText scalar:
                WriteText(text, scalar);
                break;
            case YamlList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                {
                    text.Append(i > 0 ? ",\n " : "");
                    Write(text, list.Items[i]);
                }
                text.Append(']');
                break;
            case YamlMap map:
                text.Append('{');
                for (var i = 0; i < map.Entries.Length; i++)
                {
                    // The question mark lets a key be of any length.
                    text.Append(i > 0 ? ",\n ? " : " ? ");
                    Quote(text, map.Entries[i].Key);
                    text.Append("\n : ");
                    Write(text, map.Entries[i].Value);
                }
                text.Append('}');
                break;
        }
    }

    private static void WriteText(StringBuilder text, YamlText scalar)
    {
        // Three dots alone would end the document.
        if (
            scalar.IsPlain
            && scalar.Value.Length is > 0 and < 200
            && scalar.Value[0] != '.'
            && scalar.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '~')
        )
            text.Append(scalar.Value);
        else if (scalar.IsNull)
            text.Append('~');
        else if (scalar.IsPlain && decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text.Append(scalar.Value.Trim());
        else
            Quote(text, scalar.Value);
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c is < ' ' or >= '\u007f' and <= '\u00a0' or '\u2028' or '\u2029')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        text.Append('"');
    }
}
