using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The text of a file as the store keeps it.</summary>
internal static class LayerText
{
    /// <summary>First half of its SHA-256, in hexadecimal digits.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    public static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
            brotli.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    public static string Unpack(byte[] packed)
    {
        using var reader = new StreamReader(new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress), Encoding.UTF8, false);
        return reader.ReadToEnd();
    }
}
