namespace Workbench.Shared.SemanticLayer;

/// <summary>
/// The layer as its authors change it. The folder on disk stays the truth: a save writes it, and what was written since, by another
/// browser, editor or Git, is merged or shown as a conflict, never overwritten.
/// </summary>
public interface ILayerEditing
{
    /// <summary>Whether the asker may change files, and if not, why.</summary>
    LayerRights Rights();

    /// <summary>A file to edit, with the asker's unsaved text when there is one; null when there is no such file.</summary>
    Task<LayerWorkingFile?> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>Keeps text that is not saved yet, so that a lost connection or a closed tab loses nothing; null text forgets it.</summary>
    Task KeepDraftAsync(string path, string baseHash, string? text, CancellationToken cancellationToken);

    /// <summary>The asker's unsaved texts, newest first.</summary>
    Task<IReadOnlyList<LayerDraftLine>> DraftsAsync(CancellationToken cancellationToken);

    /// <summary>All of the changes become one revision, or none of them is written.</summary>
    Task<LayerSaveOutcome> SaveAsync(LayerSave save, CancellationToken cancellationToken);

    /// <summary>Revisions, newest first.</summary>
    /// <param name="path">Only those that changed this file; null for all.</param>
    /// <param name="before">Only those before this revision; null begins with the newest.</param>
    Task<IReadOnlyList<RevisionLine>> HistoryAsync(string? path, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>A revision with what it changed; null when it is not known.</summary>
    Task<RevisionDetail?> FindRevisionAsync(string id, CancellationToken cancellationToken);

    /// <summary>A new revision that takes back what one changed, merged with what came after it.</summary>
    Task<LayerSaveOutcome> RevertAsync(string id, string message, CancellationToken cancellationToken);
}

/// <param name="Reason">Why not, and who can; null when <paramref name="CanEdit"/>.</param>
public sealed record LayerRights(bool CanEdit, string? Reason);

/// <param name="Hash">Of <paramref name="Text"/>, the file as it is on disk: what a change of it names as its base.</param>
/// <param name="Draft">The asker's text that is not saved yet; null when there is none.</param>
/// <param name="IsReadOnly">The asker may not change files, or parts of this one are hidden from the asker's level.</param>
public sealed record LayerWorkingFile(string Path, string Text, string Hash, LayerDraft? Draft, bool IsReadOnly);

/// <param name="BaseHash">Of the text that the draft began with: another one than the file's means that the file changed meanwhile.</param>
public sealed record LayerDraft(string Text, string BaseHash, DateTimeOffset KeptAt);

public sealed record LayerDraftLine(string Path, DateTimeOffset KeptAt, bool IsBehind);

/// <param name="BaseHash">Of the text that the change began with; null for a new file.</param>
/// <param name="Text">Null removes the file.</param>
public sealed record LayerFileChange(string Path, string? BaseHash, string? Text);

/// <param name="Message">One line that says what changes.</param>
public sealed record LayerSave(IReadOnlyList<LayerFileChange> Changes, string Message);

public abstract record LayerSaveOutcome;

/// <param name="Merged">Files in which changes of others were merged without a conflict.</param>
public sealed record LayerSaved(string Revision, IReadOnlyList<string> Merged) : LayerSaveOutcome;

/// <summary>Others changed the same lines: nothing was written.</summary>
public sealed record LayerConflict(IReadOnlyList<LayerFileConflict> Files) : LayerSaveOutcome;

/// <summary>With these changes the layer could not be used: nothing was written.</summary>
public sealed record LayerInvalid(IReadOnlyList<LayerProblem> Problems) : LayerSaveOutcome;

/// <summary>Nothing was written; the reason says what to do.</summary>
public sealed record LayerNotSaved(string Reason) : LayerSaveOutcome;

/// <summary>A file that two changed.</summary>
/// <param name="Base">What both began with; null when it was not there.</param>
/// <param name="Mine">Null: I removed it.</param>
/// <param name="Theirs">As it is on disk now; null: removed.</param>
/// <param name="TheirsHash">To save a merge on top of; null when it is removed.</param>
/// <param name="By">Who saved theirs, if that is known.</param>
/// <param name="Parts">The file from its beginning to its end: what is agreed, and what is to be chosen.</param>
public sealed record LayerFileConflict(string Path, string? Base, string? Mine, string? Theirs, string? TheirsHash, string? By, IReadOnlyList<MergePart> Parts);

/// <param name="Text">Agreed lines; null in a conflict, where the three others say what is to be chosen from.</param>
public sealed record MergePart(string? Text, string? Base, string? Mine, string? Theirs)
{
    public bool IsConflict => Text is null;
}

/// <param name="Parent">Null for the first one.</param>
/// <param name="Author">Null when it was found on disk.</param>
/// <param name="Origin"><c>page, disk, import, revert, api</c></param>
public sealed record RevisionLine(
    string Id,
    string? Parent,
    string? Author,
    string Message,
    string Origin,
    DateTimeOffset At,
    bool IsCurrent,
    IReadOnlyList<string> Files
);

public sealed record RevisionDetail(RevisionLine Line, IReadOnlyList<RevisionFileChange> Files);

/// <param name="Before">Null: the file is new.</param>
/// <param name="After">Null: the file was removed.</param>
public sealed record RevisionFileChange(string Path, string? Before, string? After);
