using Workbench.Client.SemanticLayer.Editor;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>The dialog that is open on the page.</summary>
internal abstract record LayerPageDialog
{
    private protected LayerPageDialog() { }
}

internal sealed record ShortcutsOpen : LayerPageDialog;

internal sealed record RenameOpen(LayerRenameTarget Target, LayerPosition At, LayerTexts Unsaved) : LayerPageDialog;

/// <param name="From">The file that gets another name; null: a new one.</param>
internal sealed record NewFileOpen(LayerDocument? From) : LayerPageDialog;
