using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Router.Labels;

/// <summary>A message as labels know it: by the hash of its text, without what surrounds it.</summary>
internal sealed record LabelText
{
    /// <summary>Of 256 texts, so many are kept aside: a fifth.</summary>
    private const int AsideOf256 = 51;

    /// <summary>What <see cref="string.Trim()"/> takes away, as PostgreSQL writes it: both must come to the same hash.</summary>
    public const string Surrounding = """
        E' \t\n\x0b\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'
        """;

    private LabelText(string text)
    {
        Text = text;
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    public string Text { get; }
    public byte[] Hash { get; }

    public string Key => Convert.ToHexStringLower(Hash);

    /// <summary>Not learned from by any version, so that all are compared on it. The text alone decides: who labels it, and when, changes nothing.</summary>
    public bool IsKeptAside => Hash[0] < AsideOf256;

    /// <summary>PostgreSQL keeps no NUL in a text.</summary>
    public static LabelText Of(string text) => new(text.Replace("\0", "", StringComparison.Ordinal).Trim());
}
