using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.Local;

/// <summary>Embeddings in OpenAI's form, made in this program.</summary>
internal sealed class LocalEmbeddingWire(ISentenceEncoder encoder) : IModelWire
{
    /// <summary>As many as OpenAI takes.</summary>
    private const int MaxTexts = 2_048;

    public bool Speaks(WireForm form) => form == WireForm.OpenAiEmbeddings;

    public async Task<WireResponse> SendAsync(
        WireForm form,
        string model,
        ReadOnlyMemory<byte> body,
        ImmutableArray<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken
    )
    {
        List<string> texts;
        bool isBase64;
        using (var request = JsonDocument.Parse(body))
        {
            texts = Texts(request.RootElement.Field("input"));
            isBase64 = IsBase64(request.RootElement);
            CheckDimensions(request.RootElement);
        }
        var embeddings = await encoder.GenerateAsync(texts, cancellationToken: cancellationToken);
        var reply = new MemoryStream();
        Write(reply, embeddings, isBase64);
        reply.Position = 0;
        return new WireResponse(reply, "application/json", reply);
    }

    public void Dispose() { }

    private static List<string> Texts(JsonElement? input)
    {
        switch (input)
        {
            case { ValueKind: JsonValueKind.String } text:
                return [text.AsText()];
            case { ValueKind: JsonValueKind.Array } several when several.GetArrayLength() is > 0 and <= MaxTexts:
                return [.. several.EnumerateArray().Select(TextOf)];
            case { ValueKind: JsonValueKind.Array } several:
                throw Refused("input", $"`input` holds {several.GetArrayLength()} texts; it takes 1 to {MaxTexts}.");
            default:
                throw Refused("input", "`input` must be a text, or a list of texts.");
        }
    }

    private static string TextOf(JsonElement item) =>
        item.ValueKind switch
        {
            JsonValueKind.String => item.AsText(),
            JsonValueKind.Number or JsonValueKind.Array => throw Refused(
                "input",
                $"{ISentenceEncoder.ModelName} takes texts and no tokens: it has pieces of its own."
            ),
            _ => throw Refused("input", "`input` must be a text, or a list of texts."),
        };

    private static bool IsBase64(JsonElement request) =>
        request.Field("encoding_format") switch
        {
            null or { ValueKind: JsonValueKind.Null } => false,
            { ValueKind: JsonValueKind.String } format when format.ValueEquals("float") => false,
            { ValueKind: JsonValueKind.String } format when format.ValueEquals("base64") => true,
            _ => throw Refused("encoding_format", "`encoding_format` is \"float\" or \"base64\"."),
        };

    private static void CheckDimensions(JsonElement request)
    {
        if (request.Field("dimensions") is not (null or { ValueKind: JsonValueKind.Null }) && request.Count("dimensions") != ISentenceEncoder.Dimensions)
            throw Refused(
                "dimensions",
                $"{ISentenceEncoder.ModelName} has {ISentenceEncoder.Dimensions} dimensions. Leave `dimensions` out, or cut the numbers yourself."
            );
    }

    private static void Write(Stream reply, GeneratedEmbeddings<Embedding<float>> embeddings, bool isBase64)
    {
        using var json = new Utf8JsonWriter(reply);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        for (var i = 0; i < embeddings.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", i);
            Write(json, embeddings[i].Vector.Span, isBase64);
            if (embeddings[i].AdditionalProperties?.ContainsKey(ISentenceEncoder.CutKey) == true)
                json.WriteBoolean(ISentenceEncoder.CutKey, true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("model", ISentenceEncoder.ModelName);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", embeddings.Usage!.InputTokenCount!.Value);
        json.WriteNumber("total_tokens", embeddings.Usage.InputTokenCount.Value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<float> numbers, bool isBase64)
    {
        if (isBase64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes(numbers));
            return;
        }
        json.WriteStartArray("embedding");
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static ModelRefusedException Refused(string param, string message) =>
        new(HttpStatusCode.BadRequest, message)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    error = new
                    {
                        message,
                        type = "invalid_request_error",
                        param,
                        code = (string?)null,
                    },
                }
            ),
        };
}
