using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Workbench.Server.Runs;

/// <summary>Content with its address: SHA-256 of what it says, whatever its compression.</summary>
internal sealed record Blob(byte[] Hash, int Size, bool IsCompressed, byte[] Data)
{
    /// <summary>Below this many bytes compression costs more than it saves.</summary>
    private const int WorthCompressing = 192;

    /// <summary>5 of 0..11: a third of the text at some 100 MB/s.</summary>
    private const int Quality = 5;

    private const int Window = 22;

    public static Blob Of(ReadOnlyMemory<byte> content) => Of(HashOf(content), content);

    public static byte[] HashOf(ReadOnlyMemory<byte> content) => SHA256.HashData(content.Span);

    /// <param name="hash">As <see cref="HashOf"/> gives it.</param>
    public static Blob Of(byte[] hash, ReadOnlyMemory<byte> content)
    {
        if (content.Length >= WorthCompressing)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(content.Length);
            try
            {
                // Fails when it would not become shorter.
                if (BrotliEncoder.TryCompress(content.Span, buffer.AsSpan(0, content.Length - 1), out var written, Quality, Window))
                    return new Blob(hash, content.Length, IsCompressed: true, buffer.AsSpan(0, written).ToArray());
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        return new Blob(hash, content.Length, IsCompressed: false, content.ToArray());
    }

    public byte[] Read()
    {
        if (!IsCompressed)
            return Data;
        var content = new byte[Size];
        return BrotliDecoder.TryDecompress(Data, content, out var written) && written == Size
            ? content
            : throw new InvalidDataException($"Blob {Convert.ToHexStringLower(Hash)} should hold {Size} bytes and does not.");
    }
}
