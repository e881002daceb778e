using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Changes of one file as edits of an editor and as its new text.</summary>
internal static class TextChanges
{
    public static LayerFileEdit ToEdit(LayerPart part, IEnumerable<TextChange> changes)
    {
        var ordered = changes.OrderBy(c => c.Start).ThenBy(c => c.End).ToList();
        var text = new StringBuilder();
        var at = 0;
        foreach (var change in ordered)
        {
            text.Append(part.File.Text, at, change.Start - at).Append(change.Text);
            at = change.End;
        }
        text.Append(part.File.Text, at, part.File.Text.Length - at);
        return new LayerFileEdit(
            part.File.Path,
            [.. ordered.Select(c => new LayerTextEdit(new LayerFileRange(part, c.Start, c.End).ToRange(), c.Text))],
            text.ToString()
        );
    }
}
