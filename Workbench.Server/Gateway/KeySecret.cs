using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Gateway;

/// <summary>
/// What a program sends: <c>wbk_</c>, twelve hex digits by which it is found, and 256 random bits by which it is known. Kept is the hash
/// of the whole: it is as long as a hash, so that nothing slower than one is needed.
/// </summary>
internal static class KeySecret
{
    public const string Prefix = "wbk_";
    private const int IdLength = 12;

    public static (string Id, string Secret, byte[] Hash) Make()
    {
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        var secret = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (id, secret, HashOf(secret));
    }

    /// <returns>Null: it does not look like one of ours.</returns>
    public static string? IdOf(string secret) =>
        secret.Length > Prefix.Length + IdLength && secret.StartsWith(Prefix, StringComparison.Ordinal) && secret[Prefix.Length + IdLength] == '_'
            ? secret.Substring(Prefix.Length, IdLength)
            : null;

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
