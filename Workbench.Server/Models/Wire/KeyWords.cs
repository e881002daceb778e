using System.Text.RegularExpressions;

namespace Workbench.Server.Models.Wire;

/// <summary>Keeps keys out of what providers say: some repeat the key that they refuse.</summary>
internal static partial class KeyWords
{
    private const string Hidden = "***";

    /// <param name="key">The one that was sent, where it is known.</param>
    public static string Hide(string text, string? key = null)
    {
        if (key is { Length: > 0 })
            text = text.Replace(key, Hidden, StringComparison.Ordinal);
        return KeyLike().Replace(text, Hidden);
    }

    /// <summary>What looks like a key, whole or half hidden already.</summary>
    [GeneratedRegex(@"\b(sk|pk|rk|xai|gsk|key|nvapi|hf|AIza)[-_][A-Za-z0-9_*.-]{8,}|(?<=Bearer )[^\s""']{8,}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex KeyLike();
}
