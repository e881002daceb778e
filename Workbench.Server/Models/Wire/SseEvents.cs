using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>The JSON documents of a stream of server-sent events.</summary>
internal static class SseEvents
{
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Up to <c>[DONE]</c> or the end.</summary>
    /// <exception cref="BrokenReplyException">An event that is no JSON.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(body, Parse).EnumerateAsync(cancellationToken))
        {
            if (item.Data is not { } json)
                continue;
            if (json.ValueKind == JsonValueKind.Undefined)
                yield break;
            yield return json;
        }
    }

    /// <summary>Null: nothing; undefined: the end.</summary>
    private static JsonElement? Parse(string type, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return null;
        if (data.SequenceEqual(Done))
            return default(JsonElement);
        try
        {
            var reader = new Utf8JsonReader(data);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            throw new BrokenReplyException("it sent something that is not JSON in the middle of its stream");
        }
    }
}
