using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Workbench.Server.Models.Wire;
using Workbench.Shared;

namespace Workbench.Server.Models.Redaction;

/// <summary>Masks a request in a provider's own form, text by text. Every other byte stays as it is, so that nothing is lost that only the provider understands.</summary>
internal sealed class WireMasking
{
    /// <summary>No address of e-mail is shorter, and no other form is.</summary>
    private const int Shortest = 6;

    /// <summary>Members that are names and numbers of the form, bytes of images, or signed by the provider, which wrote them over masked text.</summary>
    private static readonly HashSet<string> Left = new(StringComparer.Ordinal)
    {
        "model",
        "type",
        "role",
        "id",
        "tool_call_id",
        "tool_use_id",
        "data",
        "file_data",
        "signature",
        "thinking",
        "encrypted_content",
    };

    /// <summary>Members below which <c>url</c> is where an image lies; what signs it is a part of it.</summary>
    private static readonly HashSet<string> Media = new(StringComparer.Ordinal) { "image_url", "source" };

    private readonly MaskVault _vault;
    private readonly List<WireChange> _changes = [];

    private WireMasking(SensitiveKinds kinds) => _vault = new MaskVault(kinds, hasColumns: false);

    /// <summary>The texts that leave otherwise, in order.</summary>
    public IReadOnlyList<WireChange> Changes => _changes;

    /// <summary>How many different values of each kind are masked.</summary>
    public ImmutableSortedDictionary<string, int> Values =>
        _vault.Values.GroupBy(v => v.Kind, StringComparer.Ordinal).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <param name="body">JSON.</param>
    /// <returns>Null: nothing in it is to be masked.</returns>
    public static WireMasking? Of(SensitiveKinds kinds, ReadOnlyMemory<byte> body)
    {
        if (kinds == SensitiveKinds.None)
            return null;
        var masking = new WireMasking(kinds);
        masking.Read(body);
        return masking._vault.HoldsValues ? masking : null;
    }

    public string Restore(string text) => _vault.Restore(text);

    /// <summary>In a text that is JSON, or a piece of it.</summary>
    public string RestoreJson(string json) => _vault.Restore(json, written: v => JsonEncodedText.Encode(v, WireJson.Options.Encoder).Value);

    private void Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        var (name, inputDepth, mediaDepth) = ("", int.MaxValue, int.MaxValue);
        while (reader.Read())
        {
            if (reader.CurrentDepth <= inputDepth)
                inputDepth = int.MaxValue;
            if (reader.CurrentDepth <= mediaDepth)
                mediaDepth = int.MaxValue;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    // Arguments of a call are the program's own: their members have any name.
                    if (name == "input" && inputDepth == int.MaxValue)
                        inputDepth = reader.CurrentDepth;
                    if (Media.Contains(name) && mediaDepth == int.MaxValue)
                        mediaDepth = reader.CurrentDepth;
                    name = "";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    name = "";
                    break;
                case JsonTokenType.String when reader.ValueSpan.Length >= Shortest:
                    var isForm = inputDepth == int.MaxValue && (Left.Contains(name) || (name == "url" && mediaDepth != int.MaxValue));
                    if (!isForm && !IsInlineFile(reader.ValueSpan, name, mediaDepth != int.MaxValue))
                        Mask(ref reader, body);
                    break;
            }
        }
    }

    /// <summary>Bytes of an image or a file where one is expected; a text that only begins like one is a text.</summary>
    private static bool IsInlineFile(ReadOnlySpan<byte> value, string name, bool isMedia) =>
        (isMedia || name is "url" or "image_url" or "file_data")
        && value.StartsWith("data:"u8)
        && value[..Math.Min(value.Length, 200)].IndexOf(";base64,"u8) > 0;

    private void Mask(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var (start, length) = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        var text = reader.ValueIsEscaped ? JsonElement.Parse(body.Span.Slice(start, length)).AsText() : Encoding.UTF8.GetString(reader.ValueSpan);
        var masked = JsonStrings.Change(text, _vault.Mask);
        if (masked != text)
            _changes.Add(new WireChange(start, length, $"\"{JsonEncodedText.Encode(masked, WireJson.Options.Encoder)}\""));
    }
}

/// <summary>Bytes of a body that leave otherwise.</summary>
/// <param name="Text">JSON.</param>
internal readonly record struct WireChange(int Start, int Length, string Text);
