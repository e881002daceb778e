using Workbench.Client.Components.Code;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>A file as numbered, coloured lines with the problems under the lines that have them.</summary>
public sealed record FileView(string Path, IReadOnlyList<FileLine> Lines)
{
    public static FileView Create(string path, string text, IReadOnlyList<LayerProblem> problems, int? markedLine)
    {
        var ofFile = problems.Where(p => p.File == path).ToLookup(p => p.Line);
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return new FileView(
            path,
            [
                .. lines.Select(
                    (line, i) =>
                        new FileLine(i + 1, line[..^line.TrimStart().Length], Highlighter.YamlLine(line.TrimStart()), [.. ofFile[i + 1]], i + 1 == markedLine)
                ),
            ]
        );
    }
}

/// <param name="Indent">Apart, so that it is not underlined with the rest.</param>
public sealed record FileLine(int Number, string Indent, IReadOnlyList<CodeToken> Tokens, IReadOnlyList<LayerProblem> Problems, bool IsMarked)
{
    public string Css => $"line{(IsMarked ? " marked" : "")}{(Problems.Any(p => p.IsError) ? " error" : Problems.Count > 0 ? " warn" : "")}";
}
