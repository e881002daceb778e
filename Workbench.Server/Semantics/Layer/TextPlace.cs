namespace Workbench.Server.Semantics.Layer;

/// <summary>Where a character of a text stands in its file. Exact for texts in one line and for <c>|</c> blocks.</summary>
internal static class TextPlace
{
    public static SourceSpan Of(SourceSpan textAt, string text, int offset)
    {
        var before = text.AsSpan(0, Math.Clamp(offset, 0, text.Length));
        var lines = before.Count('\n');
        return textAt with { Line = textAt.Line + lines, Column = textAt.Column + (lines == 0 ? before.Length : before.Length - before.LastIndexOf('\n') - 1) };
    }
}
