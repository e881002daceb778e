using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>A stretch of a file's text.</summary>
internal readonly record struct LayerFileRange(LayerPart Part, int Start, int End)
{
    public int Length => End - Start;

    public bool Contains(int line, int column)
    {
        var at = Part.Lines.OffsetOf(line, column);
        return at >= Start && at <= End;
    }

    public LayerRange ToRange()
    {
        var (line, column) = Part.Lines.At(Start);
        var (endLine, endColumn) = Part.Lines.At(End);
        return new LayerRange(Part.File.Path, line, column, endLine, endColumn);
    }
}
