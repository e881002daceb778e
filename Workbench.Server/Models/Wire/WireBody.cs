using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Redaction;

namespace Workbench.Server.Models.Wire;

/// <summary>A request in a provider's form, of which only what the gateway must know is read, and only what it must change is changed.</summary>
internal sealed class WireBody
{
    /// <summary>Members by which a call may cost what its tokens do not show.</summary>
    private static readonly (string Name, string Why)[] OpenEnds =
    [
        ("web_search_options", "has the provider search the web, which it charges beside the tokens"),
        ("plugins", "has the provider do more than reply, which it charges beside the tokens"),
        ("mcp_servers", "has the provider call tools by itself, and read what they say"),
        ("container", "has the provider run programs, which it charges beside the tokens"),
        ("models", "lets the provider choose another model, at another price"),
        ("speed", "asks for another price than the one in models.yml"),
        ("prediction", "is charged as output where it was wrong, beyond the limit"),
    ];

    /// <summary>Tools of Anthropic's that the caller runs, beside those that he describes himself.</summary>
    private static readonly string[] ToolsOfTheCaller = ["bash_", "text_editor_", "computer_", "memory_"];

    private const string OlderLimit = "max_tokens";

    /// <summary>Zero is no limit at some endpoints.</summary>
    private int LeastLimit => _form == WireForm.AnthropicMessages ? 0 : 1;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly WireForm _form;
    private readonly List<(int Start, int Length)> _models = [];
    private readonly HashSet<string> _limitFields = [];

    /// <summary>Limits that say "none": an endpoint that takes the last of a name would see these and not ours.</summary>
    private readonly List<(string Field, int Start, int Length)> _openLimits = [];
    private (int Start, int Length)? _streamOptions;
    private readonly BodyParts _parts;
    private bool _hasMember;
    private int _afterBrace;

    private WireBody(WireForm form, ReadOnlyMemory<byte> body) => (_form, _body, _parts) = (form, body, new BodyParts(form));

    public bool IsStream { get; private set; }

    /// <summary>Whether the caller asked a stream for its usage.</summary>
    public bool AsksForUsage { get; private set; }

    /// <summary>The caller's limit of output tokens.</summary>
    public int? OutputLimit { get; private set; }
    public int Replies { get; private set; } = 1;

    /// <summary>That it asks for; null: the provider chooses.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>Whether it may get sounds or images.</summary>
    public bool WantsMedia { get; private set; }

    /// <summary>Why nobody can say what it costs at most, and what to do; null: its tokens bound it.</summary>
    public string? OpenEnd { get; private set; }

    /// <summary>How many times the provider adds words of its own, about tools.</summary>
    private int _tools;

    private bool _hasSchema;

    /// <summary>Of the model that is to answer it.</summary>
    public CallNeeds Needs => CallNeeds.Of(Size, _tools > 0, _hasSchema);

