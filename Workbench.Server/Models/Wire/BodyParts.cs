using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>What of a request's messages is no text: images, sounds and files, sent along or by their address.</summary>
internal sealed class BodyParts(WireForm form)
{
    public int Images { get; private set; }
    public long AudioBytes { get; private set; }
    public bool HasFiles { get; private set; }

    /// <summary>Bytes of the request that are theirs.</summary>
    public long Bytes { get; private set; }

    /// <param name="reader">At the beginning of a value, and left at its end.</param>
    public void Read(ref Utf8JsonReader reader) => Value(ref reader);

    /// <returns>Bytes of contents and addresses of which only what is around them says what they are.</returns>
    private long Value(ref Utf8JsonReader reader)
    {
        long inner = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                inner += Value(ref reader);
        else if (reader.TokenType == JsonTokenType.StartObject)
            inner = Members(ref reader);
        return inner;
    }

    private long Members(ref Utf8JsonReader reader)
    {
        var kind = Kind.Other;
        long inner = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isContent = !isType && IsContent(ref reader);
            // Arguments of a tool's call are the caller's own, and may look like anything.
            var isArguments = reader.ValueTextEquals("input"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                kind = KindOf(ref reader);
            else if (isContent && reader.TokenType == JsonTokenType.String)
                inner += reader.ValueSpan.Length;
            else if (isArguments)
                reader.Skip();
            else
                inner += Value(ref reader);
        }
        if (kind == Kind.Other)
            return inner;
        if (kind == Kind.Text || inner == 0)
            return 0;
        Bytes += inner;
        Images += kind == Kind.Image ? 1 : 0;
        AudioBytes += kind == Kind.Audio ? inner : 0;
        HasFiles |= kind == Kind.File;
        return 0;
    }

    private static bool IsContent(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("data"u8)
        || reader.ValueTextEquals("url"u8)
        || reader.ValueTextEquals("file_data"u8)
        || reader.ValueTextEquals("file_id"u8)
        || reader.ValueTextEquals("image_url"u8);

    private Kind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("text"u8) ? Kind.Text
        : reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("image"u8) ? Kind.Image
        : reader.ValueTextEquals("input_audio"u8) ? Kind.Audio
        : reader.ValueTextEquals("document"u8)
        || reader.ValueTextEquals("container_upload"u8)
        || reader.ValueTextEquals("video_url"u8)
        || reader.ValueTextEquals("audio_url"u8)
            ? Kind.File
        // At Anthropic's it is where an image or a document comes from.
        : form != WireForm.AnthropicMessages && reader.ValueTextEquals("file"u8) ? Kind.File
        : Kind.Other;

    private enum Kind
    {
        Other,
        Text,
        Image,
        Audio,
        File,
    }
}
