using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>Fields of documents that others wrote: what is null or of another kind counts as missing.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? Object(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static JsonElement? Array(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    public static string? Text(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.String } value ? value.AsText() : null;

    public static bool? Flag(this JsonElement of, string name) =>
        of.Field(name) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => null,
        };

    public static long? Whole(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A whole number that is not negative.</summary>
    public static long? Count(this JsonElement of, string name) => of.Whole(name) is >= 0 and var count ? count : null;

    /// <summary>The string, also where it ends or begins in the middle of a character: a reply may be cut there, and the next piece has the rest.</summary>
    public static string AsText(this JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescaped(text.GetRawText().AsSpan()[1..^1]);
        }
    }

    private static string Unescaped(ReadOnlySpan<char> json)
    {
        var text = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                text.Append(json[i]);
                continue;
            }
            i++;
            switch (json[i])
            {
                case 'u':
                    text.Append((char)ushort.Parse(json.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                case var c:
                    text.Append(
                        c switch
                        {
                            'n' => '\n',
                            't' => '\t',
                            'r' => '\r',
                            'b' => '\b',
                            'f' => '\f',
                            _ => c,
                        }
                    );
                    break;
            }
        }
        return text.ToString();
    }
}
