namespace Workbench.Server.Semantics.Layer;

/// <summary>Paths that come from elsewhere: a file that somebody sends says where it wants to be written.</summary>
internal static class LayerFilePath
{
    /// <summary>Whether a path is one of a layer's files, and so lies within its folder.</summary>
    public static bool IsOfLayer(string path) => StaysWithin(path) && LayerFormat.Of(path) is not null;

    /// <summary>Whether a path leads nowhere but into the folder that it is put into, on any machine.</summary>
    public static bool StaysWithin(string path) => path.Split('/').All(IsName);

    /// <summary>The path without what would lead out of its folder.</summary>
    public static string Within(string path)
    {
        if (StaysWithin(path))
            return path;
        var parts = path.Split('/', '\\').Where(p => p is not ("" or "." or "..")).Select(Plain);
        return string.Join('/', parts) is { Length: > 0 } name ? name : "unnamed.yml";
    }

    private static bool IsName(string part) => part is not ("" or "." or "..") && part.All(IsPlain);

    private static string Plain(string part) => string.Concat(part.Select(c => IsPlain(c) ? c : '_'));

    /// <summary>A colon ends the name of a drive, or begins a stream of a file.</summary>
    private static bool IsPlain(char c) => c is not ('\\' or ':') && !char.IsControl(c);
}
