using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>The JSON documents of a stream of server-sent events.</summary>
internal static class SseEvents
{
    private const int BufferSize = 16 * 1024;

    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Up to <c>[DONE]</c> or the end; the last event may lack its blank line, as some endpoints leave it out.</summary>
    /// <exception cref="BrokenReplyException">An event that is not JSON.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new SseReader();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                var length = await body.ReadAsync(buffer, cancellationToken);
                foreach (var item in length == 0 ? reader.End() : reader.Push(buffer.AsMemory(0, length)))
                {
                    if (item.Data.IsEmpty)
                        continue;
                    if (item.Data.Span.SequenceEqual(Done))
                        yield break;
                    yield return Parse(item.Data.Span);
                }
                if (length == 0)
                    yield break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static JsonElement Parse(ReadOnlySpan<byte> data)
    {
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
