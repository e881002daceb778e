using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;
using Opentelemetry.Proto.Collector.Trace.V1;
using Workbench.Server.Gateway.Forms;

namespace Workbench.Server.Telemetry.Wire;

/// <summary>The body of a request, unpacked and read.</summary>
internal static class OtlpBody
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    /// <returns>Null: in none of the two forms.</returns>
    public static string? TypeOf(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            Protobuf or "application/protobuf" => Protobuf,
            Json => Json,
            _ => null,
        };

    /// <param name="body">As it was sent.</param>
    /// <param name="most">Bytes after it is unpacked.</param>
    /// <exception cref="FormException">It is not OTLP, or too long.</exception>
    public static ExportTraceServiceRequest Read(string type, string? encoding, ReadOnlyMemory<byte> body, int most)
    {
        var unpacked = encoding?.Trim().ToLowerInvariant() switch
        {
            null or "" or "identity" => body,
            "gzip" => Unpack(body, most),
            _ => throw new FormException($"The body is encoded as {encoding}. Send it as it is, or with gzip."),
        };
        try
        {
            return type == Json ? OtlpJson.Read(unpacked) : ExportTraceServiceRequest.Parser.ParseFrom(unpacked.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormException($"The body is no ExportTraceServiceRequest: {e.Message}");
        }
        catch (FormatException e)
        {
            throw new FormException(e.Message);
        }
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> body, int most)
    {
        using var packed = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        var unpacked = new ArrayBufferWriter<byte>(body.Length * 4 + 1024);
        try
        {
            while (true)
            {
                var read = packed.Read(unpacked.GetSpan(16 * 1024));
                if (read == 0)
                    return unpacked.WrittenMemory;
                unpacked.Advance(read);
                // A few bytes may unpack to as many as memory has.
                if (unpacked.WrittenCount > most)
                    throw TooLarge(most);
            }
        }
        catch (InvalidDataException e)
        {
            throw new FormException($"The body is not gzip: {e.Message}");
        }
    }

    public static FormException TooLarge(int most) =>
        new(
            new FormError(
                ErrorKind.TooLarge,
                $"The request is longer than {most / 1024.0 / 1024:0.#} MB. Send fewer spans at once, or raise Telemetry:Ingest:MaxRequestBytes."
            )
        );
}
