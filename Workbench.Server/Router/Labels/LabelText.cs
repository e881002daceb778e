using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Router.Labels;

/// <summary>A message as labels know it: by the hash of its text, without what surrounds it.</summary>
internal sealed record LabelText
{
    /// <summary>Of 256 texts, so many are kept aside: a fifth.</summary>
    private const int AsideOf256 = 51;

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
