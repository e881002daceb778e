using Workbench.Client.SemanticLayer.Editor;
using Workbench.Shared.AnswerDiffs;
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

/// <param name="Differences">The same changes with both texts.</param>
internal sealed record SaveOpen(IReadOnlyList<LayerFileChange> Changes, IReadOnlyList<RevisionFileChange> Differences) : LayerPageDialog
{
    /// <summary>What the numbers of everybody are compared by.</summary>
    public LayerState From { get; } = new LayerInUse();
}

internal sealed record MergeOpen(LayerConflict Conflict, IReadOnlyList<LayerFileChange> Others, string Message) : LayerPageDialog;

/// <param name="Remove">Does it, once it is wanted.</param>
internal sealed record RemoveOpen(string Title, IReadOnlyList<LayerRemoval> Removals, Func<Task> Remove) : LayerPageDialog;

internal sealed record ImportOpen : LayerPageDialog;

internal sealed record ExportOpen : LayerPageDialog;

/// <param name="Command"><c>new-metric, new-entity, new-query</c></param>
internal sealed record FormOpen(string Command, LayerTexts Unsaved) : LayerPageDialog;
