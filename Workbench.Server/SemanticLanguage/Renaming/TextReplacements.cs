using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Replacements in one file as edits of an editor and as its new text.</summary>
internal static class TextReplacements
{
    public static LayerFileEdit ToEdit(LayerPart part, IEnumerable<TextReplacement> replacements)
    {
        var ordered = replacements.OrderBy(c => c.Start).ThenBy(c => c.End).ToList();
        var text = new StringBuilder();
        var at = 0;
        foreach (var one in ordered)
        {
            text.Append(part.File.Text, at, one.Start - at).Append(one.Text);
            at = one.End;
        }
        text.Append(part.File.Text, at, part.File.Text.Length - at);
        return new LayerFileEdit(
            part.File.Path,
            [.. ordered.Select(c => new LayerTextEdit(new LayerFileRange(part, c.Start, c.End).ToRange(), c.Text))],
            text.ToString()
        );
    }
}
