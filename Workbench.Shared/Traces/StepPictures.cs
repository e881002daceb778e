namespace Workbench.Shared.Traces;

/// <summary>Files that a page shows as they are. SVG is a document that can hold scripts, and is not among them.</summary>
public static class StepPictures
{
    private static readonly string[] Types = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    public static bool IsPicture(string mediaType) => Types.Contains(mediaType, StringComparer.OrdinalIgnoreCase);
}
