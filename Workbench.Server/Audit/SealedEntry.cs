using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Audit;

/// <summary>An entry with its place in the chain, as the store has it.</summary>
/// <param name="Person">Who; null: the program.</param>
/// <param name="About">Whom it was done to; null: nobody.</param>
internal sealed record SealedEntry(
    long Number,
    Guid Id,
    DateTimeOffset At,
    Guid? Person,
    Guid? About,
    string Verb,
    string Kind,
    string Subject,
    string Origin,
    string Details,
    byte[] Hash
)
{
    /// <summary>Before the first entry.</summary>
    public static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    /// <summary>
    /// SHA-256 over the hash of the entry before, and then each field in turn: its length in bytes as four bytes, the highest first, and its UTF-8. Names are not in it: they
    /// can be erased.
    /// </summary>
    public byte[] HashAfter(ReadOnlySpan<byte> before)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(before);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in Fields())
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }
        return sha.GetHashAndReset();
    }

    /// <example><c>2026-11-23T16:40:12.345678Z</c>: PostgreSQL keeps microseconds</example>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private string[] Fields() =>
        [
            Number.ToString(CultureInfo.InvariantCulture),
            Id.ToString(),
            Stamp(At),
            Person?.ToString() ?? "",
            About?.ToString() ?? "",
            Verb,
            Kind,
            Subject,
            Origin,
            Details,
        ];
}
