namespace Workbench.Server.Storage;

/// <summary>Text to look for with <c>ilike</c>, its own wildcards taken literally.</summary>
internal static class LikePattern
{
    /// <returns>Null when there is nothing to look for.</returns>
    public static string? Containing(string? text) =>
        string.IsNullOrWhiteSpace(text)
            ? null
            : $"%{text.Trim().Replace("\0", "", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
