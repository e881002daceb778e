using System.Buffers;
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

    /// <summary>Members that are names and numbers of the form, bytes, or sealed by the provider.</summary>
    private static readonly HashSet<string> Left = new(StringComparer.Ordinal)
    {
        "model",
        "type",
        "role",
        "id",
        "tool_call_id",
        "tool_use_id",
        "file_data",
        "signature",
        "encrypted_content",
    };

    /// <summary>Members whose content is the program's own: what is in it has any name, and names are values too.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "input", "input_examples", "metadata" };

    /// <summary>Members that say where an image, a sound or a file lies, or below which <c>url</c> does.</summary>
    private static readonly HashSet<string> Media = new(StringComparer.Ordinal) { "image_url", "video_url", "audio_url", "file_url", "source" };

    /// <summary>A tool may be called <c>pk_customer_of_order</c>, which looks like a key; masked it would be no name of a tool.</summary>
    private static readonly SearchValues<byte> NamesOfTools = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"u8);

    private readonly SensitiveKinds _kinds;
    private readonly MaskVault _vault;
    private readonly List<WireChange> _changes = [];

    private WireMasking(SensitiveKinds kinds) => (_kinds, _vault) = (kinds, new MaskVault(kinds, hasColumns: false));

    /// <summary>The texts that leave otherwise.</summary>
    public IReadOnlyList<WireChange> Changes => _changes;

    /// <summary>How many different values of each kind are masked.</summary>
    public ImmutableSortedDictionary<string, int> Values =>
        _vault.Values.GroupBy(v => v.Kind, StringComparer.Ordinal).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>Why the request may not leave, masked or not; null: it may.</summary>
    public string? WhyNot { get; private set; }

    /// <param name="body">JSON.</param>
    /// <returns>Null: nothing in it is to be masked.</returns>
    public static WireMasking? Of(SensitiveKinds kinds, ReadOnlyMemory<byte> body)
    {
        if (kinds == SensitiveKinds.None)
            return null;
        var masking = new WireMasking(kinds);
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        masking.Value(ref reader, name: "", Part.Form, body);
        return masking._vault.HoldsValues || masking.WhyNot is not null ? masking : null;
    }

    public string Restore(string text) => _vault.Restore(text);

    /// <summary>In a text that is JSON, or a piece of it.</summary>
    public string RestoreJson(string json) => _vault.Restore(json, written: v => JsonEncodedText.Encode(v, WireJson.Options.Encoder).Value);

    /// <param name="reader">At the beginning of a value, and left at its end.</param>
    private void Value(ref Utf8JsonReader reader, string name, Part part, ReadOnlyMemory<byte> body)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Members(ref reader, PartOf(name, part), body);
                break;
            case JsonTokenType.StartArray:
                var inner = PartOf(name, part);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    Value(ref reader, name: "", inner, body);
                break;
            case JsonTokenType.String when reader.ValueSpan.Length >= Shortest:
                Text(Token.At(ref reader), name, part, body);
                break;
        }
    }

    private void Members(ref Utf8JsonReader reader, Part part, ReadOnlyMemory<byte> body)
    {
        var (thought, data) = (default(Token?), default(Token?));
        var (isSealed, isPlain) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var token = Token.At(ref reader);
            if (part == Part.Own && reader.ValueSpan.Length >= Shortest)
                Mask(token, body);
            var name = token.Text(body);
            reader.Read();
            if (part == Part.Own || reader.TokenType != JsonTokenType.String || name is not ("thinking" or "data" or "signature" or "type"))
            {
                Value(ref reader, name, part, body);
                continue;
            }
            // What a thought and bytes are, only the members beside them say.
            switch (name)
            {
                // One that is said twice is no form of a provider's: nobody knows which of the two it reads.
                case "thinking":
                    if (thought is { } first)
                        Mask(first, body);
                    thought = Token.At(ref reader);
                    break;
                case "data":
                    if (data is { } before)
                        Mask(before, body);
                    data = Token.At(ref reader);
                    break;
                case "signature":
                    isSealed = reader.ValueSpan.Length > 0;
                    break;
                default:
                    isPlain = reader.ValueTextEquals("text"u8);
                    break;
            }
        }
        // A sealed thought is the provider's own words, over masked text, and one that was changed would be refused: docs/decisions/0019.
        if (thought is { } open && !isSealed)
            Mask(open, body);
        if (data is { } text && isPlain)
            Mask(text, body);
    }

    private void Text(Token token, string name, Part part, ReadOnlyMemory<byte> body)
    {
        if (part == Part.Own)
            Mask(token, body);
        else if (Left.Contains(name) || (name == "name" && IsNameOfTool(token, body)))
            return;
        else if (IsAddress(name, part))
            WhyNot ??= IsInlineFile(token.Raw(body)) ? null : MediaAddress.WhyNot(token.Text(body), _kinds);
        else if (name != "url" || !IsInlineFile(token.Raw(body)))
            Mask(token, body);
    }

    /// <summary>The name of a tool may look like a key, and stays; what looks like an account, a card or a phone is none.</summary>
    private bool IsNameOfTool(Token token, ReadOnlyMemory<byte> body) =>
        !token.Raw(body).ContainsAnyExcept(NamesOfTools) && !SensitivePatterns.Find(token.Text(body), _kinds & ~SensitiveKinds.Key).Any();

    private static bool IsAddress(string name, Part part) => part == Part.Media ? name == "url" : Media.Contains(name) && name != "source";

    private static Part PartOf(string name, Part part) =>
        part == Part.Own || Own.Contains(name) ? Part.Own
        : part == Part.Media || Media.Contains(name) ? Part.Media
        : Part.Form;

    /// <summary>Bytes of an image or a file where one is expected; a text that only begins like one is a text.</summary>
    private static bool IsInlineFile(ReadOnlySpan<byte> value) => value.StartsWith("data:"u8) && value[..Math.Min(value.Length, 200)].IndexOf(";base64,"u8) > 0;

    private void Mask(Token token, ReadOnlyMemory<byte> body)
    {
        var text = token.Text(body);
        var masked = JsonStrings.Change(text, _vault.Mask);
        if (masked != text)
            _changes.Add(new WireChange(token.Start, token.Length, $"\"{JsonEncodedText.Encode(masked, WireJson.Options.Encoder)}\""));
    }

    private enum Part
    {
        Form,
        Media,
        Own,
    }

    /// <summary>A string of a document, with its quotes.</summary>
    private readonly record struct Token(int Start, int Length, bool IsEscaped)
    {
        public static Token At(ref Utf8JsonReader reader) => new((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2, reader.ValueIsEscaped);

        public ReadOnlySpan<byte> Raw(ReadOnlyMemory<byte> body) => body.Span.Slice(Start + 1, Length - 2);

        public string Text(ReadOnlyMemory<byte> body) =>
            IsEscaped ? JsonElement.Parse(body.Span.Slice(Start, Length)).AsText() : Encoding.UTF8.GetString(Raw(body));
    }
}

/// <summary>Bytes of a body that leave otherwise.</summary>
/// <param name="Text">JSON.</param>
internal readonly record struct WireChange(int Start, int Length, string Text);
