using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Workbench.Server.Telemetry.Export;

/// <summary>Ids of exported spans follow from the journal's, so that what is sent twice is the same span.</summary>
internal static class SpanIds
{
    public static ByteString Trace(Guid run) => ByteString.CopyFrom(run.ToByteArray(bigEndian: true));

    /// <param name="seq">Of the step; 0: the run itself.</param>
    /// <param name="attempt">Of a try before the last one; 0: the step itself.</param>
    public static ByteString Span(Guid run, int seq, int attempt = 0)
    {
        Span<byte> name = stackalloc byte[24];
        run.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(name[16..], seq);
        BinaryPrimitives.WriteInt32BigEndian(name[20..], attempt);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        hash[0] |= 1; // An id of zeros is none.
        return ByteString.CopyFrom(hash[..8]);
    }
}
