using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>A request in a provider's form, of which only what the gateway must know is read, and only what it must change is changed.</summary>
internal sealed class WireBody
{
    /// <summary>Longer texts that begin like this are images or files, whose bytes are no text to the model.</summary>
    private static ReadOnlySpan<byte> DataUri => "data:"u8;

    private const int LeastMedia = 1_000;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly WireForm _form;
    private readonly List<(int Start, int Length)> _models = [];
    private (int Start, int Length)? _streamOptions;
    private bool _hasMember;
    private int _afterBrace;

    private WireBody(WireForm form, ReadOnlyMemory<byte> body) => (_form, _body) = (form, body);

    public bool IsStream { get; private set; }

    /// <summary>Whether the caller asked a stream for its usage.</summary>
    public bool AsksForUsage { get; private set; }

    /// <summary>The caller's limit of output tokens.</summary>
    public int? OutputLimit { get; private set; }
    public int Replies { get; private set; } = 1;
    public string? ServiceTier { get; private set; }
    public bool HasTools { get; private set; }
    public long MediaBytes { get; private set; }
    public int Media { get; private set; }

    /// <summary>Bytes that the model reads as text, and those around them.</summary>
    public long TextBytes => _body.Length - MediaBytes;

    /// <returns>The body, or why it is none.</returns>
    public static (WireBody? Body, string? Problem) Read(WireForm form, ReadOnlyMemory<byte> body)
    {
        var read = new WireBody(form, body);
        try
        {
            return read.Scan() is { } problem ? (null, problem) : (read, null);
        }
        catch (JsonException e)
        {
            return (null, $"The body is not JSON: {e.Message}");
        }
    }

    /// <summary>The body as it is sent.</summary>
    /// <param name="model">As the provider knows it.</param>
    /// <param name="limitField">Under which name the endpoint takes the limit of output tokens.</param>
    /// <param name="outputLimit">To be set where the caller set none.</param>
    public ReadOnlyMemory<byte> Write(string model, string limitField, int outputLimit)
    {
        var added = new StringBuilder();
        if (_models.Count == 0)
            added.Append("\"model\":").Append(Quoted(model)).Append(',');
        if (OutputLimit is null && _form != WireForm.OpenAiEmbeddings)
            added.Append(CultureInfo.InvariantCulture, $"\"{(_form == WireForm.AnthropicMessages ? "max_tokens" : limitField)}\":{outputLimit},");
        var forcesUsage = IsStream && _form == WireForm.OpenAiChat && !AsksForUsage;
        if (forcesUsage && _streamOptions is null)
            added.Append("\"stream_options\":{\"include_usage\":true},");
        List<(int Start, int Length, string Text)> changes = [(_afterBrace, 0, Joined(added))];
        changes.AddRange(_models.Select(m => (m.Start, m.Length, Quoted(model))));
        if (forcesUsage && _streamOptions is { } options)
            changes.Add((options.Start, options.Length, "{\"include_usage\":true}"));
        changes.Sort((a, b) => a.Start.CompareTo(b.Start));

        var written = new ArrayBufferWriter<byte>(_body.Length + 256);
        var at = 0;
        foreach (var (start, length, text) in changes)
        {
            written.Write(_body.Span[at..start]);
            Encoding.UTF8.GetBytes(text, written);
            at = start + length;
        }
        written.Write(_body.Span[at..]);
        return written.WrittenMemory;
    }

    private string? Scan()
    {
        var reader = new Utf8JsonReader(_body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "The body must be one JSON object.";
        _afterBrace = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _hasMember = true;
            if (Member(ref reader) is { } problem)
                return problem;
        }
        // What follows the object would be cut off by some endpoints and read by others.
        return reader.Read() ? "The body must be one JSON object." : null;
    }

    private string? Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                return "`model` must be a text.";
            _models.Add(((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
        }
        else if (reader.ValueTextEquals("stream"u8))
        {
            reader.Read();
            IsStream = reader.TokenType == JsonTokenType.True;
        }
        else if (reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                return null;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var limit) || limit < 0)
                return "The limit of output tokens must be a whole number.";
            OutputLimit = Math.Max(OutputLimit ?? 0, limit);
        }
        else if (reader.ValueTextEquals("n"u8))
        {
            reader.Read();
            Replies = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var n) && n > 1 ? n : 1;
        }
        else if (reader.ValueTextEquals("service_tier"u8))
        {
            reader.Read();
            ServiceTier =
                reader.TokenType == JsonTokenType.String && reader.GetString() is { } tier and not ("auto" or "default" or "standard_only") ? tier : null;
        }
        else if (reader.ValueTextEquals("stream_options"u8))
        {
            reader.Read();
            StreamOptions(ref reader);
        }
        else
        {
            HasTools |= reader.ValueTextEquals("tools"u8);
            reader.Read();
            Skip(ref reader);
        }
        return null;
    }

    private void StreamOptions(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        using var options = JsonDocument.ParseValue(ref reader);
        _streamOptions = (start, (int)reader.BytesConsumed - start);
        AsksForUsage = options.RootElement.Field("include_usage") is { ValueKind: JsonValueKind.True };
    }

    /// <summary>Passes over a value, and finds the images and files in it: long texts that are data addresses, or the <c>data</c> of a source.</summary>
    private void Skip(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var isData = false;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    isData = reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("file_data"u8);
                    break;
                case JsonTokenType.String when reader.ValueSpan.Length > LeastMedia && (isData || reader.ValueSpan.StartsWith(DataUri)):
                    MediaBytes += reader.ValueSpan.Length;
                    Media++;
                    break;
            }
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return;
        } while (reader.Read());
    }

    /// <summary>An object must not end with a comma.</summary>
    private string Joined(StringBuilder added) => _hasMember || added.Length == 0 ? added.ToString() : added.ToString(0, added.Length - 1);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