    /// <summary>Of its prompt. All bytes count that are not an image's or a file's, for the model reads them as text.</summary>
    public PromptSize Size =>
        PromptSize.Of(_body.Length - _parts.Bytes + ((long)_tools * PromptSize.TokensAroundTools), _parts.Images, _parts.AudioBytes, _parts.HasFiles);

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
    /// <param name="masked">Texts that leave otherwise.</param>
    public ReadOnlyMemory<byte> Write(string model, string limitField, int outputLimit, IReadOnlyList<WireChange> masked)
    {
        var added = new StringBuilder();
        if (_models.Count == 0)
            added.Append("\"model\":").Append(Quoted(model)).Append(',');
        var field = _form == WireForm.AnthropicMessages ? OlderLimit : limitField;
        // An endpoint that knows the older name alone would not see the newer one.
        var open = _openLimits.FindAll(l => l.Field == field);
        var isSeen = open.Count > 0 || _limitFields.Contains(field) || (OutputLimit is not null && field != OlderLimit);
        if (!isSeen && _form != WireForm.OpenAiEmbeddings)
            added.Append(CultureInfo.InvariantCulture, $"\"{field}\":{outputLimit},");
        var forcesUsage = IsStream && _form == WireForm.OpenAiChat && !AsksForUsage;
        if (forcesUsage && _streamOptions is null)
            added.Append("\"stream_options\":{\"include_usage\":true},");
        List<WireChange> changes = [new(_afterBrace, 0, Joined(added))];
        changes.AddRange(open.Select(l => new WireChange(l.Start, l.Length, (OutputLimit ?? outputLimit).ToString(CultureInfo.InvariantCulture))));
        changes.AddRange(_models.Select(m => new WireChange(m.Start, m.Length, Quoted(model))));
        if (forcesUsage && _streamOptions is { } options)
        {
            changes.Add(new(options.Start, options.Length, "{\"include_usage\":true}"));
            changes.AddRange(masked.Where(m => m.Start < options.Start || m.Start >= options.Start + options.Length));
        }
        else
            changes.AddRange(masked);
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
            var field = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                _openLimits.Add((field, (int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
                return null;
            }
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var limit) || limit < LeastLimit)
                return $"`{field}`, the limit of output tokens, must be a whole number from {LeastLimit} to {int.MaxValue}.";
            OutputLimit = Math.Max(OutputLimit ?? 0, limit);
            _limitFields.Add(field);
        }
        else if (reader.ValueTextEquals("n"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                return null;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var n) || n < 1)
                return $"`n` must be a whole number from 1 to {int.MaxValue}.";
            Replies = Math.Max(Replies, n);
        }
        else if (reader.ValueTextEquals("service_tier"u8))
        {
            reader.Read();
            ServiceTier =
                reader.TokenType != JsonTokenType.String ? null
                : reader.GetString() is not { } tier || tier == "auto" ? null
                : tier is "default" or "standard" or "standard_only" ? ModelPrices.UsualTier
                : tier;
        }
        else if (reader.ValueTextEquals("stream_options"u8))
        {
            reader.Read();
            StreamOptions(ref reader);
        }
        else
        {
            Other(ref reader);
        }
        return null;
    }

    private void Other(ref Utf8JsonReader reader)
    {
        foreach (var (name, why) in OpenEnds)
            if (reader.ValueTextEquals(name))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                    OpenEnd ??= $"`{name}` {why}. Leave it out";
                reader.Skip();
                return;
            }
        var isPrompt = reader.ValueTextEquals("messages"u8) || reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("input"u8);
        var isTools = reader.ValueTextEquals("tools"u8);
        var isContext = reader.ValueTextEquals("context_management"u8);
        var isFormat = reader.ValueTextEquals("response_format"u8) || reader.ValueTextEquals("output_config"u8) || reader.ValueTextEquals("output_format"u8);
        var isOutput = reader.ValueTextEquals("modalities"u8) || reader.ValueTextEquals("audio"u8);
        reader.Read();
        if (isPrompt)
            _parts.Read(ref reader);
        else if (isTools)
            Tools(ref reader);
        else if (isContext)
            ContextManagement(ref reader);
        else if (isFormat)
            Format(ref reader);
        else
        {
            WantsMedia |= isOutput && reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }
    }

    private void Tools(ref Utf8JsonReader reader)
    {
        using var tools = JsonDocument.ParseValue(ref reader);
        if (tools.RootElement.ValueKind != JsonValueKind.Array)
            return;
        _tools += tools.RootElement.GetArrayLength() > 0 ? 1 : 0;
        foreach (var tool in tools.RootElement.EnumerateArray())
        {
            if (tool.Text("type") is not { } type || type is "function" or "custom")
                continue;
            if (_form == WireForm.AnthropicMessages && Array.Exists(ToolsOfTheCaller, t => type.StartsWith(t, StringComparison.Ordinal)))
                _tools++;
            else
                OpenEnd ??= $"`tools` holds `{type}`, which runs at the provider and is charged beside the tokens that are sent. Leave it out";
        }
    }

    private void Format(ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        _hasSchema |= (value.RootElement.Object("format") ?? value.RootElement).Text("type") == "json_schema";
    }

    /// <summary>To forget costs nothing; to sum up is a call of its own.</summary>
    private void ContextManagement(ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        foreach (var edit in value.RootElement.Array("edits")?.EnumerateArray() ?? default)
            if (edit.Text("type") is { } type && !type.StartsWith("clear_", StringComparison.Ordinal))
                OpenEnd ??= $"`context_management` holds `{type}`, for which the provider makes calls of its own. Leave it out";
    }

    private void StreamOptions(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        using var options = JsonDocument.ParseValue(ref reader);
        _streamOptions = (start, (int)reader.BytesConsumed - start);
        AsksForUsage = options.RootElement.Field("include_usage") is { ValueKind: JsonValueKind.True };
    }

    /// <summary>An object must not end with a comma.</summary>
    private string Joined(StringBuilder added) => _hasMember || added.Length == 0 ? added.ToString() : added.ToString(0, added.Length - 1);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
